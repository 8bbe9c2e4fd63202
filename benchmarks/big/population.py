"""A council of any size: one account and one card for each person, as blocks of characters.

Half of the accounts are rent (`R` and nine digits), half council tax (`77` and seven digits).
Numbers are scattered, so that neighbours in a file are no neighbours in an index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.big.typeset import (
    Block,
    Ints,
    comma_separated,
    constant,
    digits,
    luhn_digits,
    number,
    ragged,
    together,
    words,
)
from paycards.demo.accounts import EXTRACT_HEADER
from paycards.demo.cards import SAMPLE_BLOCK
from paycards.demo.people import FORENAMES, STREETS, SURNAMES

FUNDS = ("rent", "council_tax")
CARD_LIST_HEADER = "council,fund,account_reference,card_number,status,issued_on"
UNKNOWN_FROM = 9_000_000_000  # card serials that belong to nobody


@dataclass(frozen=True)
class Population:
    """One row for each card: the fund's place in FUNDS, the reference (16, NUL padded), the card (19)."""

    council: str
    funds: Ints
    references: Block
    cards: Block


def make_population(council: str, cards: int, chance: np.random.Generator) -> Population:
    """`cards` accounts with a card each; at most 10,000,000."""
    numbers = chance.permutation(cards).astype(np.int64)
    funds = np.arange(cards, dtype=np.int64) % 2
    return Population(council, funds, _references(funds, numbers), card_numbers(chance.permutation(cards)))


def card_numbers(serials: Ints) -> Block:
    """The card numbers of ten-digit serials."""
    payload = together(constant(SAMPLE_BLOCK, len(serials)), digits(serials, 10))
    return together(payload, luhn_digits(payload))


def unknown_references(numbers: Ints) -> Block:
    """References in the shape of rent that no account has."""
    rows = len(numbers)
    return together(constant("R99", rows), digits(numbers % 10**7, 7), constant("\0" * 6, rows))


def extract(people: Population, chance: np.random.Generator) -> bytes:
    """The accounts extract."""
    rows = len(people.funds)
    nothing = constant("", rows)
    house = together(
        number(chance.integers(1, 200, rows), 3), constant(" ", rows), _any(STREETS, rows, chance)
    )
    return f"{EXTRACT_HEADER}\r\n".encode() + ragged(
        comma_separated(
            *(constant(people.council, rows), words(FUNDS, people.funds), people.references),
            *(constant("open", rows), number(chance.integers(0, 150_000, rows), 6)),
            together(constant("C", rows), digits(np.arange(rows, dtype=np.int64), 8)),
            *(constant("Mx", rows), _any(FORENAMES, rows, chance), _any(SURNAMES, rows, chance)),
            *(house, nothing, nothing, constant("Northvale", rows)),
            together(constant("NV1 ", rows), digits(chance.integers(1, 10, rows), 1), constant("AB", rows)),
            *(nothing, nothing, constant("2020-04-06", rows), nothing),
        )
    )


def card_list(people: Population) -> bytes:
    """The list of cards."""
    rows = len(people.funds)
    return f"{CARD_LIST_HEADER}\r\n".encode() + ragged(
        comma_separated(
            *(constant(people.council, rows), words(FUNDS, people.funds), people.references, people.cards),
            *(constant("active", rows), constant("2026-01-05", rows)),
        )
    )


def _references(funds: Ints, numbers: Ints) -> Block:
    rows = len(funds)
    rent = together(constant("R", rows), digits(numbers + 100_000_000, 9), constant("\0" * 6, rows))
    tax = together(constant("77", rows), digits(numbers, 7), constant("\0" * 7, rows))
    return np.where((funds == 0)[:, None], rent, tax)


def _any(choices: tuple[str, ...], rows: int, chance: np.random.Generator) -> Block:
    return words(choices, chance.integers(0, len(choices), rows))
