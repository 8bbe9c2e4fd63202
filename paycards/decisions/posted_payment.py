"""A posted payment as a decision sees it: which accounts have its money now, and whether it can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, cast, func, or_, select, union_all

from paycards.errors import NotAllowed
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, reversals
from paycards.store.tables.suspense import suspense_items


def held_now(step: Step, line: tuple[int, int]) -> Sequence[Row[Any]]:
    """Return the customers' accounts (id, fund, reference) that have anything of a line, with its `pence`."""
    return held_by(step.connection, step.owner, line)


def held_by(connection: Connection, council_id: int | None, line: tuple[int, int]) -> Sequence[Row[Any]]:
    """Return the same of a council, to look at it."""
    sides = ((postings.c.credit_id, postings.c.amount_pence), (postings.c.debit_id, -postings.c.amount_pence))
    legs = union_all(
        *(
            select(account_id.label("id"), pence.label("pence")).where(
                postings.c.file_id == line[0], postings.c.row_no == line[1]
            )
            for account_id, pence in sides
        )
    ).subquery()
    pence = cast(func.sum(legs.c.pence), BigInteger)
    query = (
        select(accounts.c.id, accounts.c.fund, accounts.c.reference, pence.label("pence"))
        .join(legs, legs.c.id == accounts.c.id)
        .where(accounts.c.council_id == council_id)
        .group_by(accounts.c.id, accounts.c.fund, accounts.c.reference)
        .having(pence != 0)
    )
    return connection.execute(query.order_by(accounts.c.fund, accounts.c.reference)).all()


def require_movable(step: Step, line: tuple[int, int]) -> None:
    """Raise NotAllowed unless a line is on a customer's account, and no reversal has to do with it."""
    which = named(step, line)
    _require_posted(step, line, which)
    query = select(reversals).where(
        or_(
            (reversals.c.file_id == line[0]) & (reversals.c.row_no == line[1]),
            (reversals.c.original_file_id == line[0]) & (reversals.c.original_row_no == line[1]),
        )
    )
    found = step.connection.execute(query).first()
    if found is None:
        return
    back = named(step, (found.file_id, found.row_no))
    original = named(step, (found.original_file_id, found.original_row_no))
    raise NotAllowed(
        f"{back} took {original} back: neither can be moved any more.",
        code="payment_taken_back",
        reversal=back,
        original=original,
    )


def named(step: Step, line: tuple[int, int]) -> str:
    """FILE:ROW."""
    query = select(files.c.name).where(files.c.id == line[0])
    return f"{step.connection.execute(query).scalar_one()}:{line[1]}"


def _require_posted(step: Step, line: tuple[int, int], which: str) -> None:
    if held_now(step, line):
        return
    this = (suspense_items.c.file_id == line[0]) & (suspense_items.c.row_no == line[1])
    item = step.connection.execute(select(suspense_items).where(this)).first()
    if item is not None and item.state == "open":
        raise NotAllowed(
            f"{which} waits in suspense, as item {item.id}: place that item instead.",
            code="payment_in_suspense",
            which=which,
            item=item.id,
        )
    raise NotAllowed(
        f"{which} is on no customer's account: only a posted payment can be moved.",
        code="payment_not_posted",
        which=which,
    )


def is_there(connection: Connection, file_id: int, row_no: int) -> bool:
    """Tell whether a file brought such a line."""
    this = (lines.c.file_id == file_id) & (lines.c.row_no == row_no)
    return connection.execute(select(lines.c.row_no).where(this)).first() is not None
