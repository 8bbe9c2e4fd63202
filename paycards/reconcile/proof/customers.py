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
    FromClause,
    Select,
    and_,
    case,
    or_,
    select,
)

from paycards.access.contracts import ContractRow
from paycards.clock import local_date
from paycards.ledger.balances import DECIDED, MOVES
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
    posted: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for of_batches in (DECIDED, MOVES):
        for customer, sign in ((postings.c.credit_id, 1), (postings.c.debit_id, -1)):
            for row in connection.execute(_sums(contract, day, of_batches, customer)):
                posted[row.fund] += sign * row.posted_pence
                left[row.fund] += sign * row.left_pence
    return posted, left


def _sums(
    contract: ContractRow, day: dt.date, of_batches: FromClause, customer: ColumnElement[int]
) -> Select[Any]:
    has_left = and_(
        outgoing_batches.c.batch_id.is_not(None),
        or_(outgoing_held.c.run_id.is_(None), outgoing_held.c.left_run_id.is_not(None)),
    )
    return (
        select(
            accounts.c.fund,
            whole_sum(postings.c.amount_pence).label("posted_pence"),
            whole_sum(case((has_left, postings.c.amount_pence), else_=0)).label("left_pence"),
        )
        .select_from(
            of_batches.join(files, files.c.id == postings.c.file_id)
            .join(accounts, accounts.c.id == customer)
            .outerjoin(outgoing_batches, outgoing_batches.c.batch_id == batches.c.id)
            .outerjoin(outgoing_held, _same_posting())
        )
        .where(
            batches.c.council_id == contract.council_id,
            batches.c.booked_on == day,
            files.c.contract_id == contract.id,
            accounts.c.fund.in_({table.fund for table in contract.council.outgoing}),
        )
        .group_by(accounts.c.fund)
    )


def _same_posting() -> ColumnElement[bool]:
    key = ("file_id", "row_no", "step", "part")
    return and_(*(outgoing_held.c[name] == postings.c[name] for name in key))
