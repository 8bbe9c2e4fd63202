"""Replay a council's audit trail, from the archived originals, in a scratch database.

Each entry names the bytes that a step read and all else that it depended on. The step is taken
again by the same functions (see `replay_books`, `replay_cards`), at the entry's own instant and on its
own booking day, and must write the same entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, exc

from paycards.errors import Corrupt, PaycardsError, TryAgain
from paycards.store import trail
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry, read_entry

UNREADABLE = (AssertionError, LookupError, TypeError, ValueError, AttributeError)


Steps = Mapping[str, Callable[[Scratch, Entry], None]]  # by the action of the entry

# What changes no money and no list: see `decisions`.
WITHOUT_MONEY = (
    *("file.rejected", "file.retried", "problem.closed", "bank.repeated"),
    "cards.batch_begun",
    "cards.batch_finished",
    *("staff.roles_given", "staff.link_made", "staff.sessions_ended", "staff.state_changed"),
    "card_links.made",
    "work.asked",
    "card.number_seen",
)


@dataclass
class Replay:
    """A council's trail as it is replayed: `faults` are the entries that cannot be, and why."""

    scratch: Scratch
    steps: Steps
    tell: Callable[[str], None]
    faults: list[tuple[Row[Any], str]] = field(default_factory=list)
    _done: int = 0  # the number of the newest entry of the scratch database's own trail

    def take(self, rows: Iterable[Row[Any]]) -> None:
        """Take the steps of these entries, in order; one that fails leaves nothing behind."""
        for row in rows:
            self.tell(f"entry {row.number}: {row.action} {row.subject}")
            try:
                with self.scratch.connection.begin_nested():
                    self._take(read_entry(row))
            except (TryAgain, exc.OperationalError):
                raise
            except (PaycardsError, exc.SQLAlchemyError, *UNREADABLE) as error:
                self.faults.append((row, _sentence(error)))

    def _take(self, entry: Entry) -> None:
        if entry.action in WITHOUT_MONEY:
            return
        if entry.action not in self.steps:
            raise Corrupt(f"this version of paycards knows no step {entry.action}")
        self.steps[entry.action](self.scratch, entry)
        written = trail.entries(self.scratch.connection, self.scratch.council_id, after=self._done)
        if len(written) != 1 and not (entry.changed_nothing and not written):
            raise Corrupt("the originals give no such step")
        for row in written:
            different = entry.differences(read_entry(row))
            if different:
                raise Corrupt(f"the originals give another {', '.join(different)}")
            self._done = row.number


def _sentence(error: Exception) -> str:
    """Say what is wrong, without the values of a statement: they may be names or card numbers."""
    if isinstance(error, exc.DBAPIError):
        return f"the scratch database refused it: {error.orig}"
    if isinstance(error, PaycardsError):
        return str(error)
    return f"the entry cannot be read: {type(error).__name__} {error}"
