"""Invented payment cards: nineteen digits in the block 9826 9999, the last of them Luhn.

>>> card_number(0)
'9826999900000000003'
>>> card_number(1)
'9826999900000000011'
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from paycards.demo.accounts import ODD_REFERENCES, Account

SAMPLE_BLOCK = "98269999"


@dataclass(frozen=True)
class Card:
    """One card of an account."""

    number: str
    account: Account
    status: str
    issued_on: dt.date


def luhn_digit(payload: str) -> str:
    """The check digit after `payload`: every second digit from the right is doubled."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in payload[::-1][::2])
    return str(-(sum(doubled) + sum(map(int, payload[::-1][1::2]))) % 10)


def card_number(serial: int) -> str:
    """The card number of a ten-digit serial, 0 to 9,999,999,999."""
    payload = f"{SAMPLE_BLOCK}{serial:010d}"
    return payload + luhn_digit(payload)


def make_cards(accounts: Sequence[Account], chance: Random) -> list[Card]:
    """A card for nineteen usual accounts in twenty; one card in twenty-five has been replaced."""
    serials = iter(chance.sample(range(10**6, 10**9), k=2 * len(accounts)))
    cards: list[Card] = []
    for account in accounts:
        if account.reference not in ODD_REFERENCES and chance.random() < 0.95:
            cards += _cards_of(account, next(serials), next(serials), chance)
    return cards


def card_list(cards: Iterable[Card]) -> bytes:
    """The list of cards: CSV, UTF-8, RFC 4180."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("council", "fund", "account_reference", "card_number", "status", "issued_on"))
    writer.writerows(
        (
            *(card.account.council, card.account.fund, card.account.reference),
            *(card.number, card.status, card.issued_on.isoformat()),
        )
        for card in cards
    )
    return text.getvalue().encode()


def _cards_of(account: Account, serial: int, newer_serial: int, chance: Random) -> list[Card]:
    status = chance.choices(("active", "replaced", "lost", "cancelled"), weights=(92, 4, 2, 2))[0]
    issued_on = dt.date(2024, 1, 8) + dt.timedelta(days=chance.randrange(900))
    card = Card(card_number(serial), account, status, issued_on)
    if status != "replaced":
        return [card]
    newer = replace(card, number=card_number(newer_serial), status="active", issued_on=dt.date(2026, 10, 5))
    return [card, newer]
