"""Accounts that paid at the same outlet and time of week before: read from the files of the last weeks.

Lines have no index by outlet or account, because every line of every night would have to be written to it.
So only so many lines are read, the newest files first.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, or_, select

from paycards.reconcile.suspense.clues.asking import Value, any_text, table_of
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.reconcile.suspense.clues.weeks_before import WEEKS, Window, windows_of
from paycards.store.among import among
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, same_line

SELDOM = 2  # in fewer of these weeks it is no habit
MOST_ACCOUNTS = 3  # a time and place that more of them keep is evidence for none
DAYS = {
    "contract_id": int,
    "outlet": str,
    "day": dt.date,
    "spot": int,
    "day_no": int,
    "earliest": str,
    "latest": str,
}
READ = ("file_id", "row_no", "contract_id", "outlet", "paid_on", "paid_at")
NEAR = 7 * (WEEKS - 1)  # days between the first and the last payment of a habit, at most


def habits(desk: Desk) -> Iterator[Clue]:
    """Accounts that paid there at that time in most of the weeks before."""
    windows = windows_of(desk)
    if not windows:
        return
    for case_id, days_of in _days_of(desk, windows).items():
        kept = {account_id: len(days) for account_id, days in days_of.items() if len(days) >= SELDOM}
        for account_id, weeks in kept.items() if len(kept) <= MOST_ACCOUNTS else ():
            words = f"it was paid at this outlet, weekday and time in {weeks} of the {WEEKS} weeks before"
            yield Clue(case_id, account_id, "outlet_week", words, weeks)


def _days_of(desk: Desk, windows: dict[Window, list[int]]) -> dict[int, dict[int, set[int]]]:
    """By case and account the days on which it paid there at that time."""
    spots = {spot: number for number, spot in enumerate({window.spot for window in windows})}
    asking = defaultdict(list)
    for window in windows:
        for day in window.days:
            asking[spots[window.spot], day].append(window)
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for paid in desk.connection.execute(_again(_paid(desk.connection, windows, asking))):
        for window in asking[paid.spot, paid.day_no]:
            if window.holds(paid):
                found[window.case.id][paid.credit_id].add(paid.day_no)
    return found


def _again(paid: Subquery) -> Select[Any]:
    """Those payments of an account on a spot beside which is another, near enough for a habit: few of all."""
    day, of_account = paid.c.day_no, (paid.c.spot, paid.c.credit_id)
    before, after = (
        each(day).over(partition_by=of_account, order_by=day).label(name)
        for name, each in (("before", func.lag), ("after", func.lead))
    )
    beside = select(*paid.c, before, after).subquery("beside")
    return select(beside).where(
        or_(beside.c.before >= beside.c.day_no - NEAR, beside.c.after <= beside.c.day_no + NEAR)
    )


def _paid(
    connection: Connection, windows: dict[Window, list[int]], asking: Mapping[tuple[int, int], list[Window]]
) -> Subquery:
    """What was paid to an account on these days, at any time that is asked for."""
    days = table_of(connection, "days", DAYS, [_day(*key, asked) for key, asked in asking.items()])
    read = (
        select(*(lines.c[name] for name in READ))
        .where(among(lines.c.file_id, {file_id for some in windows.values() for file_id in some}))
        .where(any_text(connection, lines.c.outlet, {window.case.outlet for window in windows}))
        .where(lines.c.amount_pence > 0, lines.c.kind == "payment")
        .offset(0)
        .subquery("read")
    )
    minute = func.substr(read.c.paid_at, 1, 5)
    then = and_(
        days.c.contract_id == _as_it_is(read.c.contract_id),
        days.c.outlet == _as_it_is(read.c.outlet),
        days.c.day == _as_it_is(read.c.paid_on),
        minute.between(days.c.earliest, days.c.latest),
    )
    there = (
        select(read.c.file_id, read.c.row_no, minute.label("minute"), days.c.spot, days.c.day_no)
        .select_from(read.join(days, then))
        .offset(0)
        .subquery("there")
    )
    columns = (there.c.file_id, there.c.minute, there.c.spot, there.c.day_no)
    posted = and_(same_line(postings, there), postings.c.rule.is_not(None))
    return (
        select(*columns, postings.c.credit_id, postings.c.batch_id)
        .select_from(there.join(postings, posted))
        .subquery("paid")
    )


def _day(spot: int, day_no: int, asked: list[Window]) -> tuple[Value, ...]:
    case = asked[0].case
    times = min(window.earliest for window in asked), max(window.latest for window in asked)
    return case.contract_id, case.outlet, dt.date.fromordinal(day_no), spot, day_no, *times


def _as_it_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column whose rows SQLite shall not look up: it would make an index of a year's lines for that."""
    return func.coalesce(column, column)
