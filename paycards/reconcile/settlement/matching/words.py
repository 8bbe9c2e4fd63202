"""How a reason is put to a finance officer.

>>> pounds(-1_234_50)
'-£1,234.50'
>>> listed(["A", "B", "C"])
'A, B and C'
"""

from __future__ import annotations

from collections.abc import Sequence

from paycards.clock import in_words
from paycards.money import to_pounds
from paycards.reconcile.settlement.matching.items import OpenDue, OpenEntry


def pounds(pence: int) -> str:
    """Pounds with their sign before the currency."""
    return f"{'-' if pence < 0 else ''}£{to_pounds(abs(pence), thousands=True)}"


def listed(texts: Sequence[str]) -> str:
    """Several things in one sentence."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))


def the_due(due: OpenDue) -> str:
    """A due by its key and day."""
    return f"{due.key} (due {in_words(due.due_on)})"


def the_dues(dues: Sequence[OpenDue]) -> str:
    """Several dues by key, day and amount."""
    return listed([f"{the_due(due)} {pounds(due.outstanding_pence)}" for due in dues])


def the_entries(entries: Sequence[OpenEntry]) -> str:
    """Several entries by day and amount."""
    return listed([f"{pounds(entry.open_pence)} of {in_words(entry.booked_on)}" for entry in entries])
