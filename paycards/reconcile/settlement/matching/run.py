"""`run`: several dues that follow each other sum to the entry, those that are to be set off included.

From the oldest open due on; where none of these fits, the only run of neighbours inside the window. A run
never reaches beyond the entry's own day: dues that are still to come are always there, and would be used up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from paycards.reconcile.settlement.matching.items import Found, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.table import LONGEST_RUN, Table
from paycards.reconcile.settlement.matching.words import pounds, the_due

Run = Sequence[OpenDue]


def debt_first(table: Table, entry: OpenEntry) -> Found | None:
    """While the oldest open due is to be set off, a run that begins with it speaks before an exact due."""
    if table.dues and table.dues[0].outstanding_pence < 0 and table.dues[0].due_on <= table.latest(entry):
        return run_from_oldest(table, entry)
    return None


def run_from_oldest(table: Table, entry: OpenEntry) -> Found | None:
    """Find the shortest run from the oldest open due on whose last due lies in the window."""
    dues = table.dues_come(entry, LONGEST_RUN)
    if not dues or dues[-1].due_on < table.earliest(entry):
        return None
    for run in _runs(dues, entry):
        if run[-1].due_on >= table.earliest(entry) and _allowed(table, entry, run):
            return Found("run", [entry], run, f"{_sum_of(run)}, from the oldest open due on.")
    return None


def only_run_of_neighbours(table: Table, entry: OpenEntry) -> Found | None:
    """Find the run of neighbours inside the window, if exactly one fits."""
    dues = table.dues_between(table.earliest(entry), entry.booked_on)
    runs = [run for start in range(len(dues)) for run in _runs(dues[start : start + LONGEST_RUN], entry)]
    fitting = [run for run in runs if _allowed(table, entry, run)]
    if len(fitting) != 1:
        return None
    why = "no run from the oldest open due fits, and no other run of the five working days before the entry"
    return Found("run", [entry], fitting[0], f"{_sum_of(fitting[0])}; {why}.")


def _runs(dues: Run, entry: OpenEntry) -> Iterator[Run]:
    """Each run of two or more from the first of these dues on that sums to the entry."""
    sums = accumulate(due.outstanding_pence for due in dues)
    for count, sum_pence in enumerate(sums, start=1):
        if count > 1 and sum_pence == entry.open_pence:
            yield dues[:count]


def _allowed(table: Table, entry: OpenEntry, run: Run) -> bool:
    return all(table.allows(entry, due) for due in run)


def _sum_of(run: Run) -> str:
    total_pence = sum(due.outstanding_pence for due in run)
    set_off_pence = sum(min(due.outstanding_pence, 0) for due in run)
    owed_back = f", {pounds(-set_off_pence)} of them set off" if set_off_pence and total_pence > 0 else ""
    ends = f"{the_due(run[0])} to {the_due(run[-1])}"
    return f"{pounds(total_pence)} is the sum of {len(run)} dues that follow each other, {ends}{owed_back}"
