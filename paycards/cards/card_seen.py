"""A card as somebody saw it on a page: what has changed since is not done anything to unseen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from paycards.clock import local
from paycards.errors import Stale
from paycards.issue.card_number import ending
from paycards.store.card_history import last_event


def card_version(connection: Connection, council_id: int, card_number: str) -> int:
    """How often something has happened to a card."""
    last = last_event(connection, council_id, card_number)
    return 0 if last is None else int(last.number)


def require_card_as_seen(connection: Connection, card: Row[Any], version: int) -> None:
    """Raise Stale, saying who did what and when, unless the card is as it was seen."""
    last = last_event(connection, card.council_id, card.card_number)
    if last is None or last.number == version:
        return
    at = local(last.at)
    raise Stale(
        f"{last.actor} did something to the card {ending(card.card_number)} on {at.day} {at:%B %Y} at"
        f" {at:%H:%M}: it is {last.status} now.",
        code="card_changed",
        by=last.actor,
    )
