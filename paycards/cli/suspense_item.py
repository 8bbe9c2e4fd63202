"""A suspense item at the terminal: how it is named, and all that its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.cli.given import Whole
from paycards.cli.output import say

if TYPE_CHECKING:
    from paycards.reconcile.suspense.items import Item

ITEM_ID = Whole(1, 2**63 - 1)


def print_item(item: Item) -> None:
    """Say all that the row says."""
    from paycards.money import to_pounds

    known = {
        "item": f"{item.id}, in suspense since {item.since}: {item.reason}, {item.standing}",
        "from": f"{item.file}, row {item.row} ({item.contract})",
        "pounds": to_pounds(item.amount_pence, thousands=True),
        "paid": " ".join(filter(None, (str(item.paid_on), item.paid_at, item.network, item.tender))),
        "card": " ".join(filter(None, (item.card, item.capture))),
        "reference": item.client_reference,
        "outlet": item.outlet,
        "receipt": item.receipt,
        "reverses": item.original_receipt,
    }
    for name, value in known.items():
        if value:
            say(f"{name:9} {value}")
