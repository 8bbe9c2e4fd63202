"""A step: one transaction that writes, and the tools that everything done in it shares.

The tools are imported when a step first uses them: who only reads does not wait for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.clock import local_date


@dataclass(frozen=True)
class Step:
    """Who acts on which council, when; `council_id` is None for what belongs to no council yet.

    `at` is the instant in UTC. `booked_on` is the day on which the ledger shows what is posted: that of the
    instant, or the first open one after it where that is closed.
    """

    connection: Connection
    council_id: int | None
    at: dt.datetime
    booked_on: dt.date
    actor: str

    @property
    def today(self) -> dt.date:
        """The local day of the instant."""
        return local_date(self.at)

    @property
    def owner(self) -> int:
        """The council's id, for what only a council has."""
        assert self.council_id is not None  # noqa: S101 - whoever opens a step for cards names the council
        return self.council_id

    def record(
        self,
        action: str,
        subject: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """Append an entry to the council's audit trail; what belongs to no council has no trail."""
        from paycards.store import trail

        if self.council_id is not None:
            act = trail.Act(self.at, self.actor, action, subject, before or {}, after or {})
            trail.append(self.connection, self.council_id, act)

    def open_problem(
        self, kind: str, subject: str, *, contract_id: int | None = None, **facts: object
    ) -> None:
        """Open a problem of a kind of `paycards.problems`, or bring the same open one up to date."""
        from paycards.store import problems

        about = problems.Subject(kind, subject, contract_id, self.council_id)
        problems.open_problem(self.connection, about, facts, self.at)

    def close_problem(
        self,
        kind: str,
        subject: str,
        *,
        contract_id: int | None = None,
        note: str = "",
        by: str | None = None,
    ) -> None:
        """Close the open problem of this kind and subject, if there is one; None: it ended by itself."""
        from paycards.store import problems

        about = problems.Subject(kind, subject, contract_id, self.council_id)
        problems.close_problem(
            self.connection, about, problems.Closing(self.at, by or problems.PAYCARDS, note)
        )

    def end_problem(self, kind: str, subject: str) -> None:
        """Close the open problem that this act ends by itself, in the name of whoever does it."""
        from paycards.problems import kind_of

        self.close_problem(kind, subject, note=kind_of(kind).ended[0], by=self.actor)
