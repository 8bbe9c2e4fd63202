"""`customers`: what was posted to customers that day against what of it stands in the outgoing files.

Funds without an outgoing file stand on neither side. What is placed after the night leaves with the next one:
the right side is unknown while the day is not over, or something of it has not left and no later night ran.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    literal_column,
    or_,
    select,
)

from paycards.access.contracts import ContractRow
from paycards.clock import local_date
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts, unknown
from paycards.store.sums import whole_sum
from paycards.store.tables import (
    accounts,
    batches,
    files,
    outgoing_batches,
    outgoing_held,
    outgoing_runs,
    postings,
)


def customers(books: Books) -> Figure:
    """Compare the postings of a day to customers with those that left."""
    connection, contract, day = books.connection, books.contract, books.day
    parts = list(_parts(connection, contract, day))
    figure = of_parts("customers", parts)
    is_over = local_date(books.now) > day
    if not parts or (is_over and not figure.difference_pence):
        return figure
    if _next_night_has_run(connection, contract.council_id, day):
        return figure
    left = [part for part in parts if part.side == "left"]
    return unknown("customers", left, "right", "the next night has not run")


def _parts(connection: Connection, contract: ContractRow, day: dt.date) -> Iterator[Part]:
    if not contract.council.outgoing:
        return
    posted, left = _by_fund(connection, contract, day)
    for fund in sorted(posted):
        yield Part("left", f"posted to {fund}", posted[fund])
        yield Part("right", f"in the outgoing files of {fund}", left[fund])


def _next_night_has_run(connection: Connection, council_id: int, day: dt.date) -> bool:
    query = select(outgoing_runs.c.id).where(
        outgoing_runs.c.council_id == council_id, outgoing_runs.c.night > day
    )
    return connection.execute(query.limit(1)).first() is not None


def _by_fund(
    connection: Connection, contract: ContractRow, day: dt.date
) -> tuple[Counter[str], Counter[str]]:
    """What was posted to the customers of each fund, and what of it left; what they lose is negative."""
    funds = {table.fund for table in contract.council.outgoing}
    posted: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for which in (_decided(contract, day), _moved(contract, day)):
        for row in connection.execute(_SUMS.where(which)):
            for fund, sign in ((row.to_fund, 1), (row.from_fund, -1)):
                if fund in funds:
                    posted[fund] += sign * row.posted_pence
                    left[fund] += sign * row.left_pence
    return posted, left


def _decided(contract: ContractRow, day: dt.date) -> ColumnElement[bool]:
    """The first decisions of a day. Their files are named too: they are how the database finds postings."""
    its_files = select(batches.c.file_id).join(files, files.c.id == batches.c.file_id)
    return and_(
        postings.c.step == literal_column("0"),
        postings.c.file_id.in_(its_files.where(_of_day(contract, day), files.c.contract_id == contract.id)),
        postings.c.batch_id.in_(select(batches.c.id).where(_of_day(contract, day))),
    )


def _moved(contract: ContractRow, day: dt.date) -> ColumnElement[bool]:
    """The later steps of a day: few of all that the contract's files brought, so batches come first."""
    its_contract = select(files.c.contract_id).where(files.c.id == postings.c.file_id).scalar_subquery()
    of_no_file = select(batches.c.id).where(_of_day(contract, day), batches.c.file_id.is_(None))
    return and_(
        postings.c.step > literal_column("0"),
        postings.c.batch_id.in_(of_no_file),
        its_contract == contract.id,
    )


def _of_day(contract: ContractRow, day: dt.date) -> ColumnElement[bool]:
    return and_(batches.c.council_id == contract.council_id, batches.c.booked_on == day)


def _same_posting() -> ColumnElement[bool]:
    key = ("file_id", "row_no", "step", "part")
    return and_(*(outgoing_held.c[name] == postings.c[name] for name in key))


_to, _from = accounts.alias("to_customer"), accounts.alias("from_customer")
_HAS_LEFT = and_(
    outgoing_batches.c.batch_id.is_not(None),
    or_(outgoing_held.c.run_id.is_(None), outgoing_held.c.left_run_id.is_not(None)),
)
_SUMS: Select[Any] = (
    select(
        _to.c.fund.label("to_fund"),
        _from.c.fund.label("from_fund"),
        whole_sum(postings.c.amount_pence).label("posted_pence"),
        whole_sum(case((_HAS_LEFT, postings.c.amount_pence), else_=0)).label("left_pence"),
    )
    .select_from(
        postings.outerjoin(_to, _to.c.id == postings.c.credit_id)
        .outerjoin(_from, _from.c.id == postings.c.debit_id)
        .outerjoin(outgoing_batches, outgoing_batches.c.batch_id == postings.c.batch_id)
        .outerjoin(outgoing_held, _same_posting())
    )
    .group_by(_to.c.fund, _from.c.fund)
)
