"""What the card desk is told after it did something, and how it says what is to be printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Print:
    """How a card and its letter are to be printed, where a person says so; empty and None say nothing."""

    holder: str = ""
    language: str | None = None
    large_print: bool | None = None


AS_USUAL = Print()


@dataclass(frozen=True)
class DeskCard:
    """A card after something was done. `card_number` is empty until the supplier gives it.

    `replaced` is the number of the card that it takes the place of, if it does.
    """

    council: str
    fund: str
    reference: str
    card_number: str
    status: str
    request_no: int | None = None
    replaced: str = ""
