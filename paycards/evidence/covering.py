"""Whether every file that could bring a payment of certain days has come, and if not, what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from paycards.access.contracts import ContractRow
from paycards.channels.sequence import PER_DAY, number_in_year
from paycards.channels.timetable import verdicts
from paycards.clock import ONE_DAY, local_date
from paycards.counted import counted
from paycards.intake.promises import fault_of
from paycards.intake.recording import WAITING
from paycards.reconcile.file_days import ANY_PAYMENTS, day_of, is_of_kind
from paycards.store.tables.files import files, promises, supplier_statements
from paycards.store.tables.payment_days import payment_days


@dataclass(frozen=True)
class Covered:
    """A file that came, and the day that it is for."""

    day: dt.date
    record: Row[Any]


@dataclass(frozen=True)
class Days:
    """The days of payments, both ends in, and the last day for which a file could still bring one of them.

    `delay` is the longest that a file of the contract ever took: days from a payment to the day of its file.
    """

    first: dt.date
    last: dt.date
    delay: int

    @property
    def until(self) -> dt.date:
        """The last day whose files could bring a payment of these days."""
        return self.last + dt.timedelta(days=self.delay)


@dataclass(frozen=True)
class Coverage:
    """The files that cover these days, in the order received, and why others may be missing."""

    days: Days
    files: tuple[Covered, ...]
    obstacles: tuple[str, ...]


def coverage(
    connection: Connection, contract: ContractRow, days: tuple[dt.date, dt.date], now: dt.datetime,
    holidays: frozenset[dt.date],
) -> Coverage:  # fmt: skip
    """Say which files of a contract cover these days, both ends in, and what is missing."""
    came = [Covered(day_of(record), record) for record in _came(connection, contract)]
    told = Days(*days, _longest_delay(connection, came))
    inside = tuple(each for each in came if told.first <= each.day <= told.until)
    obstacles = [
        *_not_over_yet(came, told, now),
        *_waiting(connection, contract, told.first),
        *_numbers(contract, came, inside),
        *_days_missing(contract, came, told, (now, holidays)),
        *_promises(connection, contract, inside),
    ]
    return Coverage(told, inside, tuple(dict.fromkeys(obstacles)))


def _came(connection: Connection, contract: ContractRow) -> Sequence[Row[Any]]:
    """Each file of the contract that was taken, with a statement's closing day, in the order received."""
    query = (
        select(files, supplier_statements.c.closing_on)
        .outerjoin(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .where(files.c.contract_id == contract.id, files.c.state.in_(("accepted", "repeat")))
        .order_by(files.c.id)
    )
    return connection.execute(query).all()


def _longest_delay(connection: Connection, came: Sequence[Covered]) -> int:
    days = {each.record.id: each.day for each in came}
    if not days:
        return 0
    first = select(payment_days.c.file_id, func.min(payment_days.c.paid_on)).group_by(payment_days.c.file_id)
    of_contract = first.where(payment_days.c.contract_id == came[0].record.contract_id)
    return max(((days[file_id] - paid).days for file_id, paid in connection.execute(of_contract)), default=0)


def _not_over_yet(came: Sequence[Covered], days: Days, now: dt.datetime) -> Iterator[str]:
    if not came:
        yield "no file of the contract has come"
    elif min(each.day for each in came) > days.first:
        yield f"the first file of the contract is for {min(each.day for each in came)}, after {days.first}"
    if days.until >= local_date(now):
        yield (
            f"a payment of {days.last} can still come: files bring payments up to {_days(days.delay)} later,"
            f" so it is sure only after {days.until}"
        )


def _waiting(connection: Connection, contract: ContractRow, first: dt.date) -> Iterator[str]:
    """Files that were refused or are held, and those that a person rejected and no other file stands for.

    One that nobody knows the owner of may be the contract's; one of the bank never is, whose account it be.
    """
    start = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC) - ONE_DAY
    nobodys = and_(files.c.contract_id.is_(None), files.c.council_id.is_(None), files.c.kind != "bank")
    of_it = or_(files.c.contract_id == contract.id, nobodys)
    came_since = files.c.received_at >= start
    query = select(files).where(of_it, files.c.state.in_(WAITING), came_since)
    for record in connection.execute(query.order_by(files.c.id)):
        if record.contract_id is None:
            yield f"{record.name} was refused, and nobody knows whose it is"
        elif not record.rejected:
            state = "refused" if record.state == "quarantined" else "held"
            yield f"{record.name} is {state}: {record.reason}"
        elif not _stands_for(connection, record):
            yield f"{record.name} was rejected by a person, and no other file has its number"


def _stands_for(connection: Connection, rejected: Row[Any]) -> bool:
    """Whether another file with the number of a rejected one was taken."""
    same = and_(
        files.c.contract_id == rejected.contract_id,
        files.c.state == "accepted",
        files.c.series == rejected.series,
        files.c.sequence == rejected.sequence,
    )
    return connection.execute(select(files.c.id).where(same)).first() is not None


def _numbers(contract: ContractRow, came: Sequence[Covered], inside: Sequence[Covered]) -> Iterator[str]:
    """Running numbers without a gap: from the file before these days to the one after them."""
    for series in sorted({each.record.series for each in came}):
        numbered = {each.record.position: each for each in came if each.record.series == series}
        numbered.pop(None, None)
        within = [each.record.position for each in inside if each.record.position in numbered]
        absent = _absent_of_days(within) if series else _absent_of_run(set(numbered), within)
        if absent:
            near = numbered[min(within)].record
            yield _named([_number(each, near) for each in absent], series)
        if not series and within and max(within) == max(numbered) and contract.terms.timetable is None:
            last = numbered[max(within)].record.sequence
            yield f"no file has come after number {last}, and no timetable says that none is owed"
        if series and contract.terms.timetable is None:
            yield f"the numbers of {series} begin anew each day, and no timetable says which days owe a file"


def _days(count: int) -> str:
    return counted(count, "day")


def _number(position: int, near: Row[Any]) -> int:
    """The number that a file at this position carries, as a file near it carries its own."""
    return number_in_year(position) if near.series else position - near.position + near.sequence


def _named(absent: list[int], series: str) -> str:
    """The missing numbers as people know them."""
    of_series = f" of {series}" if series else ""
    if len(absent) == 1:
        return f"1 number{of_series}, {absent[0]}, has not come"
    return f"{len(absent)} numbers{of_series} from {absent[0]} to {absent[-1]} have not come"


def _absent_of_run(numbered: set[int], within: list[int]) -> list[int]:
    """The numbers that are not there, from the one before these to the one after them."""
    if not within:
        return []
    first = max((each for each in numbered if each < min(within)), default=min(within))
    last = min((each for each in numbered if each > max(within)), default=max(within))
    return [each for each in range(first, last + 1) if each not in numbered]


def _absent_of_days(within: list[int]) -> list[int]:
    """The numbers that are not there, in each day from 001 to the last that came."""
    newest = {position - position % PER_DAY: position for position in sorted(within)}
    there = set(within)
    return [each for start, last in newest.items() for each in range(start + 1, last) if each not in there]


def _days_missing(
    contract: ContractRow, came: Sequence[Covered], days: Days, judged: tuple[dt.datetime, frozenset[dt.date]]
) -> Iterator[str]:
    """The days whose file the timetable misses."""
    timetable, (now, holidays) = contract.terms.timetable, judged
    if timetable is None:
        return
    if timetable.starts_on and timetable.starts_on > days.first:
        yield f"the timetable begins on {timetable.starts_on}, after {days.first}"
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals = {
            each.day: each.record.received_at for each in reversed(came) if is_of_kind(each.record, what)
        }
        for owed in verdicts(timetable, arrivals, since=days.first, now=now, holidays=holidays):
            if owed.arrived_at is None and owed.day <= days.until:
                yield f"the {what} file for {owed.day} has not come"


def _promises(connection: Connection, contract: ContractRow, inside: Iterable[Covered]) -> Iterator[str]:
    """What control files of these days promise and is not there as promised."""
    ids = [each.record.id for each in inside if each.record.kind == "control"]
    query = select(promises).where(promises.c.contract_id == contract.id, promises.c.file_id.in_(ids))
    for promise in connection.execute(query.order_by(promises.c.file_id, promises.c.row_no)):
        if fault := fault_of(connection, contract, promise):
            yield f"a control file promises {promise.file_name}, {fault}"
