"""What verify compares: the rows of a council, table by table, in words that both databases share.

Accounts and batches stand there by name and day, for their ids are each database's own. Dates and
instants are read as text, so that even a value that is no date any more can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Table,
    cast,
    func,
    select,
)

from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files, promises, statement_lines, supplier_statements
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.lines import duplicates, lines, natural_keys, reused_receipts, reversals
from paycards.store.tables.payment_days import outlet_reversals, payment_days
from paycards.store.tables.suspense import suspense_items
from paycards.verify.addable import addable
from paycards.verify.bank_checks import BANK_CHECKS
from paycards.verify.batch_checks import BATCH_CHECKS
from paycards.verify.card_checks import CARD_CHECKS
from paycards.verify.check import Check, as_text, columns_of
from paycards.verify.day_checks import DAY_CHECKS
from paycards.verify.decision_checks import DECISION_CHECKS
from paycards.verify.opening_checks import OPENING_CHECKS
from paycards.verify.settlement_checks import SETTLEMENT_CHECKS

_ACCOUNT = ledger_accounts.c.name.label("account")
_IDS = ("batch_id", "debit_id", "credit_id")  # each database's own


def files_of(council_id: int) -> Select[tuple[int]]:
    """The ids of a council's files."""
    return select(files.c.id).where(files.c.council_id == council_id)


def contracts_of(council_id: int) -> Select[tuple[int]]:
    """The ids of a council's contracts."""
    return select(contracts.c.id).where(contracts.c.council_id == council_id)


def _of_files(table: Table) -> Callable[[int], Select[Any]]:
    """All columns of a table whose rows came with a file of the council."""
    return lambda council_id: select(*columns_of(table)).where(table.c.file_id.in_(files_of(council_id)))


def _accepted_files(council_id: int) -> Select[Any]:
    told = columns_of(files, without=("id", "council_id", "received_at"))
    return select(files.c.id.label("file_id"), *told).where(
        files.c.council_id == council_id, files.c.state == "accepted"
    )


def _receipts(council_id: int) -> Select[Any]:
    return (
        select(natural_keys.c.file_id, natural_keys.c.row_no, natural_keys.c.contract_id)
        .add_columns(natural_keys.c.receipt, natural_keys.c.receipt_day)
        .where(natural_keys.c.contract_id.in_(contracts_of(council_id)))
    )


def _postings(council_id: int) -> Select[Any]:
    """The postings with the names of their ledger accounts, and the batch of each by what it is."""
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    return (
        select(
            postings.c.file_id,
            postings.c.row_no,
            postings.c.step,
            postings.c.part,
            debit.c.name.label("debit"),
            credit.c.name.label("credit"),
            *columns_of(postings, without=(*postings.primary_key.columns.keys(), *_IDS)),
            batches.c.kind.label("batch"),
            batches.c.file_id.label("batch_file_id"),
            as_text(batches.c.booked_on, "booked_on"),
            as_text(batches.c.posted_at, "posted_at"),
        )
        .select_from(postings)
        .outerjoin(batches, batches.c.id == postings.c.batch_id)
        .outerjoin(debit, debit.c.id == postings.c.debit_id)
        .outerjoin(credit, credit.c.id == postings.c.credit_id)
        .where(postings.c.file_id.in_(files_of(council_id)))
    )


def _postings_by_ids(council_id: int) -> Select[Any]:
    keys = postings.primary_key.columns
    return select(*keys, *columns_of(postings, without=tuple(keys.keys()))).where(
        postings.c.file_id.in_(files_of(council_id))
    )


def _by_ids(table: Table) -> Callable[[int], Select[Any]]:
    """All columns of a table of the council, with the ids of accounts for their names."""
    told = columns_of(table, without=("council_id",))
    return lambda council_id: select(*told).where(table.c.council_id == council_id)


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


def _accounts(council_id: int) -> Select[Any]:
    """The accounts, in the order in which an index has their names."""
    return (
        select(_ACCOUNT, *columns_of(accounts, ("id", "council_id")))
        .select_from(ledger_accounts)
        .join(accounts, accounts.c.id == ledger_accounts.c.id)
        .where(ledger_accounts.c.council_id == council_id, accounts.c.council_id == council_id)
    )


def _ledger_accounts(council_id: int) -> Select[Any]:
    return select(_ACCOUNT, ledger_accounts.c.kind).where(ledger_accounts.c.council_id == council_id)


def _balances(council_id: int) -> Select[Any]:
    """Every ledger account: what was debited and credited, and its balance, in pence."""
    debited, credited = _sums(postings.c.debit_id), _sums(postings.c.credit_id)
    debit, credit = func.coalesce(debited.c.pence, 0), func.coalesce(credited.c.pence, 0)
    return (
        select(
            _ACCOUNT,
            ledger_accounts.c.council_id,
            ledger_accounts.c.kind,
            debit.label("debited_pence"),
            credit.label("credited_pence"),
            (debit - credit).label("balance_pence"),
        )
        .outerjoin(debited, debited.c.ledger_id == ledger_accounts.c.id)
        .outerjoin(credited, credited.c.ledger_id == ledger_accounts.c.id)
        .where(ledger_accounts.c.council_id == council_id)
    )


def _sums(side: ColumnElement[int]) -> FromClause:
    total = cast(func.sum(addable(postings.c.amount_pence)), BigInteger).label("pence")
    return select(side.label("ledger_id"), total).group_by(side).subquery()


# Without one of these no balance can differ.
MOVES_MONEY = frozenset({"posting", "ledger account", "trial balance", "stray posting", "stray rows"})

CHECKS = (
    Check("account", 1, _accounts),
    Check(
        "reference",
        2,
        _with_account(
            account_references,
            account_references.c.account_id,
            *columns_of(account_references, ("council_id", "account_id")),
            _ACCOUNT,
        ),
        by_ids=_by_ids(account_references),
    ),
    Check(
        "card",
        1,
        _with_account(cards, cards.c.account_id, *columns_of(cards, ("council_id", "account_id")), _ACCOUNT),
        by_ids=_by_ids(cards),
    ),
    *CARD_CHECKS,
    Check("file", 1, _accepted_files),
    Check("accepted file", 1, _of_files(accepted_files)),
    Check("promise", 2, _of_files(promises)),
    Check("statement", 1, _of_files(supplier_statements)),
    Check("statement line", 2, _of_files(statement_lines)),
    Check("line", 2, _of_files(lines)),
    Check("payment day", 3, _of_files(payment_days)),
    Check("outlet reversal", 3, _of_files(outlet_reversals)),
    *OPENING_CHECKS,
    Check("receipt", 2, _receipts, found_by=("contract_id", "receipt_day", "receipt")),
    Check("duplicate", 2, _of_files(duplicates)),
    Check("reused receipt", 2, _of_files(reused_receipts)),
    Check("reversal", 2, _of_files(reversals)),
    Check("ledger account", 1, _ledger_accounts, is_in_ids=True),
    *BATCH_CHECKS,
    *BANK_CHECKS,
    *SETTLEMENT_CHECKS,
    Check("posting", 4, _postings, by_ids=_postings_by_ids),
    Check(
        "suspense item",
        2,
        _with_account(
            suspense_items,
            suspense_items.c.account_id,
            suspense_items.c.file_id,
            suspense_items.c.row_no,
            _ACCOUNT,
            *columns_of(suspense_items, ("id", "council_id", "file_id", "row_no", "account_id")),
        ),
    ),
    *DAY_CHECKS,
    *DECISION_CHECKS,
    Check("balance", 1, _balances, follows=MOVES_MONEY),
)
