"""Replay a council's audit trail, from the archived originals, in a scratch database.

Each entry names the bytes that a step read and all else that it depended on. The step is taken
again by the same functions (see `replay_books`, `replay_cards`), at the entry's own instant and on its
own booking day, and must write the same entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, exc

from paycards.errors import Corrupt, PaycardsError, TryAgain
from paycards.intake.ahead import work_ahead
from paycards.store import trail
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import UNREADABLE, Entry, read_entry

_Ready = tuple[Entry, Callable[[], None] | None]  # what takes the step of an entry; none that moves nothing

Steps = Mapping[str, Callable[[Scratch, Entry], None]]  # by the action of the entry
Original = TypeVar("Original")


@dataclass(frozen=True)
class ReadAhead(Generic[Original]):
    """A step that reads an original: `read` asks no database, and works while the step before is taken."""

    read: Callable[[Scratch, Entry], Original]
    take: Callable[[Scratch, Entry, Original], None]

    def __call__(self, scratch: Scratch, entry: Entry) -> None:
        """Take the step of an entry whose original has not been read yet."""
        self.take(scratch, entry, self.read(scratch, entry))

    def ahead(self, scratch: Scratch, entry: Entry) -> Callable[[], None]:
        """Read the original; return what takes the step."""
        original = self.read(scratch, entry)
        return lambda: self.take(scratch, entry, original)


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

    def take(self, rows: Sequence[Row[Any]]) -> None:
        """Take the steps of these entries, in order; one that fails leaves nothing behind."""
        work_ahead(rows, self._ready, self._use)

    def _use(self, row: Row[Any], ready: Callable[[], _Ready]) -> None:
        self.tell(f"entry {row.number}: {row.action} {row.subject}")
        try:
            with self.scratch.connection.begin_nested():
                self._take(*ready())
        except (TryAgain, exc.OperationalError):
            raise
        except (PaycardsError, exc.SQLAlchemyError, *UNREADABLE) as error:
            self.faults.append((row, _sentence(error)))
        self.scratch.end_step()

    def _ready(self, row: Row[Any]) -> _Ready:
        """Read the entry, and the original that its step reads."""
        entry = read_entry(row)
        if entry.action in WITHOUT_MONEY:
            return entry, None
        step = self.steps.get(entry.action)
        if step is None:
            raise Corrupt(f"this version of paycards knows no step {entry.action}")
        if isinstance(step, ReadAhead):
            return entry, step.ahead(self.scratch, entry)
        return entry, partial(step, self.scratch, entry)

    def _take(self, entry: Entry, step: Callable[[], None] | None) -> None:
        if step is None:
            return
        step()
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
