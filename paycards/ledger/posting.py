"""Posting: the one place that writes to the ledger.

A posting moves an amount from one ledger account to another. Postings are written in batches, and a batch
cannot be committed until it is closed with the control totals that it must have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Insert,
    Integer,
    Select,
    String,
    cast,
    func,
    insert,
    literal,
    null,
    select,
)

from paycards.store.step import Step
from paycards.store.tables.ledger import batch_controls, batches, postings

FIRST_STEP: ColumnElement[int] = literal(
    0, Integer
)  # when a line is first decided; each move of it is a step more
ONLY_PART: ColumnElement[int] = literal(1, Integer)
NOTHING: ColumnElement[str] = cast(null(), String)


@dataclass(frozen=True)
class Transfer:
    """A posting as columns of the query that says what to post; exactly one of rule and reason is null."""

    file_id: ColumnElement[int]
    row_no: ColumnElement[int]
    debit_id: ColumnElement[int]
    credit_id: ColumnElement[int]
    amount_pence: ColumnElement[int]
    rule: ColumnElement[str] = NOTHING
    reason: ColumnElement[str] = NOTHING
    step: ColumnElement[int] = FIRST_STEP
    part: ColumnElement[int] = ONLY_PART


@dataclass(frozen=True)
class Share:
    """What a move takes of a line: from one ledger account to another, by their ids."""

    debit_id: int
    credit_id: int
    amount_pence: int


NAMES = [field.name for field in fields(Transfer)]


_OPEN = insert(batches).returning(batches.c.id)
_CLOSE = insert(batch_controls)


def open_batch(step: Step, kind: str, file_id: int | None = None) -> int:
    """Begin a batch, of one file if it decides one; it cannot be committed until closed. Returns its id."""
    new = {"council_id": step.council_id, "kind": kind, "file_id": file_id}
    when = {"booked_on": step.booked_on, "posted_at": step.at}
    return int(step.connection.execute(_OPEN, new | when).scalar_one())


def post(step: Step, batch_id: int, transfer: Transfer, where: ColumnElement[bool] | None = None) -> None:
    """Post each row that the columns of `transfer` come from, or those for which `where` holds."""
    step.connection.execute(posting_of(literal(batch_id, BigInteger), transfer, where))


def posting_of(
    batch_id: ColumnElement[int], transfer: Transfer, where: ColumnElement[bool] | None = None
) -> Insert:
    """The statement that posts them."""
    rows: Select[Any] = select(batch_id, *(getattr(transfer, name).label(name) for name in NAMES))
    if where is not None:
        rows = rows.where(where)
    return insert(postings).from_select(["batch_id", *NAMES], rows)


def post_shares(step: Step, batch_id: int, line: tuple[int, int], shares: Sequence[Share], rule: str) -> None:
    """Move a line, given by file id and row number, in one step of one part for each share."""
    file_id, row_no = line
    newest = select(func.max(postings.c.step)).where(
        postings.c.file_id == file_id, postings.c.row_no == row_no
    )
    next_step = int(step.connection.execute(newest).scalar_one()) + 1
    place = {"file_id": file_id, "row_no": row_no, "step": next_step, "batch_id": batch_id, "rule": rule}
    rows = [place | {"part": part} | vars(share) for part, share in enumerate(shares, 1)]
    step.connection.execute(insert(postings), rows)


def next_step(of: FromClause) -> ColumnElement[int]:
    """The step after the last posting of a line."""
    earlier = postings.alias("earlier")
    return (
        select(func.max(earlier.c.step) + 1)
        .where(earlier.c.file_id == of.c.file_id, earlier.c.row_no == of.c.row_no)
        .correlate(of)
        .scalar_subquery()
    )


def close_batch(step: Step, batch_id: int, count: int, total_pence: int) -> None:
    """Close a batch with its control totals: the database compares them with the postings."""
    totals = {"batch_id": batch_id, "postings": count, "total_pence": total_pence}
    step.connection.execute(_CLOSE, totals)


def closing_of(batch_id: ColumnElement[int], totals: Select[int, int]) -> Insert:
    """The statement that closes a batch with the count and sum that `totals` finds; returns the count."""
    counted = totals.subquery("totals").c
    names = ["batch_id", "postings", "total_pence"]
    closing = insert(batch_controls).from_select(names, select(batch_id, *counted))
    return closing.returning(batch_controls.c.postings)
