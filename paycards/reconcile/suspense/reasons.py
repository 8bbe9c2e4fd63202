"""Why an item is in suspense, in words: what a list calls it, and a sentence for whoever looks at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Why:
    """One reason; `label` stands in lists, `sentence` on the item's own page."""

    label: str
    sentence: str


WHY = {
    "receipt_reused": Why(
        "Receipt number used before",
        "The supplier gave another payment this receipt number before. Compare the two rows, or ask the"
        " supplier whether both were paid. The night does not try this item again.",
    ),
    "conflict": Why(
        "Card and reference disagree",
        "The card and the reference on the row name different accounts. The customer or the receipt can say"
        " which was meant.",
    ),
    "ambiguous": Why(
        "Reference of several funds",
        "The reference is an account's in more than one fund, and nothing on the row says which was meant.",
    ),
    "account_closed": Why(
        "Account is closed",
        "The row names one account, and that account is closed. The money may belong to the customer's"
        " present account.",
    ),
    "unknown_card": Why(
        "Card not known",
        "No card of the council has this number, and nothing else on the row names one account.",
    ),
    "unknown_reference": Why(
        "Reference not known",
        "The row has no whole card number, and no account of the council has its reference.",
    ),
    "no_original": Why(
        "Reversal of no known payment",
        "The row takes a payment back, and no file has brought that payment. It may come in a later file.",
    ),
    "reversal_mismatch": Why(
        "Reversal that does not fit",
        "The row takes a payment back, but its amount is another, or the payment was taken back, returned or"
        " written off before, or two payments have that number.",
    ),
    "reversal_expected": Why(
        "Reversal not here yet",
        "The supplier marked this payment as taken back, and the reversal has not come. When it comes, both"
        " leave suspense together.",
    ),
    "return_expected": Why(
        "Several returns fit",
        "The supplier takes off money that was returned to it, and more than one such return fits.",
    ),
}


def why(reason: str) -> Why:
    """Return the words for a reason of `store/tables/suspense.py`."""
    return WHY[reason]
