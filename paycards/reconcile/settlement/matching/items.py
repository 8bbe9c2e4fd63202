"""What is open on the two sides, and what matching makes of it: plain data, whole pence, signed.

A credit and what a supplier owes are positive; a debit and a day that is to be set off are negative.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Rule = Literal["exact", "run", "parts", "subset", "difference"]


@dataclass(frozen=True)
class OpenEntry:
    """A bank entry of the contract and the part of it that no confirmed match explains yet."""

    key: str
    booked_on: dt.date
    place: tuple[int, int]  # of its statement in the chain of the account, and in its file
    open_pence: int  # with charges that the bank took out of it

    @property
    def order(self) -> tuple[dt.date, tuple[int, int], str]:
        """Entries are taken by booking date, then statement, then place."""
        return self.booked_on, self.place, self.key


@dataclass(frozen=True)
class OpenDue:
    """A due and what is outstanding of it, a netted fee taken off."""

    key: str
    due_on: dt.date
    outstanding_pence: int

    @property
    def order(self) -> tuple[dt.date, str]:
        """Dues are taken by day, then key."""
        return self.due_on, self.key


@dataclass(frozen=True)
class Match:
    """So much of an entry explains so much of a due: by which rule, and why, in words."""

    entry: str
    due: str
    amount_pence: int
    rule: Rule
    reason: str


@dataclass(frozen=True)
class Found:
    """One entry and the dues that it pays, or one due and the entries that pay it."""

    rule: Rule
    entries: Sequence[OpenEntry]
    dues: Sequence[OpenDue]
    reason: str

    def matches(self) -> list[Match]:
        """One match for each pair."""
        return [
            Match(entry.key, due.key, self._amount(entry, due), self.rule, self.reason)
            for entry in self.entries
            for due in self.dues
        ]

    def _amount(self, entry: OpenEntry, due: OpenDue) -> int:
        if len(self.entries) > 1:
            return entry.open_pence
        if len(self.dues) > 1:
            return due.outstanding_pence
        return min(entry.open_pence, due.outstanding_pence, key=abs)


@dataclass(frozen=True)
class GaveUp:
    """A rule that did not look at an entry, because there was more to choose from than it searches."""

    entry: str
    rule: Rule
    found: int
    at_most: int
    reason: str


@dataclass(frozen=True)
class Matching:
    """What the rules make of a contract. Confirmed matches are final; proposed ones reserve nothing."""

    confirmed: Sequence[Match]
    proposed: Sequence[Match]
    gave_up: Sequence[GaveUp]
