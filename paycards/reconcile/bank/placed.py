"""A statement as its place among the others of its account sees it: period, balances, and its file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field

from paycards.bank.statement import Balance, Statement


@dataclass(frozen=True)
class Placed:
    """A statement of one account, taken or about to be. `id` is 0 for one that is not in the books yet.

    Balances are None where the bank gives none.
    """

    id: int
    name: str  # the file that brought it
    number: str
    begins_on: dt.date
    ends_on: dt.date
    opening_pence: int | None
    closing_pence: int | None
    booked_pence: int
    digest: str
    proved: int = 0  # 1 where the books hold it as proved
    corrects: bool = False  # the bank says that it takes the place of another
    statement: Statement | None = field(default=None, compare=False, repr=False)  # as its file says it

    def overlaps(self, other: Placed) -> bool:
        """Whether both speak of a day."""
        return self.begins_on <= other.ends_on and other.begins_on <= self.ends_on

    def says_the_same_as(self, other: Placed) -> bool:
        """Whether it repeats one: that may name another first day, as MT940 names that of the balance before.

        The day on which both end, their balances and all that is booked are the same.
        """
        if self.digest == other.digest:
            return True
        if self.statement is None or not self._has_bounds_of(other):
            return False
        return digest_of(self.statement, begins_on=other.begins_on) == other.digest

    def _has_bounds_of(self, other: Placed) -> bool:
        balances = (self.opening_pence, self.closing_pence)
        is_same = balances == (other.opening_pence, other.closing_pence) and None not in balances
        return is_same and self.ends_on == other.ends_on

    def may_follow(self, other: Placed) -> bool:
        """Whether it can come after the other one: they share at most the day on which that one ends."""
        return other.ends_on <= self.begins_on

    def continues(self, other: Placed) -> bool:
        """Whether it opens with what the other one closes with."""
        return self.opening_pence is not None and self.opening_pence == other.closing_pence

    def shares_a_balance_with(self, other: Placed) -> bool:
        """Whether both begin or both end with the same balance."""
        return self.opening_pence == other.opening_pence or self.closing_pence == other.closing_pence


def placed(statement: Statement, name: str) -> Placed:
    """A statement of a file that is not in the books yet."""
    return Placed(
        0, name, statement.number, statement.begins_on, statement.ends_on, _pence(statement.opening),
        _pence(statement.closing), statement.booked_pence, digest_of(statement),
        corrects=statement.corrects, statement=statement,
    )  # fmt: skip


def digest_of(statement: Statement, begins_on: dt.date | None = None) -> str:
    """What two statements of one account share that say the same, in whatever format and words.

    Period, balances, and the days and amounts of the booked entries in the order in which they moved it.
    `begins_on` is the first day in place of its own.
    """
    entries = [[str(e.booked_on), e.amount_pence] for e in statement.as_booked]
    period = [str(begins_on or statement.begins_on), str(statement.ends_on)]
    said = [*period, _pence(statement.opening), _pence(statement.closing), entries]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _pence(balance: Balance | None) -> int | None:
    return None if balance is None else balance.pence
