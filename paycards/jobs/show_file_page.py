"""Show a file: counts, totals, the control check, its rows by state, and what can be decided about it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision, person_key
from paycards.decisions.listing import decisions_about
from paycards.decisions.tier import Person, person_needs_two
from paycards.decisions.unchanged import version_of
from paycards.errors import Corrupt, NotFound
from paycards.intake.file_decisions import file_state
from paycards.intake.file_lines import Line, lines_in_state
from paycards.intake.recording import WAITING
from paycards.intake.records import FileDetails
from paycards.intake.waiting import own_total_of
from paycards.jobs.show_file import ROWS, read_details
from paycards.reconcile.subjects import FILE
from paycards.reconcile.suspense.reasons import why
from paycards.settings.tiers import Tiers
from paycards.store.tables.files import files

MOST = 50
LOOKED_INTO = 4_000_000  # bytes of a file whose own total is read for its page


@dataclass(frozen=True)
class Control:
    """The control check: what the file says of itself, what is in it, and what became of it."""

    rows: int
    total_pence: int
    own_pence: int | None
    placed: int
    placed_pence: int

    @property
    def agrees(self) -> bool:
        """Tell whether what became of the rows is the file, in count and pence."""
        return (self.rows, self.total_pence) == (self.placed, self.placed_pence)


@dataclass(frozen=True)
class FilePage:
    """A file. `lines` are rows in the `state` that is looked at, from the row after which `after` goes on."""

    details: FileDetails
    control: Control | None
    state: str
    lines: tuple[Line, ...]
    after: int | None
    decisions: tuple[Decision, ...]
    version: str
    two_people: bool
    may_decide: bool
    as_at: dt.datetime

    @staticmethod
    def why(reason: str) -> str:
        """What lists call the reason of a row in suspense."""
        return why(reason).label

    @property
    def waits(self) -> bool:
        """Tell whether a person must decide about it, and none has proposed to."""
        file = self.details.file
        return file.state in WAITING and not file.rejected and self.proposed is None

    @property
    def can_be_released(self) -> bool:
        """Tell whether it can be accepted after all."""
        file = self.details.file
        return self.waits and file.state == "held" and bool(file.contract)

    @property
    def proposed(self) -> Decision | None:
        """The decision about it that waits for a second person."""
        return next((each for each in self.decisions if each.state == "proposed"), None)


def show_file_page(visit: Visit, council: str, file_id: int, *, state: str = "", after: int = 0) -> FilePage:
    """Return a file of a council, with the rows that are in a state. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        record = file_record(seen, file_id)
        details = read_details(visit, seen.connection, record, ROWS)
        state = state or ("suspense" if "suspense" in details.lines else "")
        lines = lines_in_state(seen.connection, file_id, state, after, MOST + 1) if state else []
        about = decisions_about(seen, record.council_id, f"{FILE}:{file_id}")
        return FilePage(
            details=details,
            control=_control(visit, record, details) if record.state == "accepted" else None,
            state=state,
            lines=tuple(lines[:MOST]),
            after=lines[MOST - 1].row if len(lines) > MOST else None,
            decisions=tuple(about),
            version=version_of(file_state(record), about),
            two_people=_needs_two(visit, seen.connection, record, council),
            may_decide=Permission.DECIDE_FILES in visit.visitor.permissions,
            as_at=visit.now,
        )


def file_record(seen: Reading, file_id: int) -> Row[Any]:
    """Return the record of a file of the councils seen. Raises NotFound."""
    query = select(files).where(files.c.id == file_id, seen.covers(files.c.council_id))
    record = seen.connection.execute(query).first()
    if record is None:
        raise NotFound("file", file_id)
    return record


def _control(visit: Visit, record: Row[Any], details: FileDetails) -> Control | None:
    if record.kind != "payments":
        return None
    own = None
    if record.size_bytes <= LOOKED_INTO:
        with suppress(Corrupt):
            own = own_total_of(visit.installation, record)
    placed, pence = (
        (sum(each) for each in zip(*details.lines.values(), strict=True)) if details.lines else (0, 0)
    )
    return Control(record.row_count, record.total_pence, own, placed, pence)


def _needs_two(visit: Visit, connection: Connection, record: Row[Any], council: str) -> bool:
    terms = next((each for each in visit.settings.councils if each.code == council), None)
    tiers = terms.tiers_pence if terms else Tiers()
    person = Person(record.council_id, person_key(visit.visitor.name))
    about = {f"{FILE}:{record.id}": abs(record.total_pence)}
    return person_needs_two(connection, person, "reject", about, tiers)
