"""Balances of clearing and bank accounts at the end of a day, without reading every posting.

What the payments of a file move stands in the control totals of its batches, which the database holds equal
to their postings: all of it goes to the contract's clearing account, but for what its own terminals took.
Everything else that touches these accounts is a posting of a bank file, of an opening list, or a later step
of a payment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Date,
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    literal,
    literal_column,
    select,
    union_all,
)

from paycards.store.sums import whole_sum
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.ledger import batch_controls, batches, postings

FIRST_DECISIONS = ("payments", "reversals")
ACCOUNTS: BindParameter[Any] = bindparam("accounts", expanding=True)
AS_OF: BindParameter[dt.date] = bindparam("as_of", type_=Date)
Ids = Collection[int]


def decided_pence(connection: Connection, contract_ids: Ids, as_of: dt.date) -> dict[int, int]:
    """Return what the clearing account of each contract got from its files by the end of a day, in pence.

    That is what was first decided of their payments, less what the council's own terminals took.
    """
    decided = dict.fromkeys(contract_ids, 0)
    for sign, query in ((1, _first_decisions(contract_ids, as_of)), (-1, _till(contract_ids, as_of))):
        for contract_id, pence in connection.execute(query):
            decided[contract_id] += sign * pence
    return decided


def bank_pence(connection: Connection, bank_id: int, as_of: dt.date) -> int:
    """Return what the ledger account of a bank account holds at the end of a day, debit positive."""
    return int(connection.execute(_HELD, {"accounts": [bank_id], "as_of": as_of}).scalar_one())


def _first_decisions(contract_ids: Ids, as_of: dt.date) -> Select[Any]:
    return (
        select(files.c.contract_id, whole_sum(batch_controls.c.total_pence))
        .select_from(
            files.join(batches, batches.c.file_id == files.c.id).join(
                batch_controls, batch_controls.c.batch_id == batches.c.id
            )
        )
        .where(
            files.c.contract_id.in_(contract_ids),
            batches.c.kind.in_(FIRST_DECISIONS),
            batches.c.booked_on <= as_of,
        )
        .group_by(files.c.contract_id)
    )


def _till(contract_ids: Ids, as_of: dt.date) -> Select[Any]:
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
    return (
        select(accepted_files.c.contract_id, whole_sum(accepted_files.c.till_pence))
        .where(accepted_files.c.contract_id.in_(contract_ids), accepted_files.c.till_pence != 0, decided)
        .group_by(accepted_files.c.contract_id)
    )


def touching() -> Subquery:
    """What moved some `accounts` by the end of a day, `as_of`, beside the first decisions.

    Both are given when it is executed. It has a row for each account that was moved.
    The columns are those of the key of a posting, and `account_id`, `other_id`, `booked_on`, `sign` (1 where
    the account is debited, else -1) and `pence` (debit positive).
    """
    arms = [
        _touching(of_batches, sides).where(batches.c.booked_on <= AS_OF)
        for of_batches in (MOVES, BROUGHT)
        for sides in ((1, "debit_id", "credit_id"), (-1, "credit_id", "debit_id"))
    ]
    return union_all(*arms).subquery("touching")


def _touching(of_batches: FromClause, sides: tuple[int, str, str]) -> Select[Any]:
    sign, one, other = sides
    return (
        select(
            *(postings.c[name] for name in ("file_id", "row_no", "step", "part")),
            postings.c[one].label("account_id"),
            postings.c[other].label("other_id"),
            batches.c.booked_on,
            literal(sign).label("sign"),
            (sign * postings.c.amount_pence).label("pence"),
        )
        .select_from(of_batches)
        .where(postings.c[one].in_(ACCOUNTS))
    )


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

_HELD = select(whole_sum(touching().c.pence))
