"""Figures over time for charts: what came in day by day, how long payments took, how old suspense is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, cast, func, select

from paycards.clock import ONE_DAY, end_of, local_date
from paycards.counted import counted
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.payment_days import payment_days
from paycards.store.tables.suspense import suspense_items

AGES = ((0, 1), (2, 7), (8, 30), (31, 90), (91, None))  # days, from and to
DELAYS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 7), (8, None))  # days, from and to


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: what it is called, how many payments or items, and their pence."""

    name: str
    items: int
    pence: int


@dataclass(frozen=True)
class DayBar:
    """What the files that were accepted on a day brought."""

    day: dt.date
    files: int
    items: int
    pence: int


def intake(connection: Connection, council_id: int, first: dt.date, last: dt.date) -> tuple[DayBar, ...]:
    """Return every day from the first to the last, those without a file too."""
    found: dict[dt.date, list[Any]] = {}
    for row in connection.execute(_accepted(council_id, first, last)):
        found.setdefault(local_date(row.accepted_at), []).append(row)
    days = [first + ONE_DAY * nth for nth in range((last - first).days + 1)]
    return tuple(_day(day, found.get(day, [])) for day in days)


def delay(connection: Connection, council_id: int, first: dt.date, last: dt.date) -> tuple[Bar, ...]:
    """Return the payments of these days' files by the days that they took to come."""
    counted: list[tuple[int, int, int]] = []
    for row in connection.execute(_by_day_paid(council_id, first, last)):
        days = max((local_date(row.accepted_at) - row.paid_on).days, 0)
        counted.append((days, row.items, row.pence))
    return _bars(DELAYS, counted)


def suspense_ages(connection: Connection, council_id: int, today: dt.date) -> tuple[Bar, ...]:
    """Return what waits in suspense by its age in days."""
    rows = connection.execute(_waiting(council_id))
    return _bars(AGES, [((today - row.since).days, row.items, row.pence) for row in rows])


def _day(day: dt.date, rows: list[Any]) -> DayBar:
    return DayBar(
        day, len(rows), sum(int(row.row_count) for row in rows), sum(int(row.total_pence) for row in rows)
    )


def _bars(bands: tuple[tuple[int, int | None], ...], counted: list[tuple[int, int, int]]) -> tuple[Bar, ...]:
    bars = []
    for least, most in bands:
        of = [each for each in counted if least <= each[0] and (most is None or each[0] <= most)]
        bars.append(Bar(_named(least, most), sum(each[1] for each in of), sum(each[2] for each in of)))
    return tuple(bars)


def _named(least: int, most: int | None) -> str:
    """How a band of days is called.

    >>> _named(0, 0), _named(1, 1), _named(2, 7), _named(8, None)
    ('same day', '1 day', '2 to 7 days', 'more than 7 days')
    """
    if most is None:
        return f"more than {least - 1} days"
    if least == most:
        return "same day" if not least else counted(least, "day")
    return f"{least} to {most} days"


def _accepted(council_id: int, first: dt.date, last: dt.date) -> Select[Any]:
    return (
        select(accepted_files.c.accepted_at, files.c.row_count, files.c.total_pence)
        .join_from(accepted_files, files, files.c.id == accepted_files.c.file_id)
        .join(contracts, contracts.c.id == accepted_files.c.contract_id)
        .where(contracts.c.council_id == council_id, files.c.kind == "payments", *_within(first, last))
    )


def _by_day_paid(council_id: int, first: dt.date, last: dt.date) -> Select[Any]:
    """From what each file brought day by day: no line is read for it."""
    payments, pence = (
        cast(func.sum(column), BigInteger) for column in (payment_days.c.payments, payment_days.c.total_pence)
    )
    columns = (accepted_files.c.accepted_at, payment_days.c.paid_on)
    return (
        select(*columns, payments.label("items"), pence.label("pence"))
        .join_from(accepted_files, contracts, contracts.c.id == accepted_files.c.contract_id)
        .join(payment_days, payment_days.c.file_id == accepted_files.c.file_id)
        .where(contracts.c.council_id == council_id, *_within(first, last))
        .group_by(*columns)
    )


def _within(first: dt.date, last: dt.date) -> tuple[Any, ...]:
    begins, ends = end_of(first - ONE_DAY), end_of(last)
    return accepted_files.c.accepted_at >= begins, accepted_files.c.accepted_at < ends


def _waiting(council_id: int) -> Select[Any]:
    pence = cast(func.sum(lines.c.amount_pence), BigInteger).label("pence")
    return (
        select(suspense_items.c.since, func.count().label("items"), pence)
        .join_from(suspense_items, lines, same_line(lines, suspense_items))
        .where(suspense_items.c.council_id == council_id, suspense_items.c.state == "open")
        .group_by(suspense_items.c.since)
    )
