"""What the database holds against what the originals give, table by table.

Both sides of a check are read as streams in the order of the same key and walked once, so that
memory stays flat however many rows there are. Dates and instants are read as text, so that even
a value that is no date any more can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Row,
    Select,
    String,
    Table,
    cast,
    collate,
    func,
    select,
    type_coerce,
)

from paycards.store.tables import (
    account_references,
    accounts,
    batches,
    cards,
    duplicates,
    files,
    ledger_accounts,
    lines,
    postings,
    promises,
    receipts,
    reversals,
    statement_lines,
    statements,
    suspense_items,
)
from paycards.store.tables.base import Instant

CHUNK_ROWS = 10_000  # held in memory at once, on each side


@dataclass(frozen=True)
class Check:
    """Rows of a council that must be the same on both sides; the first `keys` columns order them.

    A key is either file_id and more numbers, or texts that name an account, a reference or a card.
    """

    kind: str
    keys: int
    query: Callable[[int], Select[Any]]


def differing(
    check: Check, database: Connection, originals: Connection, council_id: int
) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    """Give each row that is not the same on both sides, as (database, originals); None: not there."""
    query = check.query(council_id)
    yield from _walk(
        _ordered(database, query, check.keys), _ordered(originals, query, check.keys), check.keys
    )


def _ordered(connection: Connection, query: Select[Any], keys: int) -> Iterator[Row[Any]]:
    """Read in the order of the keys; PostgreSQL would sort texts by the rules of a language."""
    order = [
        collate(column, "C")
        if isinstance(column.type, String) and connection.dialect.name == "postgresql"
        else column
        for column in list(query.selected_columns)[:keys]
    ]
    with connection.execute(query.order_by(*order), execution_options={"yield_per": CHUNK_ROWS}) as result:
        yield from result


def _walk(
    database: Iterable[Row[Any]], originals: Iterable[Row[Any]], keys: int
) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    left, right = iter(database), iter(originals)
    ours, theirs = next(left, None), next(right, None)
    while ours is not None or theirs is not None:
        if ours is not None and ours == theirs:
            ours, theirs = next(left, None), next(right, None)
        elif theirs is None or (ours is not None and ours[:keys] < theirs[:keys]):
            yield ours, None
            ours = next(left, None)
        elif ours is None or theirs[:keys] < ours[:keys]:
            yield None, theirs
            theirs = next(right, None)
        else:
            yield ours, theirs
            ours, theirs = next(left, None), next(right, None)


def _as_text(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    if isinstance(column.type, Date):
        return cast(column, String).label(name)
    if isinstance(column.type, Instant):
        return type_coerce(column, String).label(name)
    return column


def _columns(table: FromClause, without: tuple[str, ...] = ()) -> list[ColumnElement[Any]]:
    return [_as_text(column, column.name) for column in table.c if column.name not in without]


def _of_files(table: Table) -> Callable[[int], Select[Any]]:
    """All columns of a table whose rows came with a file of the council."""
    return lambda council_id: (
        select(*_columns(table))
        .join(files, files.c.id == table.c.file_id)
        .where(files.c.council_id == council_id)
    )


def _accepted_files(council_id: int) -> Select[Any]:
    told = _columns(files, without=("id", "council_id", "received_at"))
    return select(files.c.id.label("file_id"), *told).where(
        files.c.council_id == council_id, files.c.state == "accepted"
    )


def _receipts(council_id: int) -> Select[Any]:
    return (
        select(receipts.c.file_id, receipts.c.row_no, receipts.c.contract_id)
        .add_columns(receipts.c.receipt, receipts.c.receipt_day)
        .join(files, files.c.id == receipts.c.file_id)
        .where(files.c.council_id == council_id)
    )


def _postings(council_id: int) -> Select[Any]:
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    return (
        select(
            postings.c.file_id,
            postings.c.row_no,
            postings.c.step,
            debit.c.name.label("debit"),
            credit.c.name.label("credit"),
            postings.c.amount_pence,
            postings.c.rule,
            postings.c.reason,
            batches.c.kind.label("batch"),
            _as_text(batches.c.booked_on, "booked_on"),
            _as_text(batches.c.posted_at, "posted_at"),
        )
        .select_from(postings)
        .join(files, files.c.id == postings.c.file_id)
        .outerjoin(batches, batches.c.id == postings.c.batch_id)
        .outerjoin(debit, debit.c.id == postings.c.debit_id)
        .outerjoin(credit, credit.c.id == postings.c.credit_id)
        .where(files.c.council_id == council_id)
    )


def _with_account(
    table: Table, account_id: ColumnElement[int], *told: ColumnElement[Any]
) -> Callable[[int], Select[Any]]:
    """What a list of the council tells, with the name of the account for its id."""
    return lambda council_id: (
        select(*told)
        .select_from(table)
        .outerjoin(ledger_accounts, ledger_accounts.c.id == account_id)
        .where(table.c.council_id == council_id)
    )


def ledger_balances() -> Select[Any]:
    """Every ledger account: name, council, kind, what was debited and credited, and its balance, in pence."""
    debited, credited = _sums(postings.c.debit_id), _sums(postings.c.credit_id)
    debit, credit = func.coalesce(debited.c.pence, 0), func.coalesce(credited.c.pence, 0)
    return (
        select(
            ledger_accounts.c.name.label("account"),
            ledger_accounts.c.council_id,
            ledger_accounts.c.kind,
            debit.label("debited_pence"),
            credit.label("credited_pence"),
            (debit - credit).label("balance_pence"),
        )
        .outerjoin(debited, debited.c.ledger_id == ledger_accounts.c.id)
        .outerjoin(credited, credited.c.ledger_id == ledger_accounts.c.id)
    )


def _sums(side: ColumnElement[int]) -> FromClause:
    total = cast(func.sum(postings.c.amount_pence), BigInteger).label("pence")
    return select(side.label("ledger_id"), total).group_by(side).subquery()


def _balances(council_id: int) -> Select[Any]:
    return ledger_balances().where(ledger_accounts.c.council_id == council_id)


_ACCOUNT = ledger_accounts.c.name.label("account")

CHECKS = (
    Check(
        "account",
        1,
        _with_account(accounts, accounts.c.id, _ACCOUNT, *_columns(accounts, ("id", "council_id"))),
    ),
    Check(
        "reference",
        2,
        _with_account(
            account_references,
            account_references.c.account_id,
            *_columns(account_references, ("council_id", "account_id")),
            _ACCOUNT,
        ),
    ),
    Check(
        "card",
        1,
        _with_account(cards, cards.c.account_id, *_columns(cards, ("council_id", "account_id")), _ACCOUNT),
    ),
    Check("file", 1, _accepted_files),
    Check("promise", 2, _of_files(promises)),
    Check("statement", 1, _of_files(statements)),
    Check("statement line", 2, _of_files(statement_lines)),
    Check("line", 2, _of_files(lines)),
    Check("receipt", 2, _receipts),
    Check("duplicate", 2, _of_files(duplicates)),
    Check("reversal", 2, _of_files(reversals)),
    Check("posting", 3, _postings),
    Check(
        "suspense item",
        2,
        _with_account(
            suspense_items,
            suspense_items.c.account_id,
            suspense_items.c.file_id,
            suspense_items.c.row_no,
            _ACCOUNT,
            *_columns(suspense_items, ("id", "council_id", "file_id", "row_no", "account_id")),
        ),
    ),
    Check("balance", 1, _balances),
)
