"""The files of a council by the day that they are for, and those that were owed and did not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import verdicts
from paycards.clock import FIRST_DAY, ONE_DAY, end_of
from paycards.reconcile.file_days import ANY_PAYMENTS, day_of, is_of_kind
from paycards.store.problems import PAYCARDS
from paycards.store.sums import whole_sum
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import files, supplier_statements
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

BANK = "bank"
_WAITS = and_(files.c.state.in_(("quarantined", "held")), files.c.rejected == 0)


@dataclass(frozen=True)
class Came:
    """A file that came. `suspense` rows of it are still open, with their pence."""

    id: int
    day: dt.date
    contract: str
    network: str
    kind: str
    name: str
    state: str
    rejected: bool
    rows: int
    total_pence: int
    received_at: dt.datetime
    suspense: int
    suspense_pence: int


@dataclass(frozen=True)
class NotCome:
    """A file that was owed for a day; `is_missing` once its time has passed."""

    day: dt.date
    contract: str
    network: str
    what: str
    due_at: dt.datetime
    is_missing: bool


def rows_between(connection: Connection, council_id: int, first: dt.date, last: dt.date) -> list[Row[Any]]:
    """The records of a council's files that are for these days, or for none and came on them."""
    return _records(connection, and_(files.c.council_id == council_id, _for_a_day(first, last)))


def is_any_before(connection: Connection, council_id: int, day: dt.date) -> bool:
    """Tell whether a council has a file that is for an earlier day."""
    query = _query(and_(files.c.council_id == council_id, _for_a_day(FIRST_DAY, day - ONE_DAY)))
    return connection.execute(query.limit(1)).first() is not None


def rows_waiting(connection: Connection, council_id: int, after: int, most: int) -> list[Row[Any]]:
    """The records that wait for a person's decision, in the order in which they came."""
    its = and_(files.c.council_id == council_id, files.c.id > after)
    return _records(connection, and_(its, _WAITS), most)


def count_waiting(connection: Connection, council_id: int) -> int:
    """How many files wait for a person's decision."""
    query = select(func.count()).where(files.c.council_id == council_id, _WAITS)
    return int(connection.execute(query).scalar_one())


def came(connection: Connection, records: Collection[Row[Any]]) -> list[Came]:
    """What a list shows of records, with what of each is in suspense."""
    waiting = _in_suspense(connection, [record.id for record in records])
    return [_came(record, *waiting.get(record.id, (0, 0))) for record in records]


def not_come(
    connection: Connection,
    agreed: Iterable[ContractRow],
    records: Collection[Row[Any]],
    since: dt.date,
    now: dt.datetime,
) -> list[NotCome]:
    """What each contract's timetable owed since a day, and is not among the accepted of these records."""
    known = dict(connection.execute(select(contracts.c.id, contracts.c.known_since)).all())
    accepted = [record for record in records if record.state == "accepted"]
    given_up = _given_up(connection)
    return [
        owed
        for contract in agreed
        for owed in _owed(contract, accepted, _begin(contract, known.get(contract.id), since), now)
        if (contract.id, f"{owed.what} {owed.day}") not in given_up
    ]


def _given_up(connection: Connection) -> set[tuple[int, str]]:
    """The files that a person waits for no more: contract, and what was missing."""
    query = select(problems.c.contract_id, problems.c.subject).where(
        problems.c.kind == "missing", problems.c.closed_by.is_not(None), problems.c.closed_by != PAYCARDS
    )
    return {(row.contract_id, row.subject) for row in connection.execute(query)}


def _begin(contract: ContractRow, known_since: dt.date | None, since: dt.date) -> dt.date | None:
    """The first day for which a file of the contract can be missed; None while it had no night."""
    starts = contract.terms.timetable and contract.terms.timetable.starts_on
    begins = starts or known_since
    return None if begins is None else max(begins, since)


def _owed(
    contract: ContractRow, accepted: Iterable[Row[Any]], since: dt.date | None, now: dt.datetime
) -> Iterator[NotCome]:
    timetable, terms = contract.terms.timetable, contract.terms
    if timetable is None or since is None:
        return
    own = [record for record in accepted if record.contract_id == contract.id]
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals = {day_of(each): each.received_at for each in reversed(own) if is_of_kind(each, what)}
        for owed in verdicts(timetable, arrivals, since=since, now=now, holidays=contract.holidays):
            if owed.arrived_at is None:
                missing = owed.punctuality == "missing"
                yield NotCome(owed.day, terms.code, terms.channel, what, owed.due_at, missing)


def _for_a_day(first: dt.date, last: dt.date) -> ColumnElement[bool]:
    """The day of a file as `day_of` has it, in SQL."""
    numbered = and_(files.c.series != "", files.c.position > 0)
    says = func.coalesce(supplier_statements.c.closing_on, files.c.created_on)
    came_then = files.c.received_at.between(end_of(first - ONE_DAY), end_of(last) - dt.timedelta.resolution)
    return or_(
        and_(numbered, files.c.position.between(_place(first), _place(last) + 999)),
        and_(~numbered, says.between(first, last)),
        and_(~numbered, says.is_(None), came_then),
    )


def _place(day: dt.date) -> int:
    return (day.year * 1000 + day.timetuple().tm_yday) * 1000


def _records(connection: Connection, which: ColumnElement[bool], most: int | None = None) -> list[Row[Any]]:
    return list(connection.execute(_query(which).order_by(files.c.id).limit(most)))


def _query(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            files, supplier_statements.c.closing_on, contracts.c.code.label("contract"), contracts.c.channel
        )
        .outerjoin(supplier_statements, supplier_statements.c.file_id == files.c.id)
        .outerjoin(contracts, contracts.c.id == files.c.contract_id)
        .where(which)
    )


def _in_suspense(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    query = (
        select(suspense_items.c.file_id, func.count(), whole_sum(lines.c.amount_pence))
        .join(lines, same_line(lines, suspense_items))
        .where(suspense_items.c.file_id.in_(ids), suspense_items.c.state == "open")
        .group_by(suspense_items.c.file_id)
    )
    return {file_id: (count, pence) for file_id, count, pence in connection.execute(query)}


def _came(record: Row[Any], suspense: int, suspense_pence: int) -> Came:
    return Came(
        id=record.id,
        day=day_of(record),
        contract=record.contract or "",
        network=record.channel or BANK,
        kind=record.kind,
        name=record.name,
        state=record.state,
        rejected=bool(record.rejected),
        rows=record.row_count,
        total_pence=record.total_pence,
        received_at=record.received_at,
        suspense=suspense,
        suspense_pence=suspense_pence,
    )
