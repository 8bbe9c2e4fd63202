"""Of the payments that came in the month's files: how many were placed without a person, and how soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, cast, func, select

from paycards.channels.timetable import working_days_between
from paycards.clock import local_date
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, Tally, average, instants
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.suspense import suspense_items

AT_ONCE, LATER, PERSON, WAITING = "at once", "by a later try", "by a person", "not placed yet"
BY_ITSELF = (AT_ONCE, LATER)
BY_PEOPLE = ("split", "returned", "written_off")
BUCKETS = ((0, "same day"), (1, "1 day"), (2, "2 days"), (5, "3 to 5 days"), (10, "6 to 10 days"))
LONGER = "more than 10 days"


@dataclass(frozen=True)
class Group:
    """Payments that came, were paid and were placed on the same days, in the same way."""

    how: str
    paid_on: dt.date
    came_on: dt.date
    placed_on: dt.date | None
    items: int
    pence: int


def payment_figures(
    connection: Connection, council_id: int, month: Period, holidays: frozenset[dt.date]
) -> Iterator[Figure]:
    """How the payments were placed by the end of the month, and the working days that it took."""
    groups = [_group(row, month.last) for row in connection.execute(_payments(council_id, month))]
    yield from _placed(groups)
    yield from _days(groups, holidays)


def _placed(groups: Sequence[Group]) -> Iterator[Figure]:
    tallies = {how: _tally(groups, (how,)) for how in (AT_ONCE, LATER, PERSON, WAITING)}
    every = sum(tally.items for tally in tallies.values())
    own = _tally(groups, BY_ITSELF)
    yield Figure("placed", "by itself", own.items, own.pence, average(100 * own.items, every))
    for how, tally in tallies.items():
        what = f"of these {how}" if how in BY_ITSELF else how
        yield Figure("placed", what, tally.items, tally.pence, average(100 * tally.items, every))
    yield Figure("placed", "all", every, sum(group.pence for group in groups))


def _tally(groups: Sequence[Group], ways: Sequence[str]) -> Tally:
    tally = Tally()
    for group in groups:
        if group.how in ways:
            tally.add(group.items, group.pence)
    return tally


def _days(groups: Sequence[Group], holidays: frozenset[dt.date]) -> Iterator[Figure]:
    buckets: dict[str, Tally] = {name: Tally() for _, name in BUCKETS} | {LONGER: Tally()}
    from_paying, from_coming, every = 0, 0, Tally()
    for group in groups:
        if group.placed_on is None:
            continue
        days = working_days_between(group.paid_on, group.placed_on, holidays)
        from_paying += days * group.items
        from_coming += working_days_between(group.came_on, group.placed_on, holidays) * group.items
        buckets[_bucket(days)].add(group.items, group.pence)
        every.add(group.items, group.pence)
    for name, tally in buckets.items():
        yield Figure("days_to_place", name, tally.items, tally.pence)
    for what, total in (("from the day paid", from_paying), ("from the day of the file", from_coming)):
        yield Figure("days_to_place", what, every.items, every.pence, average(total, every.items))


def _bucket(days: int) -> str:
    return next((name for most, name in BUCKETS if days <= most), LONGER)


def _group(row: Any, last: dt.date) -> Group:
    decided_on = local_date(row.decided_at) if row.decided_at else None
    how, placed_on = _way(row, decided_on, last)
    return Group(how, row.paid_on, local_date(row.accepted_at), placed_on, row.items, row.pence)


def _way(row: Any, decided_on: dt.date | None, last: dt.date) -> tuple[str, dt.date | None]:
    """How it was placed by the last day, and when."""
    placed_on = row.closed_on if row.state else decided_on
    if placed_on is None or placed_on > last:
        return WAITING, None
    if row.state is None:
        return AT_ONCE, placed_on
    by_person = row.rule == "manual" or row.state in BY_PEOPLE
    return PERSON if by_person else LATER, placed_on


def _payments(council_id: int, month: Period) -> Select[Any]:
    """The lines of files that were accepted in the month, without duplicates."""
    begins, ends = instants(month)
    said = (
        *(accepted_files.c.accepted_at, files.c.decided_at, lines.c.paid_on),
        *(suspense_items.c.state, suspense_items.c.rule, suspense_items.c.closed_on),
    )
    return (
        select(*said, func.count().label("items"), _sum(lines.c.amount_pence).label("pence"))
        .select_from(
            accepted_files.join(contracts, contracts.c.id == accepted_files.c.contract_id)
            .join(files, files.c.id == accepted_files.c.file_id)
            .join(lines, lines.c.file_id == accepted_files.c.file_id)
            .outerjoin(suspense_items, same_line(suspense_items, lines))
            .outerjoin(duplicates, same_line(duplicates, lines))
        )
        .where(contracts.c.council_id == council_id, duplicates.c.file_id.is_(None))
        .where(accepted_files.c.accepted_at >= begins, accepted_files.c.accepted_at < ends)
        .group_by(*said)
    )


def _sum(of: Any) -> Any:
    return cast(func.sum(of), BigInteger)
