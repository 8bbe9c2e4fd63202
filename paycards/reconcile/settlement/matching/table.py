"""The table on which a contract's open entries and dues lie while they are matched.

What is taken leaves it. The table remembers what was tried in vain and forgets it when something leaves that
the rules would have looked at: so a year costs what its days cost, and not their square.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence

from paycards.reconcile.settlement.matching.items import Found, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.working_days import WorkingDays

DAYS_BEFORE, DAYS_AFTER = 5, 2  # working days: the window of `exact`
DAYS_OF_PARTS = 5  # working days from the first part to the last
LONGEST_RUN = 31


class Table:
    """Open entries and dues, each in order, and the pairs that a person refused or took back."""

    def __init__(
        self,
        entries: Iterable[OpenEntry],
        dues: Iterable[OpenDue],
        calendar: WorkingDays,
        barred: Collection[tuple[str, str]],
    ) -> None:
        self.entries = sorted((each for each in entries if each.open_pence), key=lambda each: each.order)
        self.dues = sorted((each for each in dues if each.outstanding_pence), key=lambda each: each.order)
        self._entry_days = [entry.booked_on for entry in self.entries]  # beside them: to look up by day
        self._due_days = [due.due_on for due in self.dues]
        self.calendar = calendar
        self.tried_entries: set[str] = set()  # in vain, by what looks for dues
        self.tried_dues: set[str] = set()  # in vain, by what looks for entries
        self._barred = frozenset(barred)

    def allows(self, entry: OpenEntry, due: OpenDue) -> bool:
        """Tell whether no person refused or took back this pair."""
        return (entry.key, due.key) not in self._barred

    def earliest(self, entry: OpenEntry) -> dt.date:
        """The first day of the window of an entry."""
        return self.calendar.before(entry.booked_on, DAYS_BEFORE)

    def latest(self, entry: OpenEntry) -> dt.date:
        """The last day of the window of an entry; only `exact` looks beyond the entry's own day."""
        return self.calendar.after(entry.booked_on, DAYS_AFTER)

    def last_part(self, entry: OpenEntry) -> dt.date:
        """The last day on which another part may come, where this entry is the first."""
        return self.calendar.after(entry.booked_on, DAYS_OF_PARTS)

    def dues_between(self, first: dt.date, last: dt.date) -> Sequence[OpenDue]:
        """The open dues of these days, both ends in, in order."""
        low = bisect_left(self._due_days, first)
        return self.dues[low : bisect_right(self._due_days, last, lo=low)]

    def dues_come(self, entry: OpenEntry, at_most: int | None = None) -> Sequence[OpenDue]:
        """The open dues up to the entry's own day, from the oldest on."""
        count = bisect_right(self._due_days, entry.booked_on)
        return self.dues[: count if at_most is None else min(count, at_most)]

    def entries_between(self, first: dt.date, last: dt.date) -> Sequence[OpenEntry]:
        """The open entries booked on these days, both ends in, in order."""
        low = bisect_left(self._entry_days, first)
        return self.entries[low : bisect_right(self._entry_days, last, lo=low)]

    def take(self, found: Found) -> None:
        """Take what was found off the table."""
        for due in found.dues:
            self._take_due(due)
        for entry in found.entries:
            self._take_entry(entry)

    def _take_due(self, due: OpenDue) -> None:
        """Take a due; each entry that may see it, or a run that it cut, is worth another try."""
        place = self.dues.index(due, bisect_left(self._due_days, due.due_on))
        del self.dues[place], self._due_days[place]
        behind = self.dues[place : place + LONGEST_RUN]
        last = behind[-1].due_on if behind else due.due_on
        near = self.entries_between(due.due_on, self.calendar.after(last, DAYS_BEFORE))
        self.tried_entries.difference_update(entry.key for entry in near)

    def _take_entry(self, entry: OpenEntry) -> None:
        """Take an entry; each due of which it may have been a part is worth another try."""
        place = self.entries.index(entry, bisect_left(self._entry_days, entry.booked_on))
        del self.entries[place], self._entry_days[place]
        first_part = self.calendar.before(entry.booked_on, DAYS_OF_PARTS)
        near = self.dues_between(self.calendar.before(first_part, DAYS_BEFORE), entry.booked_on)
        self.tried_dues.difference_update(due.key for due in near)
