"""Watch that what is owed comes: a missing file is an open problem until it is there.

A file is for the day that it says: the Post Office's number, a statement's closing day, the
date of creation; else the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from paycards.channels.timetable import Owed, unusual, verdicts
from paycards.jobs.context import LOCAL, Context
from paycards.jobs.night.bank_holidays import known_holidays, watch_holidays
from paycards.money import to_pounds
from paycards.store.councils import ContractRow, council_step
from paycards.store.problems import close_problem, is_open, open_problem, was_dealt_with
from paycards.store.tables import files, statements

LOOK_BACK = dt.timedelta(days=28)
USUAL_OVER = dt.timedelta(days=100)  # the weeks that say what a weekday's total usually is
ANY_PAYMENTS = "payments"


@dataclass(frozen=True)
class Due:
    """What one contract owed for one day: the file's extension or layout, and the verdict on it."""

    contract: str
    what: str
    owed: Owed


def check_timetable(context: Context) -> list[Due]:
    """Judge the last four weeks of every contract that has a timetable; open and close problems."""
    found: list[Due] = []
    holidays = known_holidays(context)
    watch_holidays(context, holidays)
    for row in context.contracts.values():
        if row.contract.timetable is None:
            continue
        with council_step(context.engine, row.council_id) as connection:
            records = list(_records(connection, row, context.today - USUAL_OVER))
            for due in _judge(context, row, records, holidays):
                _file_problem(connection, context, row, due)
                found.append(due)
            _watch_totals(connection, context, row, records)
    return found


def _records(
    connection: Connection, row: ContractRow, since: dt.date
) -> Iterator[tuple[dt.date, Row[tuple[object, ...]]]]:
    query = (
        select(files, statements.c.closing_on)
        .outerjoin(statements, statements.c.file_id == files.c.id)
        .where(files.c.contract_id == row.id, files.c.state == "accepted")
        .order_by(files.c.id)
    )
    for record in connection.execute(query):
        day = day_of(record)
        if day >= since:
            yield day, record


def day_of(record: Row[tuple[object, ...]]) -> dt.date:
    """Return the day that an accepted file is for."""
    if record.series and record.position:
        year, day_of_year = divmod(record.position // 1000, 1000)
        return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
    day = record.closing_on or record.created_on or record.received_at.astimezone(LOCAL).date()
    assert isinstance(day, dt.date)  # noqa: S101 - for the type checker
    return day


def _judge(
    context: Context,
    row: ContractRow,
    records: list[tuple[dt.date, Row[tuple[object, ...]]]],
    holidays: frozenset[dt.date],
) -> Iterator[Due]:
    timetable = row.contract.timetable
    assert timetable is not None  # noqa: S101 - contracts without one are not judged
    since = timetable.starts_on or min((day for day, _ in records), default=context.today)
    since = max(since, context.today - LOOK_BACK)
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals: dict[dt.date, dt.datetime] = {}
        for day, record in records:
            if what in (record.kind, record.layout, record.name.rpartition(".")[2]):
                arrivals.setdefault(day, record.received_at)
        for owed in verdicts(timetable, arrivals, since=since, now=context.now, holidays=holidays):
            yield Due(row.contract.code, what, owed)


def _file_problem(connection: Connection, context: Context, row: ContractRow, due: Due) -> None:
    subject = f"{due.what} {due.owed.day}"
    if due.owed.punctuality == "missing":
        if was_dealt_with(connection, contract_id=row.id, kind="missing", subject=subject):
            return
        local = due.owed.due_at.astimezone(LOCAL)
        open_problem(
            connection,
            council_id=row.council_id,
            contract_id=row.id,
            kind="missing",
            subject=subject,
            message=f"{row.contract.code}: the {due.what} file for {due.owed.day} has not come;"
            f" it was due {local:%d %B %Y at %H:%M}.",
            action="Ask the supplier for it; the problem closes when it comes.",
            at=context.now,
        )
    elif is_open(connection, contract_id=row.id, kind="missing", subject=subject):
        close_problem(
            connection,
            contract_id=row.id,
            kind="missing",
            subject=subject,
            at=context.now,
            by="paycards",
            note="the file came",
        )


def _watch_totals(
    connection: Connection,
    context: Context,
    row: ContractRow,
    records: list[tuple[dt.date, Row[tuple[object, ...]]]],
) -> None:
    """Open a problem for a day that is out of line with the same weekday of earlier weeks."""
    totals: dict[dt.date, int] = defaultdict(int)
    tonight: set[dt.date] = set()
    for day, record in records:
        totals[day] += record.total_pence
        came_tonight = record.received_at.astimezone(LOCAL).date() == context.today
        if came_tonight and record.kind == "payments":
            tonight.add(day)
    for day in sorted(tonight):
        earlier = [
            pence for other, pence in totals.items() if other < day and other.weekday() == day.weekday()
        ]
        size = unusual(totals[day], earlier)
        subject = str(day)
        if size and not was_dealt_with(connection, contract_id=row.id, kind="unusual", subject=subject):
            open_problem(
                connection,
                council_id=row.council_id,
                contract_id=row.id,
                kind="unusual",
                subject=subject,
                message=f"{row.contract.code}: {to_pounds(totals[day], thousands=True)} pounds for {day}"
                f" is unusually {size} for a {day:%A}.",
                action="Compare it with the supplier's statement; close the problem if it is right.",
                at=context.now,
            )
