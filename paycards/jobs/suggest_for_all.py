"""Suggest accounts for every open suspense item at once."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.suspense.desks import open_desk
from paycards.reconcile.suspense.suggestions import Suggestion, suggestions


@dataclass(frozen=True)
class Suggested:
    """An open item, and what is suggested for it, the likeliest first; nothing where nothing resembles it."""

    item: int
    council: str
    reason: str
    amount_pence: int
    suggestions: list[Suggestion]


def suggest_for_all(visit: Visit, *, council: str | None = None) -> list[Suggested]:
    """Return every open item with what `suggest_accounts` says of it, by council, oldest first.

    Raises NotFound for an unknown council.
    """
    found = []
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        for code, council_id in seen.councils.items():
            desk = open_desk(seen, visit.settings, council_id)
            said = suggestions(desk)
            found += [
                Suggested(one.id, code, one.reason, one.amount_pence, said[one.id]) for one in desk.cases
            ]
    return found
