"""The chain of balances: each statement opens with what the one before closed with.

What follows a gap is stored but unproved, until what is missing comes. Nothing here reads a database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from paycards.reconcile.bank.placed import Placed


@dataclass(frozen=True)
class Gap:
    """Two statements that do not meet: `expected_pence` is what the later one should open with."""

    before: Placed
    after: Placed
    expected_pence: int

    @property
    def missing_pence(self) -> int:
        """What the entries between them come to."""
        return (self.after.opening_pence or 0) - self.expected_pence


@dataclass(frozen=True)
class Linked:
    """A statement in its place; `closing_pence` is what it closes with, by bank, person or our own sum.

    `whole`: nothing is missing up to here, or a person said what the bank says at its end.
    """

    statement: Placed
    whole: bool
    closing_pence: int | None
    gap: Gap | None = None

    @property
    def proved(self) -> bool:
        """Whether its own balances and the statements before it prove it."""
        return self.whole and self.statement.opening_pence is not None


def chain(statements: Sequence[Placed], entered: Mapping[dt.date, int]) -> list[Linked]:
    """The statements of one account in order, each with whether nothing is missing before it.

    `entered` are the balances that a person entered, by day. The first statement of an account is proved.
    """
    linked: list[Linked] = []
    for statement in in_order(statements):
        before = linked[-1] if linked else None
        link = _without_balances if statement.opening_pence is None else _with_balances
        linked.append(link(statement, before, entered.get(statement.ends_on)))
    return linked


def _without_balances(statement: Placed, before: Linked | None, entered_pence: int | None) -> Linked:
    if entered_pence is not None:
        return Linked(statement, whole=True, closing_pence=entered_pence)
    expected = before.closing_pence if before else None
    summed = None if expected is None else expected + statement.booked_pence
    return Linked(statement, whole=before is None or before.whole, closing_pence=summed)


def _with_balances(statement: Placed, before: Linked | None, entered_pence: int | None) -> Linked:
    expected = before.closing_pence if before else None
    said_so = entered_pence is not None and entered_pence == statement.closing_pence
    if said_so or before is None or expected is None:
        return Linked(statement, whole=True, closing_pence=statement.closing_pence)
    if statement.opening_pence == expected:
        return Linked(statement, before.whole, statement.closing_pence)
    gap = Gap(before.statement, statement, expected)
    return Linked(statement, whole=False, closing_pence=statement.closing_pence, gap=gap)


def in_order(statements: Sequence[Placed]) -> Iterator[Placed]:
    """By their days; of several of the same days each after the one that it continues, else as they came."""
    by_days = sorted(statements, key=lambda each: (each.begins_on, each.ends_on, each.id == 0, each.id))
    last: Placed | None = None
    for _, same_days in groupby(by_days, key=lambda each: (each.begins_on, each.ends_on)):
        left = list(same_days)
        while left:
            last = _following(last, left)
            left.remove(last)
            yield last


def _following(last: Placed | None, left: Sequence[Placed]) -> Placed:
    """The one that continues the last and leaves one to go on with; else one that continues no other."""
    ready = [each for each in left if last is not None and each.continues(last)]
    if ready:
        return min(ready, key=lambda each: (not each.continues(each), not _leads_on(each, left)))
    heads = (one for one in left if not any(one.continues(other) for other in left if other is not one))
    return next(heads, left[0])


def _leads_on(one: Placed, left: Sequence[Placed]) -> bool:
    return any(other.continues(one) for other in left if other is not one)
