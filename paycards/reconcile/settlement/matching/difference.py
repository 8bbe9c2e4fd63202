"""`difference`: exactly one open due lies in the window up to the entry's own day; it pays it short, or over.

A proposal. A difference is never forgiven: what is short stays open of the due, what is over of the entry.
"""

from __future__ import annotations

from paycards.reconcile.settlement.matching.items import Found, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.table import Table
from paycards.reconcile.settlement.matching.words import pounds, the_due


def difference(table: Table, entry: OpenEntry) -> Found | None:
    """Find the only due that this entry can be for, though the amounts differ."""
    near = table.dues_between(table.earliest(entry), entry.booked_on)
    dues = [due for due in near if table.allows(entry, due)]
    if len(dues) != 1 or (dues[0].outstanding_pence > 0) != (entry.open_pence > 0):
        return None
    return Found("difference", [entry], dues, _reason(entry, dues[0]))


def _reason(entry: OpenEntry, due: OpenDue) -> str:
    short_pence = abs(due.outstanding_pence) - abs(entry.open_pence)
    out = f"{pounds(abs(short_pence))} {'short' if short_pence > 0 else 'over'}"
    paid = f"{pounds(entry.open_pence)} for {pounds(due.outstanding_pence)} is {out}"
    return f"{the_due(due)} is the only open due of the five working days up to the entry; {paid}."
