"""What was posted: balances of the customers' accounts, the journal, and the postings.

A posting moves amount_pence from its debit account to its credit account; a reversal's amount is
negative. The journal shows each posting as two rows, debit positive, which sum to zero.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, cast, func, select

from paycards.ledger.legs import entry, legs, source
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, ledger_accounts, postings


def _sums(side: ColumnElement[int]) -> Subquery:
    """Sum the postings of each ledger account on one side; PostgreSQL sums into decimals, so cast back."""
    total = cast(func.sum(postings.c.amount_pence), BigInteger).label("pence")
    return select(side.label("ledger_id"), total).group_by(side).subquery()


_credited, _debited = _sums(postings.c.credit_id), _sums(postings.c.debit_id)
_RECEIVED = func.coalesce(_credited.c.pence, 0) - func.coalesce(_debited.c.pence, 0)

BALANCES: Select[Any] = (
    select(
        councils.c.code.label("council"),
        accounts.c.fund,
        accounts.c.reference.label("account_reference"),
        accounts.c.balance_pence.label("opening_pence"),
        _RECEIVED.label("received_pence"),
        (accounts.c.balance_pence - _RECEIVED).label("balance_pence"),
    )
    .select_from(
        accounts.join(councils, councils.c.id == accounts.c.council_id)
        .outerjoin(_credited, _credited.c.ledger_id == accounts.c.id)
        .outerjoin(_debited, _debited.c.ledger_id == accounts.c.id)
    )
    .order_by(accounts.c.id)
)

_leg = legs(postings).subquery("leg")

JOURNAL: Select[Any] = (
    select(
        councils.c.code.label("council"),
        entry(_leg).label("entry"),
        batches.c.booked_on.label("date"),
        ledger_accounts.c.name.label("ledger_account"),
        _leg.c.leg_pence.label("amount_pence"),
        source(_leg).label("source"),
    )
    .select_from(
        _leg.join(batches, batches.c.id == _leg.c.batch_id)
        .join(councils, councils.c.id == batches.c.council_id)
        .join(ledger_accounts, ledger_accounts.c.id == _leg.c.ledger_id)
        .outerjoin(files, files.c.id == _leg.c.file_id)
    )
    .order_by(_leg.c.file_id, _leg.c.row_no, _leg.c.step, _leg.c.part, _leg.c.side.desc())
)

_debit, _credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")

POSTINGS: Select[Any] = (
    select(
        councils.c.code.label("council"),
        func.coalesce(contracts.c.code, "").label("contract"),
        func.coalesce(files.c.name, "").label("file"),
        postings.c.row_no.label("row"),
        postings.c.step,
        postings.c.part,
        batches.c.booked_on.label("date"),
        _debit.c.name.label("debit"),
        _credit.c.name.label("credit"),
        postings.c.amount_pence,
        postings.c.rule,
        postings.c.reason,
    )
    .select_from(
        postings.join(batches, batches.c.id == postings.c.batch_id)
        .join(councils, councils.c.id == batches.c.council_id)
        .outerjoin(files, files.c.id == postings.c.file_id)
        .outerjoin(contracts, contracts.c.id == files.c.contract_id)
        .join(_debit, _debit.c.id == postings.c.debit_id)
        .join(_credit, _credit.c.id == postings.c.credit_id)
    )
    .order_by(postings.c.file_id, postings.c.row_no, postings.c.step, postings.c.part)
)
