"""Show what runs and what is due when: the nights, and the files of each contract, by day; no amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.channels.timetable import day_after, due_at
from paycards.clock import ONE_DAY, local
from paycards.intake.files_by_day import NotCome, not_come, rows_between
from paycards.jobs.ask_for_night import NIGHT, may_ask
from paycards.reconcile.file_days import day_of
from paycards.store.nights import last_night
from paycards.work.showing import ShownWork, newest_of

LOOK_BACK = dt.timedelta(days=28)


@dataclass(frozen=True)
class NightRun:
    """The nights of one council. `next_at`: when the next is expected, by the newest; None: not known."""

    council: str
    last_ended_at: dt.datetime | None
    night: dt.date | None
    next_at: dt.datetime | None
    is_due: bool


@dataclass(frozen=True)
class FilesDue:
    """The files of one contract: the newest that came, the next that is due, how many are missing."""

    council: str
    contract: str
    words: str
    last_day: dt.date | None
    last_came_at: dt.datetime | None
    next_day: dt.date | None
    next_due_at: dt.datetime | None
    missing: int


@dataclass(frozen=True)
class TimetablePage:
    """Nights and files, what was asked for by hand, and whether this visitor may ask."""

    nights: tuple[NightRun, ...]
    contracts: tuple[FilesDue, ...]
    asked: tuple[ShownWork, ...]
    may_run: bool
    as_at: dt.datetime


def show_timetable(visit: Visit) -> TimetablePage:
    """Return the timetable of the councils that may be seen."""
    with visit.reading(may=Permission.SEE_TIMETABLE) as seen:
        return TimetablePage(
            nights=tuple(_night(visit, seen, code) for code in seen.councils),
            contracts=tuple(each for code in seen.councils for each in _contracts(visit, seen, code)),
            asked=tuple(newest_of(seen, NIGHT, 5)),
            may_run=may_ask(visit, seen),
            as_at=visit.now,
        )


def _night(visit: Visit, seen: Reading, code: str) -> NightRun:
    last = last_night(seen.connection, seen.council(code))
    if last.ended_at is None:
        return NightRun(code, None, None, None, is_due=True)
    ran = local(last.ended_at)
    coming = (ran + ONE_DAY).replace(second=0, microsecond=0).astimezone(dt.UTC)
    return NightRun(code, last.ended_at, last.night, coming, is_due=coming < visit.now)


def _contracts(visit: Visit, seen: Reading, code: str) -> Iterator[FilesDue]:
    """The contracts of a council, by what came in four weeks and what is owed."""
    first, council_id = visit.today - LOOK_BACK, seen.council(code)
    agreed = [each for each in contracts_seen(visit.installation, seen) if each.council_id == council_id]
    records = rows_between(seen.connection, council_id, first, visit.today)
    owed = not_come(seen.connection, agreed, records, first, visit.now)
    accepted = [each for each in records if each.state == "accepted"]
    for contract in agreed:
        own = [each for each in accepted if each.contract_id == contract.id]
        yield _files(visit, contract, own, [each for each in owed if each.contract == contract.terms.code])


def _files(visit: Visit, contract: ContractRow, own: list[Row[Any]], owed: list[NotCome]) -> FilesDue:
    newest = max(own, key=lambda each: each.received_at, default=None)
    coming = _next(contract, visit.today, [each.day for each in owed if not each.is_missing])
    return FilesDue(
        *(contract.council.code, contract.terms.code, _words(contract)),
        last_day=day_of(newest) if newest else None,
        last_came_at=newest.received_at if newest else None,
        next_day=coming,
        next_due_at=_due_at(contract, coming),
        missing=sum(each.is_missing for each in owed),
    )


def _next(contract: ContractRow, today: dt.date, not_yet: list[dt.date]) -> dt.date | None:
    """The first day whose file is not due yet and has not come; else the first after today."""
    table = contract.terms.timetable
    if table is None:
        return None
    return min(not_yet, default=None) or day_after(table.days, today, 1, contract.holidays)


def _due_at(contract: ContractRow, day: dt.date | None) -> dt.datetime | None:
    table = contract.terms.timetable
    return due_at(table, day, contract.holidays) if table and day else None


def _words(contract: ContractRow) -> str:
    table = contract.terms.timetable
    if table is None:
        return "No timetable: nothing is missed."
    days = "each working day" if table.days == "working_days" else "each day"
    unit = "working day" if table.days == "working_days" else "day"
    after = {0: "on the day", 1: f"one {unit} later"}.get(
        table.due_after_days, f"{table.due_after_days} {unit}s later"
    )
    return f"For {days}, due {after} at {table.due:%H:%M}."
