"""`subset`: exactly one choice of the dues that had come sums to the entry: a proposal, for sums do coincide.

All of them are searched, however old; with more than twenty the rule does not speak. One due may be the whole
choice: a remittance so late that it lies outside the window.
"""

from __future__ import annotations

from collections.abc import Sequence

from paycards.clock import in_words
from paycards.reconcile.settlement.matching.items import Found, GaveUp, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.sums import choices
from paycards.reconcile.settlement.matching.table import Table
from paycards.reconcile.settlement.matching.words import pounds, the_due, the_dues

MOST_DUES = 20


def subset(table: Table, entry: OpenEntry) -> Found | None:
    """Find the only choice of dues that sums to this entry."""
    pool = _pool(table, entry)
    if len(pool) > MOST_DUES:
        return None
    found = choices([due.outstanding_pence for due in pool], entry.open_pence)
    if len(found) != 1:
        return None
    dues = [pool[place] for place in sorted(found[0])]
    return Found("subset", [entry], dues, _reason(table, entry, dues, len(pool)))


def subset_gave_up(table: Table, entry: OpenEntry) -> GaveUp | None:
    """Say where there were too many dues to search."""
    found = len(_pool(table, entry))
    if found <= MOST_DUES:
        return None
    reason = f"{found} open dues by {in_words(entry.booked_on)}: with more than {MOST_DUES} none is chosen."
    return GaveUp(entry.key, "subset", found, MOST_DUES, reason)


def _pool(table: Table, entry: OpenEntry) -> Sequence[OpenDue]:
    return [due for due in table.dues_come(entry) if table.allows(entry, due)]


def _reason(table: Table, entry: OpenEntry, dues: Sequence[OpenDue], pool: int) -> str:
    amount = pounds(entry.open_pence)
    only = f"no other choice of the {pool} open dues by {in_words(entry.booked_on)} does"
    if len(dues) > 1:
        return f"{the_dues(dues)} sum to {amount}; {only}."
    days = table.calendar.between(dues[0].due_on, entry.booked_on)
    return f"{amount} is what {the_due(dues[0])} has outstanding, {days} working days late; {only}."
