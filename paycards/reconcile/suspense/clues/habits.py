"""Accounts that paid at the same outlet and time of week before: read from the files of the last weeks.

Lines have no index by outlet or account, because every line of every night would have to be written to it.
So only so many lines are read, the newest files first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

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
        select(lines)
        .where(among(lines.c.file_id, {file_id for some in windows.values() for file_id in some}))
        .where(any_text(connection, lines.c.outlet, {window.case.outlet for window in windows}))
        .where(lines.c.amount_pence > 0, lines.c.kind == "payment")
        .offset(0)
        .subquery("read")
    )
    at_that_time = and_(
        read.c.contract_id == asked.c.contract_id,
        read.c.outlet == asked.c.outlet,
        read.c.paid_on == asked.c.day,
        read.c.file_id.between(asked.c.first_file, asked.c.last_file),
        func.substr(read.c.paid_at, 1, 5).between(asked.c.earliest, asked.c.latest),
    )
    posted = and_(
        same_line(postings, read), postings.c.rule.is_not(None), postings.c.batch_id < asked.c.batch_id
    )
    weeks = func.count(read.c.paid_on.distinct())
    return (
        select(asked.c.case_id, postings.c.credit_id, weeks)
        .select_from(read.join(asked, at_that_time).join(postings, posted))
        .group_by(asked.c.case_id, postings.c.credit_id)
        .having(weeks >= SELDOM)
    )


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
    """The files to read for each case that says where and when: those of its contract in the WEEKS before."""
    cases = [case for case in desk.cases if case.outlet and case.paid_at and case.amount_pence > 0]
    files_of = _files(desk, cases) if cases else {}
    found = {}
    for case in cases:
        ids = _read_for(case, files_of.get(case.contract_id, []))
        if ids:
            found[Window(case, ids[-1])] = ids
    return found


def _read_for(case: Case, newest_first: list[Row[Any]]) -> list[int]:
    read, ids = 0, []
    for file in newest_first:
        if file.id < case.file_id and _may_hold(file, case.paid_on):
            read += file.row_count
            if read > MOST_LINES:
                break
            ids.append(file.id)
    return ids


def _may_hold(file: Row[Any], paid_on: dt.date) -> bool:
    """Tell whether payments of the same weekday, in one of the WEEKS before, may stand in a file."""
    day = _day_of(file)
    if day is None:
        return True
    days = (paid_on - day).days
    return 0 < days <= 7 * WEEKS and -days % 7 <= LATE_DAYS


def _day_of(file: Row[Any]) -> dt.date | None:
    """The day that a file is for, by its number or its date of creation; None where it says none."""
    if file.series and file.position:
        year, day_of_year = divmod(file.position // 1000, 1000)
        return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
    created_on: dt.date | None = file.created_on
    return created_on


def _files(desk: Desk, cases: list[Case]) -> dict[int, list[Row[Any]]]:
    first = min(case.paid_on for case in cases) - dt.timedelta(weeks=WEEKS)
    columns = ("id", "contract_id", "row_count", "series", "position", "created_on")
    query = (
        select(*(files.c[name] for name in columns))
        .where(files.c.contract_id.in_({case.contract_id for case in cases}))
        .where(files.c.council_id == desk.council_id, files.c.state == "accepted", files.c.kind == "payments")
        .where(files.c.received_at >= dt.datetime.combine(first, dt.time.min, dt.UTC))
        .order_by(files.c.id.desc())
    )
    found: dict[int, list[Row[Any]]] = {}
    for file in desk.connection.execute(query):
        found.setdefault(file.contract_id, []).append(file)
    return found
