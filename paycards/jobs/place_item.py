"""Place a suspense item from its page: on an account that was offered, or on one that was typed."""

from __future__ import annotations

from dataclasses import replace

from paycards.access.visit import Visit
from paycards.decisions.allocating import Allocated
from paycards.decisions.chosen_account import ChosenAccount
from paycards.decisions.row_version import SeenItem
from paycards.errors import Invalid
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.show_item import show_item


def place_item(visit: Visit, council: str, seen: SeenItem, target: ChosenAccount) -> Allocated:
    """Post an item, or propose it above the tier. What was offered is its own reason where none is given.

    Raises Invalid for an offer that was not made, else what `allocate_item` raises.
    """
    chosen = _offered(visit, council, seen.id, target) if target.offered else target
    return allocate_item(
        visit,
        seen,
        fund=chosen.fund,
        reference=chosen.reference,
        note=chosen.note,
        even_if_closed=chosen.even_if_closed,
    )


def _offered(visit: Visit, council: str, item_id: int, target: ChosenAccount) -> ChosenAccount:
    fund, _, reference = target.offered.partition(":")
    page = show_item(visit, council, item_id)
    offer = next((each for each in page.offers if each.value == target.offered), None)
    if offer is None and page.is_open:
        raise Invalid("account", "Choose the account that the money belongs to.")
    reasons = "; ".join(offer.suggestion.reasons) if offer else ""
    note = target.note or f"As suggested: {reasons}"
    return replace(target, fund=fund, reference=reference, note=note)
