"""What a receipt shows of a payment, any of it missing; and whether it is enough to say anything of one.

Network, day and outlet are known to anybody who stood in the shop. What only the payer has is the amount, the
card and the receipt number: so two facts are needed, and one of these among them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.errors import Invalid
from paycards.money import MOST_PENCE

LEAST_DIGITS = 4  # of a card number: fewer are no fact
NEEDED = 2
MOST_CHARACTERS = 100


@dataclass(frozen=True)
class Facts:
    """What is known; empty or None what is not."""

    network: str = ""
    paid_on: dt.date | None = None
    amount_pence: int | None = None
    card_ending: str = ""
    outlet: str = ""
    receipt: str = ""

    @property
    def enough(self) -> bool:
        """Tell whether a single payment may be told of by these facts."""
        private = (self.amount_pence is not None, self.card_ending, self.receipt)
        known = (*private, self.network, self.paid_on, self.outlet)
        return any(private) and sum(map(bool, known)) >= NEEDED


def checked(facts: Facts) -> Facts:
    """Return the facts as they are compared. Raises Invalid for what no receipt can show."""
    ending = facts.card_ending.replace(" ", "")
    if ending and not (ending.isascii() and ending.isdigit() and len(ending) >= LEAST_DIGITS):
        raise Invalid(
            "card_ending",
            f"{facts.card_ending!r} is no ending of a card: give its last {LEAST_DIGITS} digits.",
        )
    if len(ending) > MOST_CHARACTERS or abs(facts.amount_pence or 0) > MOST_PENCE:
        raise Invalid("amount", "No receipt shows so many digits.")
    for name in ("network", "outlet", "receipt"):
        _require_shown(name, getattr(facts, name))
    if facts.amount_pence == 0:
        raise Invalid("amount", "No payment is of nothing: give the amount that the receipt shows.")
    return Facts(
        network=facts.network.strip().lower(),
        paid_on=facts.paid_on,
        amount_pence=facts.amount_pence,
        card_ending=ending,
        outlet=facts.outlet.strip().upper(),
        receipt=facts.receipt.strip().upper(),
    )


def _require_shown(name: str, text: str) -> None:
    if len(text) > MOST_CHARACTERS or not text.isprintable():
        raise Invalid(name, f"No receipt shows such {'an' if name == 'outlet' else 'a'} {name}.")
