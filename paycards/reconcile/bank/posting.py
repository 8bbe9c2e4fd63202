"""Post bank entries: bank debit and the contract's clearing credit, the reverse for money that went out.

An entry that moves from one contract to another, or to nobody, moves by a posting of its own: what was posted
stays. An entry of nothing posts nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, and_, case, cast, func, literal, select

from paycards.ledger.days import booking_day
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.reconcile.bank.whose import OURS
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.ledger import ledger_accounts, postings

RULE = "bank"

_entry = bank_entries
_bank, _clearing = ledger_accounts.alias("bank"), ledger_accounts.alias("clearing")
_IS_IN = _entry.c.amount_pence > 0
_ITS_ACCOUNTS = and_(
    councils.c.id == _entry.c.council_id,
    contracts.c.id == _entry.c.contract_id,
    _bank.c.council_id == _entry.c.council_id,
    _bank.c.name == literal("bank:") + councils.c.code + ":" + _entry.c.account,
    _clearing.c.council_id == _entry.c.council_id,
    _clearing.c.name == literal("clearing:") + contracts.c.code,
)


def post_entries(step: Step, file_id: int, which: ColumnElement[bool], on: dt.date | None = None) -> None:
    """Post the entries of a file that are a contract's, on the day on which the bank booked each, or `on`."""
    ours = and_(_entry.c.file_id == file_id, _entry.c.whose == OURS, _entry.c.amount_pence != 0, which)
    booked = select(_entry.c.booked_on).where(ours).distinct().order_by(_entry.c.booked_on)
    for day, days in _by_day(step, step.connection.execute(booked).scalars(), on).items():
        _post_day(step, file_id, and_(ours, _entry.c.booked_on.in_(days)), day)


def _by_day(step: Step, booked: Iterable[dt.date], on: dt.date | None) -> dict[dt.date, list[dt.date]]:
    """The days of the bank by the day on which they are posted."""
    by_day: dict[dt.date, list[dt.date]] = {}
    for day in booked:
        open_day = booking_day(step.connection, step.owner, on or day)
        by_day.setdefault(open_day, []).append(day)
    return by_day


def _post_day(step: Step, file_id: int, which: ColumnElement[bool], day: dt.date) -> None:
    total = cast(func.sum(func.abs(_entry.c.amount_pence)), BigInteger)
    count, pence = step.connection.execute(select(func.count(), total).where(which)).one()
    batch_id = open_batch(replace(step, booked_on=day), "bank", file_id)
    transfer = Transfer(
        file_id=_entry.c.file_id,
        row_no=_entry.c.row_no,
        debit_id=case((_IS_IN, _bank.c.id), else_=_clearing.c.id),
        credit_id=case((_IS_IN, _clearing.c.id), else_=_bank.c.id),
        amount_pence=func.abs(_entry.c.amount_pence),
        rule=literal(RULE),
    )
    post(step, batch_id, transfer, and_(which, _ITS_ACCOUNTS))
    close_batch(step, batch_id, count, int(pence))


@dataclass(frozen=True)
class Move:
    """An entry's money from one ledger account to another; for money that went out the other way round."""

    entry: Row[Any]
    from_id: int
    to_id: int
    rule: str


def move(step: Step, moves: Iterable[Move], kind: str = "decision") -> None:
    """Post moves of entries that were posted before, in a batch of their own."""
    moving = [each for each in moves if each.entry.amount_pence and each.from_id != each.to_id]
    if not moving:
        return
    batch_id = open_batch(step, kind)
    for each in moving:
        _post_move(step, batch_id, each)
    close_batch(step, batch_id, len(moving), sum(abs(each.entry.amount_pence) for each in moving))


def _post_move(step: Step, batch_id: int, each: Move) -> None:
    entry, pence = each.entry, each.entry.amount_pence
    debit_id, credit_id = (each.from_id, each.to_id) if pence > 0 else (each.to_id, each.from_id)
    transfer = Transfer(
        file_id=_entry.c.file_id,
        row_no=_entry.c.row_no,
        debit_id=literal(debit_id, BigInteger),
        credit_id=literal(credit_id, BigInteger),
        amount_pence=literal(abs(pence), BigInteger),
        rule=literal(each.rule),
        step=next_step(entry),
    )
    this = and_(_entry.c.file_id == entry.file_id, _entry.c.row_no == entry.row_no)
    post(step, batch_id, transfer, this)


def next_step(entry: Row[Any]) -> ColumnElement[int]:
    """The step after the last of an entry; never the first, which is that of the bank's own day."""
    last = select(func.coalesce(func.max(postings.c.step), 0) + 1).where(
        postings.c.file_id == entry.file_id, postings.c.row_no == entry.row_no
    )
    return last.scalar_subquery()
