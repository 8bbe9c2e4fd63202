"""The steps of an accounts import, set-based: stage a council's rows, add, change, find what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from paycards.parts import in_parts
from paycards.reconcile.payments.naming import EXACT, NORMALISED, count_references
from paycards.store import bulk
from paycards.store.rows import Staged
from paycards.store.staging import Staging
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import ledger_accounts
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

KEY = ("fund", "match_reference")
VALUES = tuple(
    column.name
    for column in accounts.c
    if column.name not in ("id", "council_id", "normalised_reference", *KEY)
)
LISTED = (*KEY, "normalised_reference", *VALUES)


def _columns() -> list[Column[Any]]:
    listed = (Column(name, accounts.c[name].type, primary_key=name in KEY) for name in LISTED)
    return [Column("row_no", Integer, nullable=False), *listed]


_LISTED = Table("listed_accounts", MetaData(), *_columns())


@contextmanager
def listed_accounts(connection: Connection, rows: pd.DataFrame | Staged) -> Iterator[Table]:
    """Hold a council's rows in a temporary table, in the order of KEY: row_no and the columns LISTED."""
    with temporary(connection, _LISTED.name, *_columns()) as listed:
        bulk.load(connection, listed, rows if isinstance(rows, Staged) else _in_order(rows))
        yield listed


def stage_listed(staging: Staging, rows: pd.DataFrame) -> Staged:
    """Let a council's rows wait outside of memory for their table."""
    return staging.stage(_LISTED, _in_order(rows))


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """In the order of KEY new accounts are written along the indexes of references, not all over them."""
    return rows[["row_no", *LISTED]].sort_values(list(KEY))


def _known(listed: Table, council_id: int) -> ColumnElement[bool]:
    """Join a listed account to the account that it is."""
    return and_(accounts.c.council_id == council_id, *(accounts.c[name] == listed.c[name] for name in KEY))


def add_accounts(connection: Connection, listed: Table, council_id: int) -> int:
    """Insert the accounts that are new, each with its ledger account; return how many."""
    newest = _newest(connection, accounts, council_id)
    newest_in_ledger = _newest(connection, ledger_accounts, council_id)
    is_new = ~exists().where(_known(listed, council_id))
    name = literal("customer:") + listed.c.fund + ":" + listed.c.reference
    added = connection.execute(
        insert(ledger_accounts).from_select(
            ["council_id", "kind", "name"],
            select(literal(council_id), literal("customer"), name).where(is_new),
        ),
        execution_options={"preserve_rowcount": True},
    ).rowcount
    if added:
        its_own = and_(
            ledger_accounts.c.council_id == council_id,
            ledger_accounts.c.name == name,
            ledger_accounts.c.id > newest_in_ledger,
        )
        source = select(ledger_accounts.c.id, literal(council_id), *(listed.c[name] for name in LISTED))
        connection.execute(
            insert(accounts).from_select(
                ["id", "council_id", *LISTED],
                source.select_from(listed.join(ledger_accounts, its_own)),
            )
        )
        _count_references(connection, council_id, newest)
    return added


def _newest(connection: Connection, table: Table, council_id: int) -> int:
    """The largest id of a council's rows; 0 where there are none."""
    query = select(func.coalesce(func.max(table.c.id), 0)).where(table.c.council_id == council_id)
    return int(connection.execute(query).scalar_one())


def _count_references(connection: Connection, council_id: int, newest: int) -> None:
    """Count anew what each reference names that the accounts after `newest` have (0: all)."""
    new = and_(accounts.c.council_id == council_id, accounts.c.id > newest)
    forms = {EXACT: accounts.c.match_reference, NORMALISED: accounts.c.normalised_reference}
    of_new = {form: select(reference).where(new, reference != "") for form, reference in forms.items()}
    count_references(connection, council_id, of_new.__getitem__ if newest else None)


def change_accounts(connection: Connection, listed: Table, council_id: int) -> int:
    """Update the accounts whose values differ; return how many."""
    differs = or_(*(accounts.c[name].is_distinct_from(listed.c[name]) for name in VALUES))
    return connection.execute(
        update(accounts)
        .where(_known(listed, council_id), differs)
        .values({name: listed.c[name] for name in VALUES})
    ).rowcount


def new_rows(listed: Table, council_id: int) -> Select[tuple[int, str, str, str]]:
    """Select row_no, fund, reference and normalised reference of the accounts that are new."""
    columns = (listed.c.row_no, listed.c.fund, listed.c.reference, listed.c.normalised_reference)
    return select(*columns).where(~exists().where(_known(listed, council_id)))


def leave_out(connection: Connection, listed: Table, row_numbers: list[int]) -> None:
    """Take rows off the list."""
    for some in in_parts(sorted(row_numbers)):
        connection.execute(delete(listed).where(listed.c.row_no.in_(some)))


def count_accounts(connection: Connection, council_id: int) -> dict[str, int]:
    """Return how many accounts each fund of a council has."""
    query = (
        select(accounts.c.fund, func.count())
        .where(accounts.c.council_id == council_id)
        .group_by(accounts.c.fund)
    )
    return {str(fund): count for fund, count in connection.execute(query)}


def find_missing(connection: Connection, listed: Table, council_id: int) -> list[tuple[str, str, str]]:
    """Return fund, reference and match reference of the council's accounts that are not listed."""
    is_listed = exists(select(literal(1)).select_from(listed).where(_known(listed, council_id)))
    absent = (
        select(accounts.c.fund, accounts.c.reference, accounts.c.match_reference)
        .where(accounts.c.council_id == council_id, ~is_listed)
        .order_by(accounts.c.fund, accounts.c.match_reference)
    )
    return [(fund, reference, key) for fund, reference, key in connection.execute(absent)]
