"""Accounts that a decision pays which waits for a second person: money in suspense, or on a wrong account.

Somebody has found out whose it is; until another person agrees, the account does not show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paycards.clock import local_date
from paycards.decisions.decision import PROPOSED
from paycards.decisions.listing import decisions_seen
from paycards.tracing.shield.spared import Look, Spared

WORKING_DAYS = 20
REASONS = {  # by kind, as they are while nothing is decided
    **dict.fromkeys(("allocate", "split", "combine"), "in_suspense"),
    **dict.fromkeys(("move", "correct_references"), "not_in_extract"),
}


def proposed_owners(look: Look) -> Iterator[Spared]:
    """Give each account to which a decision that waits would post money."""
    for decision in decisions_seen(look.of_council, state=PROPOSED):
        reason = REASONS.get(decision.kind)
        if reason is None or decision.amount_pence <= 0:
            continue
        since = local_date(decision.proposed_at)
        expires_on = look.expiry(since, WORKING_DAYS)
        why = f"decision {decision.decision} waits, which posts {decision.subject} to them"
        for fund, reference in _paid(decision.terms):
            yield Spared(look.council, fund, reference, reason, since, expires_on, why)


def _paid(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fund and reference of each account that gets money: the one, or that of each part or correction."""
    corrected = [each for each in terms.get("effects", []) if each["payments"] or each["items"]]
    for part in corrected if "effects" in terms else terms.get("parts", [terms]):
        if part["reference"]:
            yield part["fund"], part["reference"]
