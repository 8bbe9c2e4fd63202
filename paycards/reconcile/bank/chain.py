"""The chain of balances: each statement opens with what the one before closed with.

What follows a gap is stored but unproved, until what is missing comes. Nothing here reads a database.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    by_person: bool = False  # a person entered what it closes with, where the bank does not say

    @property
    def sure(self) -> bool:
        """Whether what it closes with is known: it is proved, or a person said what the bank says."""
        return self.proved or self.by_person

    def meets(self, before: Linked) -> bool:
        """Whether what a person entered for its end is what the one before and its entries come to."""
        if not self.by_person or self.closing_pence is None or before.closing_pence is None:
            return False
        return before.closing_pence + self.statement.booked_pence == self.closing_pence

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
        linked.append(link(statement, before, entered))
    return linked


def opening_of(linked: Sequence[Linked], entered: Mapping[dt.date, int]) -> int | None:
    """What the account held before its first statement: as the bank says or a person entered it.

    Else what it must have held for the first balance that is known; None where none is.
    """
    first = linked[0].statement
    if first.opening_pence is not None:
        return first.opening_pence
    before = [day for day in entered if day < first.begins_on]
    if before:
        return entered[max(before)]
    moved_pence = 0
    for link in linked:
        if link.statement.opening_pence is not None:
            return link.statement.opening_pence - moved_pence
        moved_pence += link.statement.booked_pence
        if link.by_person and link.closing_pence is not None:
            return link.closing_pence - moved_pence
    return None


def _without_balances(statement: Placed, before: Linked | None, entered: Mapping[dt.date, int]) -> Linked:
    if statement.ends_on in entered:
        return Linked(statement, whole=True, closing_pence=entered[statement.ends_on], by_person=True)
    since = _entered_since(statement, before, entered)
    days = [day for day in since if day < statement.begins_on]
    expected = since[max(days)] if days else before.closing_pence if before else None
    summed = None if expected is None else expected + statement.booked_pence
    return Linked(statement, whole=bool(days) or before is None or before.whole, closing_pence=summed)


def _with_balances(statement: Placed, before: Linked | None, entered: Mapping[dt.date, int]) -> Linked:
    expected = before.closing_pence if before else None
    closes = entered.get(statement.ends_on)
    said_so = closes is not None and closes == statement.closing_pence
    opens = statement.opening_pence in _entered_since(statement, before, entered).values()
    if said_so or opens or before is None or expected is None:
        return Linked(statement, whole=True, closing_pence=statement.closing_pence)
    if statement.opening_pence == expected:
        return Linked(statement, before.whole, statement.closing_pence)
    gap = Gap(before.statement, statement, expected)
    return Linked(statement, whole=False, closing_pence=statement.closing_pence, gap=gap)


def _entered_since(
    statement: Placed, before: Linked | None, entered: Mapping[dt.date, int]
) -> dict[dt.date, int]:
    """What a person entered for the days after the statement before, up to the first of this one."""
    since = before.statement.ends_on if before else dt.date.min
    return {day: pence for day, pence in entered.items() if since < day <= statement.begins_on}


def in_order(statements: Sequence[Placed]) -> Iterator[Placed]:
    """By their days; of several of the same days each after the one that it continues, else as they came."""
    by_days = sorted(statements, key=lambda each: (each.begins_on, each.ends_on, each.id == 0, each.id))
    last: Placed | None = None
    for _, same_days in groupby(by_days, key=lambda each: (each.begins_on, each.ends_on)):
        for each in _one_after_the_other(last, list(same_days)):
            last = each
            yield each


def _one_after_the_other(last: Placed | None, same_days: Sequence[Placed]) -> Iterator[Placed]:
    if len(same_days) == 1:
        yield same_days[0]
        return
    left = _Left(same_days)
    while left.statements:
        last = left.take(last)
        yield last


class _Left:
    """Statements of the same days that have no place yet, found by their balances."""

    def __init__(self, statements: Iterable[Placed]) -> None:
        self.statements = list(statements)
        self._closings = Counter(each.closing_pence for each in self.statements)
        self._openings: dict[int | None, list[Placed]] = defaultdict(list)
        for each in self.statements:
            self._openings[each.opening_pence].append(each)

    def take(self, last: Placed | None) -> Placed:
        """Take the one that follows the last."""
        taken = self._following(last)
        self.statements.remove(taken)
        self._openings[taken.opening_pence].remove(taken)
        self._closings[taken.closing_pence] -= 1
        return taken

    def _following(self, last: Placed | None) -> Placed:
        """The one that continues the last and leaves one to go on with; else one that continues no other."""
        ready = self._continuing(last) if last is not None else []
        if len(ready) == 1:
            return ready[0]
        if ready:
            return min(ready, key=lambda each: (not each.continues(each), not self._leads_on(each)))
        return next((one for one in self.statements if not self._continues_another(one)), self.statements[0])

    def _continuing(self, last: Placed) -> Sequence[Placed]:
        return [] if last.closing_pence is None else self._openings[last.closing_pence]

    def _leads_on(self, one: Placed) -> bool:
        return len(self._continuing(one)) > one.continues(one)

    def _continues_another(self, one: Placed) -> bool:
        return one.opening_pence is not None and self._closings[one.opening_pence] > one.continues(one)
