"""Accounts that paid at the same outlet and time of week before: read from the files of the last weeks.

Lines have no index by outlet or account, because every line of every night would have to be written to it.
So only so many lines are read, the newest files first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from paycards.reconcile.suspense.clues.asking import Value, any_text, table_of
from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.store.among import among
from paycards.store.tables import files, lines, postings
from paycards.store.tables.lines import same_line

WEEKS = 4
SELDOM = 2  # in fewer of these weeks it is no habit
MOST_LINES = 30_000  # before one item
LATE_DAYS = 3  # a file holds payments of its own day and of so many days before
MOST_ACCOUNTS = 3  # a time and place that more of them keep is evidence for none
AROUND = dt.timedelta(minutes=60)
MAY_HOLD = [
    days for days in range(1, 7 * WEEKS + 1) if -days % 7 <= LATE_DAYS
]  # from a payment back to a file

ASKED = {
    "case_id": int,
    "contract_id": int,
    "outlet": str,
    "first_file": int,
    "last_file": int,
    "day": dt.date,
    "earliest": str,
    "latest": str,
    "batch_id": int,
}
READ = ("file_id", "row_no", "contract_id", "outlet", "paid_on", "paid_at")
END = 2**62


@dataclass(frozen=True)
class Window:
    """A case and the files that are read for it."""

    case: Case
    first_file: int


def habits(desk: Desk) -> Iterator[Clue]:
    """Accounts that paid there at that time in most of the weeks before."""
    windows = _windows(desk)
    if not windows:
        return
    found: dict[int, list[tuple[int, int]]] = {}
    for case_id, account_id, weeks in desk.connection.execute(_query(desk, windows)):
        found.setdefault(case_id, []).append((account_id, weeks))
    for case_id, kept in found.items():
        for account_id, weeks in kept if len(kept) <= MOST_ACCOUNTS else ():
            words = f"it was paid at this outlet, weekday and time in {weeks} of the {WEEKS} weeks before"
            yield Clue(case_id, account_id, "outlet_week", words, weeks)


def _query(desk: Desk, windows: dict[Window, list[int]]) -> Select[Any]:
    connection = desk.connection
    asked = table_of(connection, "asked", ASKED, [row for window in windows for row in _asked(window)])
    read = (
        select(*(lines.c[name] for name in READ))
        .where(among(lines.c.file_id, {file_id for some in windows.values() for file_id in some}))
        .where(any_text(connection, lines.c.outlet, {window.case.outlet for window in windows}))
        .where(lines.c.amount_pence > 0, lines.c.kind == "payment")
        .offset(0)
        .subquery("read")
    )
    at_that_time = and_(
        asked.c.contract_id == _as_it_is(read.c.contract_id),
        asked.c.outlet == _as_it_is(read.c.outlet),
        asked.c.day == _as_it_is(read.c.paid_on),
        read.c.file_id.between(asked.c.first_file, asked.c.last_file),
        func.substr(read.c.paid_at, 1, 5).between(asked.c.earliest, asked.c.latest),
    )
    then = (
        select(*read.c, asked.c.case_id, asked.c.batch_id.label("before"))
        .select_from(read.join(asked, at_that_time))
        .offset(0)
        .subquery("then")
    )
    posted = and_(
        same_line(postings, then), postings.c.rule.is_not(None), postings.c.batch_id < then.c.before
    )
    weeks = func.count(then.c.paid_on.distinct())
    return (
        select(then.c.case_id, postings.c.credit_id, weeks)
        .select_from(then.join(postings, posted))
        .group_by(then.c.case_id, postings.c.credit_id)
        .having(weeks >= SELDOM)
    )


def _as_it_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column whose rows SQLite shall not look up: it would make an index of a year's lines for that."""
    return func.coalesce(column, column)


def _asked(window: Window) -> Iterator[tuple[Value, ...]]:
    case = window.case
    at = dt.datetime.combine(case.paid_on, dt.time.fromisoformat(case.paid_at))
    earliest = max(at - AROUND, dt.datetime.combine(case.paid_on, dt.time.min))
    latest = min(at + AROUND, dt.datetime.combine(case.paid_on, dt.time(23, 59)))
    for week in range(1, WEEKS + 1):
        yield (
            case.id,
            case.contract_id,
            case.outlet,
            window.first_file,
            case.file_id,
            case.paid_on - dt.timedelta(weeks=week),
            f"{earliest:%H:%M}",
            f"{latest:%H:%M}",
            case.then.batch_id if case.then else END,
        )


def _windows(desk: Desk) -> dict[Window, list[int]]:
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
            found[Window(case, read[alike][-1])] = read[alike]
    return found


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
