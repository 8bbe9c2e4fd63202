"""Which bank entry pays which dues, a second time: by trying everything, straight from the rules.

Nothing of paycards is used. An entry is (key, day, place, pence), a due is (key, day, pence), a match is
(entry, due, pence, rule). Everything is looked at anew after each match; so it is slow, and short.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

DAY = dt.timedelta(1)


class Entry(NamedTuple):
    """A bank entry, open."""

    key: str
    day: dt.date
    place: tuple[int, int]
    pence: int


class Owed(NamedTuple):
    """A due, outstanding."""

    key: str
    day: dt.date
    pence: int


Pair = tuple[str, str, int, str]
IsFree = Callable[[dt.date], bool]


class Matcher:
    """The open entries and dues of one contract."""

    def __init__(
        self, entries: Iterable[Entry], dues: Iterable[Owed], is_free: IsFree, barred: set[tuple[str, str]]
    ) -> None:
        self.entries = sorted(entries, key=lambda entry: (entry.day, entry.place))
        self.dues = sorted(dues, key=lambda due: (due.day, due.key))
        self.is_free = is_free
        self.barred = barred

    def working_day(self, day: dt.date, count: int) -> dt.date:
        """The working day so many strictly after a day, or before it where the count is negative."""
        for _ in range(abs(count)):
            day += DAY if count > 0 else -DAY
            while self.is_free(day):
                day += DAY if count > 0 else -DAY
        return day

    def in_window(self, entry: Entry, due: Owed, last: int | None) -> bool:
        """From five working days before; to so many after, or to the entry's own day."""
        end = entry.day if last is None else self.working_day(entry.day, last)
        return self.working_day(entry.day, -5) <= due.day <= end

    def may(self, entries: Sequence[Entry], dues: Sequence[Owed]) -> bool:
        return not any((entry.key, due.key) in self.barred for entry in entries for due in dues)

    def confirmed(self) -> list[Pair]:
        """Exact and run for every entry until silent, then one due in parts, and again from the top."""
        found: list[Pair] = []
        while True:
            before = len(found)
            for entry in list(self.entries):
                found += self.one_entry(entry)
            if len(found) == before:
                found += self.one_due()
            if len(found) == before:
                return found

    def one_entry(self, entry: Entry) -> list[Pair]:
        debt = self.dues[:1] and self.dues[0].pence < 0 and self.dues[0].day <= self.working_day(entry.day, 2)
        in_order = [self.oldest_run] if debt else []
        for rule in [*in_order, self.exact, self.oldest_run, self.neighbours]:
            dues = rule(entry)
            if dues:
                self.entries.remove(entry)
                self.dues = [due for due in self.dues if due not in dues]
                name = "exact" if len(dues) == 1 else "run"
                return [(entry.key, due.key, due.pence, name) for due in dues]
        return []

    def exact(self, entry: Entry) -> list[Owed]:
        equal = [
            due
            for due in self.dues
            if due.pence == entry.pence and self.in_window(entry, due, 2) and self.may([entry], [due])
        ]
        own = [due for due in equal if due.day == entry.day]
        earlier = [due for due in equal if due.day < entry.day]
        return (own or earlier or equal)[:1]

    def is_run(self, entry: Entry, dues: list[Owed]) -> bool:
        return (
            2 <= len(dues) <= 31
            and sum(due.pence for due in dues) == entry.pence
            and self.in_window(entry, dues[-1], None)
            and self.may([entry], dues)
        )

    def oldest_run(self, entry: Entry) -> list[Owed]:
        for count in range(len(self.dues) + 1):
            if self.is_run(entry, self.dues[:count]):
                return self.dues[:count]
        return []

    def neighbours(self, entry: Entry) -> list[Owed]:
        inside = [due for due in self.dues if self.in_window(entry, due, None)]
        spans = [inside[first:last] for first in range(len(inside)) for last in range(first, len(inside) + 1)]
        runs = [span for span in spans if self.is_run(entry, span)]
        return runs[0] if len(runs) == 1 else []

    def one_due(self) -> list[Pair]:
        for due in self.dues:
            chosen = self.parts_of(due)
            if len(chosen) == 1:
                self.dues.remove(due)
                self.entries = [entry for entry in self.entries if entry not in chosen[0]]
                return [(entry.key, due.key, entry.pence, "parts") for entry in chosen[0]]
        return []

    def parts_of(self, due: Owed) -> list[list[Entry]]:
        """Every choice of entries that pays this due; none where some entry has too many behind it."""
        usable = [entry for entry in self.entries if self.may([entry], [due]) and entry.pence * due.pence > 0]
        found = []
        for place, first in enumerate(usable):
            if self.in_window(first, due, None):
                last = self.working_day(first.day, 5)
                others = [entry for entry in usable[place + 1 :] if entry.day <= last]
                if len(others) > 12:
                    return []
                found += [
                    [first, *some]
                    for count in range(1, len(others) + 1)
                    for some in combinations(others, count)
                    if first.pence + sum(entry.pence for entry in some) == due.pence
                ]
        return found

    def proposed(self) -> list[Pair]:
        return [pair for entry in self.entries for pair in self.subset(entry) or self.difference(entry)]

    def subset(self, entry: Entry) -> list[Pair]:
        come = [due for due in self.dues if due.day <= entry.day and self.may([entry], [due])]
        if len(come) > 20:
            return []
        fitting = [
            some
            for count in range(1, len(come) + 1)
            for some in combinations(come, count)
            if sum(due.pence for due in some) == entry.pence
        ]
        if len(fitting) != 1:
            return []
        return [(entry.key, due.key, due.pence, "subset") for due in fitting[0]]

    def difference(self, entry: Entry) -> list[Pair]:
        near = [due for due in self.dues if self.in_window(entry, due, None) and self.may([entry], [due])]
        if len(near) != 1 or near[0].pence * entry.pence < 0:
            return []
        pence = min(near[0].pence, entry.pence, key=abs)
        return [(entry.key, near[0].key, pence, "difference")]
