"""`exact`: an open due in the window has this amount outstanding; of equal ones a fixed order decides.

A day whose money is missing must not take the money of the next equal one: so the due of the entry's own day
comes first, then the earliest before it, then the earliest after; then the key decides.
"""

from __future__ import annotations

from paycards.reconcile.settlement.matching.items import Found, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.table import Table
from paycards.reconcile.settlement.matching.words import pounds, the_due


def exact(table: Table, entry: OpenEntry) -> Found | None:
    """Find the due that this entry pays to the penny."""
    equal = [
        due
        for due in table.dues_between(table.earliest(entry), table.latest(entry))
        if due.outstanding_pence == entry.open_pence and table.allows(entry, due)
    ]
    if not equal:
        return None
    due = min(equal, key=lambda each: (_side(entry, each), each.order))
    return Found("exact", [entry], [due], _reason(due, len(equal)))


def _side(entry: OpenEntry, due: OpenDue) -> int:
    """Of the entry's own day, before it, after it."""
    if due.due_on == entry.booked_on:
        return 0
    return 1 if due.due_on < entry.booked_on else 2


def _reason(due: OpenDue, equal: int) -> str:
    said = f"{pounds(due.outstanding_pence)} is exactly what {the_due(due)} has outstanding"
    return f"{said}; of {equal} dues with this amount it comes first." if equal > 1 else f"{said}."
