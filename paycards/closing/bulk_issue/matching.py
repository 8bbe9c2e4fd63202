"""Which account each row of a list names: by its reference and nothing else, set-based.

First the reference as it is written, then without spaces, `/` and `-`, as for a payment. A reference that
was a number in Excel may have lost its leading zeros: it names an account only where no other differs from
it by leading zeros alone. Nothing is guessed: names and addresses only ever make a suggestion.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    Table,
    and_,
    case,
    func,
    insert,
    or_,
    select,
)

from paycards.store import bulk
from paycards.store.tables.accounts import accounts
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT = (
    *(accounts.c.id, accounts.c.fund, accounts.c.reference, accounts.c.status, accounts.c.title),
    *(accounts.c.forenames, accounts.c.surname, accounts.c.address_1, accounts.c.address_2),
    *(accounts.c.address_3, accounts.c.town, accounts.c.postcode),
)
AT_ONCE = 5_000  # accounts in memory
AS_WRITTEN, WITHOUT_MARKS, WITHOUT_ZEROS = 1, 2, 3  # how an account's reference agrees with the row's


@dataclass(frozen=True)
class Match:
    """What a reference names: one account (a row of ACCOUNT), or none and how many it could be.

    `zeros` are accounts that differ from it by leading zeros alone.
    """

    account: Row[Any] | None
    could_be: int
    zeros: int


@contextmanager
def listed(connection: Connection, council_id: int, rows: pd.DataFrame) -> Iterator[tuple[Table, Table]]:
    """Hold the rows of a list, and beside them every account that each could name, and how."""
    columns = (
        Column("without_zeros", String, primary_key=True),  # first: accounts look their rows up by it
        Column("row_no", Integer, primary_key=True),
        Column("fund", String),
        Column("match_reference", String),
        Column("normalised_reference", String),
        Column("is_number", Integer),
        Column("may_lack_zeros", Integer),
    )
    named = (Column("row_no", Integer), Column("account_id", BigInteger), Column("agrees", Integer))
    with (
        temporary(connection, "listed_customers", *columns) as customers,
        temporary(connection, "named_accounts", *named) as candidates,
    ):
        names = [column.name for column in columns]
        without_zeros = rows["normalised_reference"].str.lstrip("0")
        bulk.load(connection, customers, rows.assign(without_zeros=without_zeros).reset_index()[names])
        query = _candidates(customers, council_id)
        connection.execute(insert(candidates).from_select([column.name for column in named], query))
        yield customers, candidates


def _candidates(customers: Table, council_id: int) -> Select[Any]:
    """Select in one pass over the accounts: references that agree at all agree without leading zeros."""
    agrees = case(
        (accounts.c.match_reference == customers.c.match_reference, AS_WRITTEN),
        (accounts.c.normalised_reference == customers.c.normalised_reference, WITHOUT_MARKS),
        else_=WITHOUT_ZEROS,
    )
    same_number = customers.c.without_zeros == func.ltrim(accounts.c.normalised_reference, "0")
    of_fund = or_(customers.c.fund == "", customers.c.fund == accounts.c.fund)
    return (
        select(customers.c.row_no, accounts.c.id, agrees)
        .select_from(accounts.join(customers, and_(same_number, of_fund)))
        .where(accounts.c.council_id == council_id)
    )


def matches(connection: Connection, customers: Table, candidates: Table) -> Generator[Match, None, None]:
    """Yield what each row names, in the order of the list; a whole list of accounts is never in memory."""
    found = (
        select(
            candidates.c.row_no,
            *(
                func.sum(case((candidates.c.agrees == how, 1), else_=0)).label(f"count_{how}")
                for how in (AS_WRITTEN, WITHOUT_MARKS, WITHOUT_ZEROS)
            ),
            func.min(candidates.c.agrees).label("best"),
        )
        .group_by(candidates.c.row_no)
        .subquery("found")
    )
    is_one = and_(_how_many(customers, found) == 1, found.c.best != WITHOUT_ZEROS)
    the_one = and_(candidates.c.row_no == found.c.row_no, candidates.c.agrees == found.c.best, is_one)
    query = (
        select(customers.c.row_no, _how_many(customers, found).label("could_be"), found.c.count_3, *ACCOUNT)
        .select_from(
            customers.outerjoin(found, found.c.row_no == customers.c.row_no)
            .outerjoin(candidates, the_one)
            .outerjoin(accounts, accounts.c.id == candidates.c.account_id)
        )
        .order_by(customers.c.row_no)
    )
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield Match(row if row.id is not None else None, row.could_be or 0, row.count_3 or 0)


def _how_many(customers: Table, found: Any) -> ColumnElement[int]:
    """Count the accounts that a row could name: the best agreement counts, and for a number every one.

    Where a reference may have lost zeros at its front, so do the accounts that have them.
    """
    of_number = found.c.count_1 + found.c.count_2 + found.c.count_3
    with_zeros = case((customers.c.may_lack_zeros == 1, found.c.count_3), else_=0)
    return case(
        (customers.c.is_number == 1, of_number),
        (found.c.best == AS_WRITTEN, found.c.count_1 + with_zeros),
        (found.c.best == WITHOUT_MARKS, found.c.count_2 + with_zeros),
        else_=0,
    )
