"""The weeks before a payment: the days, the time and the files in which others paid where it was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.store.tables.files import files

WEEKS = 4
MOST_LINES = 30_000  # before one item
LATE_DAYS = 3  # a file holds payments of its own day and of so many days before
AROUND = dt.timedelta(minutes=60)
MAY_HOLD = [
    days for days in range(1, 7 * WEEKS + 1) if -days % 7 <= LATE_DAYS
]  # from a payment back to a file

Spot = tuple[int, str, int]  # a weekday at an outlet of a contract


@dataclass(frozen=True)
class Window:
    """A case, the first file that is read for it, and from when to when on the days before it."""

    case: Case
    first_file: int
    earliest: str
    latest: str

    @property
    def spot(self) -> Spot:
        """Where it was paid, and on which weekday."""
        return self.case.contract_id, self.case.outlet, self.case.paid_on.weekday()

    @property
    def days(self) -> list[int]:
        """The same weekday in the WEEKS before, as ordinal numbers."""
        return [self.case.paid_on.toordinal() - 7 * week for week in range(1, WEEKS + 1)]

    def holds(self, paid: Row[Any]) -> bool:
        """Tell whether a payment of one of its days was made at that time, and known."""
        in_time = self.earliest <= paid.minute <= self.latest
        return (
            in_time
            and self.first_file <= paid.file_id <= self.case.file_id
            and self.case.knew_batch(paid.batch_id)
        )


def windows_of(desk: Desk) -> dict[Window, list[int]]:
    """The files to read for each case that says where and when: those of its contract in the WEEKS before.

    Cases of one file and day are read for alike.
    """
    cases = [case for case in desk.cases if case.outlet and case.paid_at and case.amount_pence > 0]
    files_of = _files(desk, cases) if cases else {}
    read: dict[tuple[int, int, dt.date], list[int]] = {}
    found = {}
    for case in cases:
        alike = (case.contract_id, case.file_id, case.paid_on)
        if alike not in read:
            read[alike] = _read_for(case, files_of.get(case.contract_id, {}))
        if read[alike]:
            found[_window(case, read[alike][-1])] = read[alike]
    return found


def _window(case: Case, first_file: int) -> Window:
    at = dt.datetime.combine(case.paid_on, dt.time.fromisoformat(case.paid_at))
    earliest = max(at - AROUND, dt.datetime.combine(case.paid_on, dt.time.min))
    latest = min(at + AROUND, dt.datetime.combine(case.paid_on, dt.time(23, 59)))
    return Window(case, first_file, f"{earliest:%H:%M}", f"{latest:%H:%M}")


def _read_for(case: Case, by_day: Mapping[dt.date | None, list[Row[Any]]]) -> list[int]:
    """The newest files before its own that may hold payments of its weekday, in one of the WEEKS before."""
    days = [None, *(case.paid_on - dt.timedelta(days) for days in MAY_HOLD)]
    before = [file for day in days for file in by_day.get(day, ()) if file.id < case.file_id]
    read, ids = 0, []
    for file in sorted(before, key=lambda file: file.id, reverse=True):
        read += file.row_count
        if read > MOST_LINES:
            break
        ids.append(file.id)
    return ids


def _day_of(file: Row[Any]) -> dt.date | None:
    """The day that a file is for, by its number or its date of creation; None where it says none."""
    if file.series and file.position:
        year, day_of_year = divmod(file.position // 1000, 1000)
        return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
    created_on: dt.date | None = file.created_on
    return created_on


def _files(desk: Desk, cases: list[Case]) -> dict[int, dict[dt.date | None, list[Row[Any]]]]:
    """The files of each contract by the day that they are for."""
    first = min(case.paid_on for case in cases) - dt.timedelta(weeks=WEEKS)
    columns = ("id", "contract_id", "row_count", "series", "position", "created_on")
    query = (
        select(*(files.c[name] for name in columns))
        .where(files.c.contract_id.in_({case.contract_id for case in cases}))
        .where(files.c.council_id == desk.council_id, files.c.state == "accepted", files.c.kind == "payments")
        .where(files.c.received_at >= dt.datetime.combine(first, dt.time.min, dt.UTC))
    )
    found: dict[int, dict[dt.date | None, list[Row[Any]]]] = {}
    for file in desk.connection.execute(query):
        found.setdefault(file.contract_id, {}).setdefault(_day_of(file), []).append(file)
    return found
