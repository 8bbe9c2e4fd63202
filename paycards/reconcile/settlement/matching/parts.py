"""`parts`: two or more entries pay one due that had come before the first of them, and one choice alone fits.

The other entries are later ones within five working days of the first. All choices are looked at, whichever
entry is the first; with more than twelve others they are too many, and the rule does not speak.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paycards.reconcile.settlement.matching.items import Found, GaveUp, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.sums import ENOUGH, choices
from paycards.reconcile.settlement.matching.table import DAYS_BEFORE, Table
from paycards.reconcile.settlement.matching.words import pounds, the_due, the_entries

MOST_OTHERS = 12

Parts = Sequence[OpenEntry]


def parts(table: Table) -> Found | None:
    """Find the earliest due that several entries pay."""
    for due in table.dues:
        if due.key not in table.tried_dues:
            table.tried_dues.add(due.key)
            chosen = _only_choice(table, due)
            if chosen:
                return Found("parts", chosen, [due], _reason(due, chosen))
    return None


def parts_gave_up(table: Table, entry: OpenEntry) -> GaveUp | None:
    """Say where there were too many later entries to look for those that pay a due with this one."""
    dues = table.dues_between(table.earliest(entry), entry.booked_on)
    others = max(
        (len(_others(table, entry, due)) for due in dues if _may_be_part(table, entry, due)), default=0
    )
    if others <= MOST_OTHERS:
        return None
    reason = f"{others} later entries within five working days: with more than {MOST_OTHERS} none is chosen."
    return GaveUp(entry.key, "parts", others, MOST_OTHERS, reason)


def _only_choice(table: Table, due: OpenDue) -> Parts | None:
    """The entries that pay this due, if one choice alone does and every choice was looked at."""
    found: list[Parts] = []
    for first in _firsts(table, due):
        others = _others(table, first, due)
        if len(others) > MOST_OTHERS:
            return None
        found.extend(_choices(first, others, due))
        if len(found) >= ENOUGH:
            return None
    return found[0] if found else None


def _firsts(table: Table, due: OpenDue) -> Iterator[OpenEntry]:
    """The entries that may be the first part of this due: it had come, five working days before at most."""
    for entry in table.entries_between(due.due_on, table.calendar.after(due.due_on, DAYS_BEFORE)):
        if table.earliest(entry) <= due.due_on and _may_be_part(table, entry, due):
            yield entry


def _others(table: Table, first: OpenEntry, due: OpenDue) -> Parts:
    near = table.entries_between(first.booked_on, table.last_part(first))
    return [each for each in near if each.order > first.order and _may_be_part(table, each, due)]


def _choices(first: OpenEntry, others: Parts, due: OpenDue) -> Iterator[Parts]:
    rest_pence = due.outstanding_pence - first.open_pence
    for places in choices([each.open_pence for each in others], rest_pence):
        yield [first, *(others[place] for place in sorted(places))]


def _may_be_part(table: Table, entry: OpenEntry, due: OpenDue) -> bool:
    """An entry is a part of a due of its own sign only."""
    return (entry.open_pence > 0) == (due.outstanding_pence > 0) and table.allows(entry, due)


def _reason(due: OpenDue, chosen: Parts) -> str:
    sum_of = f"{len(chosen)} entries, {the_entries(chosen)}"
    owed = f"the {pounds(due.outstanding_pence)} that {the_due(due)} has outstanding"
    return f"{sum_of}, sum to {owed}; no other choice of entries within five working days does."
