"""Whether a statement follows the one before: while a number between them is missing, it may not.

One that does not open with the closing before it has another statement, or a file that we do not know, in
between: it makes no due until the number comes, or a person closes the gap. So a due never splits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from paycards.clock import end_of
from paycards.reconcile.settlement.accepted_file import Accepted
from paycards.store.problems import PAYCARDS, gap_of
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files


@dataclass(frozen=True)
class Chain:
    """The statements of a contract as they stood at the end of a day; `accepted` are all its files."""

    connection: Connection
    contract_id: int
    accepted: Sequence[Accepted]
    as_of: dt.date

    def is_broken(self, before: Accepted, statement: Accepted) -> bool:
        """Tell whether a statement does not follow the one before, and a number between them is missing."""
        if statement.opening_pence == before.closing_pence:
            return False
        between = range((before.place or 0) + 1, statement.place or 0)
        return any(place not in self._came and not self._is_closed(place) for place in between)

    @cached_property
    def _came(self) -> set[int]:
        """The numbers that have come: a repeat brings nothing new, but it is not missing."""
        repeats = select(files.c.position).where(
            files.c.contract_id == self.contract_id,
            files.c.state == "repeat",
            files.c.position.is_not(None),
            files.c.received_at < end_of(self.as_of),
        )
        known = {file.place for file in self.accepted if file.place is not None}
        return known | set(self.connection.execute(repeats).scalars())

    def _is_closed(self, place: int) -> bool:
        return any(first <= place <= last for first, last in self._closed)

    @cached_property
    def _closed(self) -> list[tuple[int, int]]:
        """The gaps that a person has closed: what is missing in them is not waited for."""
        closed = select(problems.c.subject).where(
            problems.c.contract_id == self.contract_id,
            problems.c.kind == "gap",
            problems.c.closed_by != PAYCARDS,
            problems.c.closed_at < end_of(self.as_of),
        )
        found = (gap_of(subject) for subject in self.connection.execute(closed).scalars())
        return [(first, last) for series, first, last in found if not series]
