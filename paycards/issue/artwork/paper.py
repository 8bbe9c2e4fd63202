"""What every drawing needs: lengths, boxes, and what is to be printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from paycards.issue.artwork.greeting import Customer
from paycards.issue.card_link import CardLink

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)

Kind = Literal["first", "additional", "replacement"]
Language = Literal["en", "cy"]


class Box(NamedTuple):
    """A rectangle on a page, in points from the bottom left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.height

    def inside(self, margin: float) -> Box:
        """The box without a margin on each side."""
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


@dataclass(frozen=True, slots=True)
class Holding:
    """One card of one customer: all that card, letter, bill or phone image says of it."""

    number: str
    fund: str
    reference: str
    holder: str
    language: Language = "en"
    large_print: bool = False
    kind: Kind = "first"
    customer: Customer | None = None  # of the account, whom a letter greets
    address: tuple[str, ...] = ()  # the letter's, without the holder's name
    by_hand: bool = False  # the letter is handed over, and needs no address
    amount_pence: int | None = None  # of a bill
    date: dt.date | None = None  # of a letter
    link: CardLink | None = None  # where the customer sees the card, where customers have pages


LONGEST_DATE = dt.date(2026, 9, 30)  # as long in words as a date can be
SPECIMEN_PROVED_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # no proof of a specimen is kept
# For a customer with a short name and address: what does not fit of it is the council's own.
SPECIMEN = Holding("9" * 13, "", "1", "A B", address=("1 High Street", "AA1 1AA"), date=LONGEST_DATE)


def every_digit(length: int) -> str:
    """A number of a specimen that has every digit: a font may lack one.

    >>> every_digit(13)
    '1234567890123'
    """
    return ("1234567890" * length)[:length]


def in_language(holding: Holding, language: Language) -> Holding:
    """The holding as it is written in a language."""
    return holding if language == holding.language else replace(holding, language=language)
