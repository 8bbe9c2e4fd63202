"""A period by three days side by side: when it was paid, which day the file is for, when it was booked.

What was paid in the period and booked after it, or booked in it and paid before, stands in columns of its
own: at the end of a financial year these are the accruals.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, cast, func, select

from paycards.clock import is_meant
from paycards.errors import Invalid
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import lines, same_line

MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)
YEAR = re.compile(r"([0-9]{4})[-/]([0-9]{2})", re.ASCII)
APRIL = 4
LONGEST_BEFORE, LONGEST_AFTER = (
    dt.timedelta(days=366),
    dt.timedelta(days=31),
)  # of a payment to its file's day


@dataclass(frozen=True)
class Period:
    """From one day to another, both in it."""

    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class PeriodRow:
    """One contract's payments of a period, in pence; duplicates are left out, suspense is not."""

    contract: str
    paid_pence: int
    filed_pence: int
    booked_pence: int
    paid_booked_later_pence: int
    booked_paid_before_pence: int


def read_period(text: str) -> Period:
    """Read a month, an ISO week, or a financial year from 1 April. Raises Invalid.

    >>> read_period("2026-11").last, read_period("2026-W01").first, read_period("2026/27").first
    (datetime.date(2026, 11, 30), datetime.date(2025, 12, 29), datetime.date(2026, 4, 1))
    """
    try:
        return _meant(_read(text))
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "period", f"{text} is no period. Give a month (2026-11), a week (2026-W48) or a year (2026/27)."
        ) from error


def _read(text: str) -> Period:
    if found := WEEK.fullmatch(text):
        first = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Period(text, first, first + dt.timedelta(days=6))
    if found := MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        if month <= 12:
            return Period(
                text, dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
            )
    if (found := YEAR.fullmatch(text)) and (int(found[1]) + 1) % 100 == int(found[2]):
        year = int(found[1])
        return Period(text, dt.date(year, APRIL, 1), dt.date(year + 1, APRIL, 1) - dt.timedelta(days=1))
    raise ValueError(text)


def _meant(period: Period) -> Period:
    if is_meant(period.first) and is_meant(period.last):
        return period
    raise ValueError(period.name)


def period_rows(connection: Connection, council_id: int, period: Period) -> list[PeriodRow]:
    """Return the payments of a period by contract, in the order of their codes."""
    filed = accepted_files.c.own_day.between(period.first, period.last)
    sums = (
        _pence(_paid(period)),
        _pence(filed),
        _pence(_booked(period)),
        _pence(paid_booked_later(period)),
        _pence(booked_paid_before(period)),
    )
    query = (
        select(contracts.c.code, *sums)
        .select_from(FIRST_BOOKED)
        .where(contracts.c.council_id == council_id, near(period))
        .group_by(contracts.c.code)
        .order_by(contracts.c.code)
    )
    return [PeriodRow(*row) for row in connection.execute(query)]


FIRST_BOOKED = (  # each payment that is no duplicate, with the batch in which it was first booked
    accepted_files.join(files, files.c.id == accepted_files.c.file_id)
    .join(contracts, contracts.c.id == files.c.contract_id)
    .join(lines, lines.c.file_id == files.c.id)
    .join(postings, and_(same_line(postings, lines), postings.c.step == 0))
    .join(batches, batches.c.id == postings.c.batch_id)
)


def paid_booked_later(period: Period) -> ColumnElement[bool]:
    """Where a payment was made in a period and booked after it."""
    return and_(_paid(period), batches.c.booked_on > period.last)


def booked_paid_before(period: Period) -> ColumnElement[bool]:
    """Where a payment was booked in a period and made before it."""
    return and_(_booked(period), lines.c.paid_on < period.first)


def near(period: Period) -> ColumnElement[bool]:
    """Files that may hold a payment of the period, or be booked in it."""
    of_file = accepted_files.c.own_day.between(period.first - LONGEST_AFTER, period.last + LONGEST_BEFORE)
    return of_file | _booked(period)


def _paid(period: Period) -> ColumnElement[bool]:
    return lines.c.paid_on.between(period.first, period.last)


def _booked(period: Period) -> ColumnElement[bool]:
    return batches.c.booked_on.between(period.first, period.last)


def _pence(condition: Any) -> ColumnElement[int]:
    return cast(func.sum(case((condition, lines.c.amount_pence), else_=0)), BigInteger)
