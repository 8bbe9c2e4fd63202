"""What all kinds of evidence share: the cases of one council, and what is known there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Column, Connection

from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.check_digits import CheckDigits
from paycards.reconcile.suspense.clues.known import MANY, Known
from paycards.store.tables.accounts import accounts, cards


@dataclass(frozen=True)
class Desk:
    """Cases of one council: nothing of another is ever looked at."""

    connection: Connection
    council_id: int
    cases: Sequence[Case]
    checks: CheckDigits

    def by(self, key: Callable[[Case], str]) -> dict[str, list[Case]]:
        """The cases by some text of theirs; those without it are left out."""
        found = defaultdict(list)
        for case in self.cases:
            if text := key(case):
                found[text].append(case)
        return dict(found)

    @cached_property
    def card_numbers(self) -> Known:
        """The numbers of the council's cards."""
        return self._known(cards.c.card_number)

    @cached_property
    def references(self) -> Known:
        """The references of the council's accounts, without their marks."""
        return self._known(accounts.c.normalised_reference)

    def _known(self, column: Column[str]) -> Known:
        return Known(self.connection, self.council_id, column, many=len(self.cases) > MANY)


def pairs(cases: Iterable[Case], of: Callable[[Case], Iterable[str]]) -> dict[str, list[Case]]:
    """The cases by each of several texts of theirs."""
    found = defaultdict(list)
    for case in cases:
        for text in of(case):
            found[text].append(case)
    return dict(found)
