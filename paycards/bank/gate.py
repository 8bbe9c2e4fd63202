"""The gate that every bank file passes: opening balance + booked entries = closing balance, to the penny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paycards.bank.pages import join_pages
from paycards.bank.statement import BOOKED, Balance, Statement
from paycards.clock import MEANT, is_meant
from paycards.counted import counted
from paycards.errors import FileRefused
from paycards.money import to_pounds


def prove(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements that add up, their pages joined. Raises FileRefused with the place and the two figures.

    One that has neither an opening nor a closing balance is unproved, and says so.
    """
    for statement in statements:
        _check_days(statement)
        _check_sum(statement)
    joined = join_pages(statements)
    return tuple(_proved(statement) for statement in joined)


def _check_days(statement: Statement) -> None:
    booked = (entry.booked_on for entry in statement.entries if entry.booked_on is not None)
    for day in (statement.begins_on, statement.ends_on, *booked):
        if not is_meant(day):
            raise FileRefused(
                "a day that nobody can mean", field=_named(statement), value=str(day), expected=MEANT
            )


def _proved(statement: Statement) -> Statement:
    if statement.missing_pages:
        return statement  # a sum over a gap says nothing
    _check_sum(statement)
    if statement.opening and statement.closing:
        return statement
    if statement.opening is None and statement.closing is None:
        return replace(statement, unproved="it gives no opening and no closing balance")
    missing = "opening" if statement.opening is None else "closing"
    raise FileRefused(f"there is no {missing} balance", field=_named(statement))


def _check_sum(statement: Statement) -> None:
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None or _makes(opening, statement.booked_pence, closing):
        return
    raise FileRefused(
        f"opening balance {_told(opening)} and {_count(statement.booked)} of"
        f" {to_pounds(statement.booked_pence)} do not make the closing balance{_reversals(statement)}",
        field=_named(statement), value=to_pounds(closing.pence),
        expected=to_pounds(opening.pence + statement.booked_pence),
    )  # fmt: skip


def _makes(opening: Balance, booked_pence: int, closing: Balance) -> bool:
    return opening.pence + booked_pence == closing.pence


def _reversals(statement: Statement) -> str:
    """Say so where the sum would come right if the entries marked as reversals were turned round."""
    turned = sum(e.amount_pence for e in statement.entries if e.reversal and e.status == BOOKED)
    opening, closing = statement.opening, statement.closing
    if not turned or opening is None or closing is None:
        return ""
    if not _makes(opening, statement.booked_pence - 2 * turned, closing):
        return ""
    return "; they would if the entries marked as reversals moved the other way: ask the bank about its mark"


def _count(booked: int) -> str:
    return counted(booked, "booked entry", "booked entries")


def _told(balance: Balance) -> str:
    return f"{to_pounds(balance.pence)} ({balance.kind})"


def _named(statement: Statement) -> str:
    return f"statement {statement.identification or statement.place}"
