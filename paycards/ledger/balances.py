"""Balances of clearing and bank accounts at the end of a day, without reading every posting.

What the payments of a file move stands in the control totals of its batches, which the database holds equal
to their postings: all of it goes to the contract's clearing account, but for what its own terminals took.
Everything else that touches these accounts is a posting of a bank file, of an opening list, or a later step
of a payment.
"""

from __future__ import annotations

import datetime as dt
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
    union_all,
)

from paycards.store.sums import whole_sum
from paycards.store.tables import accepted_files, batch_controls, batches, files, postings

FIRST_DECISIONS = ("payments", "reversals")


def clearing_pence(connection: Connection, contract_id: int, clearing_id: int, as_of: dt.date) -> int:
    """Return what the clearing account of a contract holds at the end of a day, debit positive."""
    decided = connection.execute(_first_decisions(contract_id, as_of)).scalar_one()
    till = connection.execute(_till(contract_id, as_of)).scalar_one()
    others = connection.execute(_others(clearing_id, as_of)).scalar_one()
    return int(decided) - int(till) + int(others)


def bank_pence(connection: Connection, bank_id: int, as_of: dt.date) -> int:
    """Return what the ledger account of a bank account holds at the end of a day, debit positive."""
    return int(connection.execute(_others(bank_id, as_of)).scalar_one())


def _first_decisions(contract_id: int, as_of: dt.date) -> Select[Any]:
    return (
        select(whole_sum(batch_controls.c.total_pence))
        .select_from(
            files.join(batches, batches.c.file_id == files.c.id).join(
                batch_controls, batch_controls.c.batch_id == batches.c.id
            )
        )
        .where(
            files.c.contract_id == contract_id,
            batches.c.kind.in_(FIRST_DECISIONS),
            batches.c.booked_on <= as_of,
        )
    )


def _till(contract_id: int, as_of: dt.date) -> Select[Any]:
    """What the council's own terminals took, of the files that are decided by then."""
    decided = (
        select(batches.c.file_id)
        .where(
            batches.c.file_id == accepted_files.c.file_id,
            batches.c.kind == "payments",
            batches.c.booked_on <= as_of,
        )
        .exists()
    )
    return select(whole_sum(accepted_files.c.till_pence)).where(
        accepted_files.c.contract_id == contract_id, accepted_files.c.till_pence != 0, decided
    )


def _others(account_id: int, as_of: dt.date) -> Select[Any]:
    arms = [
        select(signed(account_id).label("pence"))
        .select_from(of_batches)
        .where(touches(account_id), batches.c.booked_on <= as_of)
        for of_batches in (MOVES, BROUGHT)
    ]
    both = union_all(*arms).subquery()
    return select(whole_sum(both.c.pence))


def signed(account_id: int) -> ColumnElement[int]:
    """What a posting moves on an account, debit positive."""
    return case((postings.c.debit_id == account_id, postings.c.amount_pence), else_=-postings.c.amount_pence)


def touches(account_id: int) -> ColumnElement[bool]:
    """Whether a posting moves an account at all."""
    return or_(postings.c.debit_id == account_id, postings.c.credit_id == account_id)


# The postings of batches: later steps of payments and entries; what bank files and opening lists bring.
MOVES = batches.join(
    postings,
    and_(
        postings.c.batch_id == batches.c.id,
        postings.c.step > literal_column("0"),
        batches.c.file_id.is_(None),
    ),
)
# What the latter bring is known by its rule: an index has these few among all postings.
BROUGHT_BY = ("bank", "opening")
BROUGHT = batches.join(
    postings,
    and_(
        batches.c.kind.in_(BROUGHT_BY),
        postings.c.batch_id == batches.c.id,
        postings.c.step == literal_column("0"),
        literal_column("(postings.rule = 'bank' OR postings.rule = 'opening')"),
    ),
)
