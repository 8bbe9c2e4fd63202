"""The people whose cards and references play a part in a mishap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paycards.demo.accounts import ODD_REFERENCES, Account
from paycards.demo.cards import Card, card_number

UNKNOWN_SERIAL = 9_000_000_000  # above every serial that is issued


@dataclass(frozen=True)
class Cast:
    """Picks accounts and cards of one council by the part they play; raises IndexError if there is none."""

    accounts: Sequence[Account]
    cards: Sequence[Card]

    def payer(self, place: int) -> Card:
        """The active card of an open account; `place` counts from 0, one for each part."""
        return [card for card in self.cards if (card.status, card.account.status) == ("active", "open")][
            place
        ]

    def holder(self, account_status: str) -> Card:
        """The card of an account that is former or closed."""
        return next(card for card in self.cards if card.account.status == account_status)

    def replaced(self) -> Card:
        """A card that another has replaced, of an account still open."""
        return next(card for card in self.cards if (card.status, card.account.status) == ("replaced", "open"))

    def without_card(self, place: int) -> Account:
        """An open account that has no card yet; its reference has the usual shape."""
        holders = {card.account for card in self.cards}
        return [
            account
            for account in self.accounts
            if account.status == "open" and account not in holders and account.reference not in ODD_REFERENCES
        ][place]

    @staticmethod
    def unknown(place: int) -> str:
        """A card number in the sample block that no council has."""
        return card_number(UNKNOWN_SERIAL + place)
