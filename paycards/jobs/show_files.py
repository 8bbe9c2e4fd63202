"""Show the files of a council by day and network, those that are missing too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from paycards.access.permission import SEES_FILES, Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.channels.timetable import is_working_day
from paycards.clock import ONE_DAY
from paycards.intake.files_by_day import (
    Came,
    NotCome,
    came,
    is_any_before,
    not_come,
    rows_between,
    rows_waiting,
)

DAYS = 14
LOOK_BACK = dt.timedelta(days=28)  # as the timetable is watched
MOST = 50

Show = Literal["all", "waiting", "missing"]


@dataclass(frozen=True)
class DayOfFiles:
    """A day with its files, by contract, and those that did not come."""

    day: dt.date
    is_working: bool
    files: tuple[Came, ...]
    missing: tuple[NotCome, ...]

    @property
    def rows(self) -> int:
        """How many rows the accepted files have."""
        return sum(each.rows for each in self._taken)

    @property
    def total_pence(self) -> int:
        """What the accepted files come to."""
        return sum(each.total_pence for each in self._taken)

    @property
    def _taken(self) -> list[Came]:
        return [each for each in self.files if each.state == "accepted" and each.kind == "payments"]


@dataclass(frozen=True)
class FileList:
    """Days, the newest first, from `first` to `last`; or what waits for a decision, or what is missing.

    `before` is the day to go on from, `after` the id; None: there is no more. Who keeps the system running,
    not the books, sees how files stand without amounts, which are then all 0.
    """

    show: Show
    days: tuple[DayOfFiles, ...]
    first: dt.date
    last: dt.date
    files: int
    missing: int
    before: dt.date | None
    after: int | None
    with_amounts: bool
    as_at: dt.datetime


def show_files(
    visit: Visit, council: str, show: Show = "all", *, before: dt.date | None = None, after: int = 0
) -> FileList:
    """Return two weeks of a council's files, up to the day before `before`, or today.

    `show` narrows them to what waits for a decision, from the id `after` on, or to what is missing of the
    last four weeks. Raises NotFound for an unknown council.
    """
    last = visit.today if before is None else min(before - ONE_DAY, visit.today)
    first = visit.today - LOOK_BACK if show == "missing" else last - ONE_DAY * (DAYS - 1)
    with visit.reading(council, may=SEES_FILES) as seen:
        if show == "waiting":
            return _waiting(visit, seen, seen.council(council), after)
        records = rows_between(seen.connection, seen.council(council), first, last)
        owed = not_come(seen.connection, contracts_seen(visit.installation, seen), records, first, visit.now)
        absent = [each for each in owed if first <= each.day <= last]
        is_more = show == "all" and is_any_before(seen.connection, seen.council(council), first)
        arrived = [] if show == "missing" else _seen(visit, came(seen.connection, records))
    if show == "missing":
        absent = [each for each in absent if each.is_missing]
    days = tuple(_days(visit, arrived, absent))
    return FileList(
        show=show,
        days=days,
        first=first,
        last=last,
        files=len(arrived),
        missing=sum(each.is_missing for each in absent),
        before=first if is_more else None,
        after=None,
        with_amounts=Permission.SEE_MONEY in visit.visitor.permissions,
        as_at=visit.now,
    )


def _waiting(visit: Visit, seen: Reading, council_id: int, after: int) -> FileList:
    records = rows_waiting(seen.connection, council_id, after, MOST + 1)
    found = _seen(visit, came(seen.connection, records[:MOST]))
    days = tuple(_days(visit, found, []))
    return FileList(
        show="waiting",
        days=days,
        first=days[-1].day if days else visit.today,
        last=days[0].day if days else visit.today,
        files=len(found),
        missing=0,
        before=None,
        after=records[MOST - 1].id if len(records) > MOST else None,
        with_amounts=Permission.SEE_MONEY in visit.visitor.permissions,
        as_at=visit.now,
    )


def _seen(visit: Visit, found: Sequence[Came]) -> list[Came]:
    """The files without their amounts, where the visitor may not see money."""
    if Permission.SEE_MONEY in visit.visitor.permissions:
        return list(found)
    return [replace(each, total_pence=0, rows=0, suspense=0, suspense_pence=0) for each in found]


def _days(visit: Visit, arrived: Sequence[Came], absent: Sequence[NotCome]) -> Iterator[DayOfFiles]:
    holidays = next((each.holidays for each in visit.installation.contracts.values()), None)
    for day in sorted({each.day for each in arrived} | {each.day for each in absent}, reverse=True):
        its_files = sorted((each for each in arrived if each.day == day), key=_by_network)
        its_missing = sorted((each for each in absent if each.day == day), key=_by_network)
        yield DayOfFiles(day, is_working_day(day, holidays), tuple(its_files), tuple(its_missing))


def _by_network(one: Came | NotCome) -> tuple[str, str]:
    return one.network, one.contract
