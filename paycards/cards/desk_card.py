"""What the card desk is told after it did something, and how it says what is to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Print:
    """How a card and its letter are to be printed, where a person says so; empty and None say nothing.

    With `out`, a file or a folder, the letter is written at once. A letter that goes `by_hand` is handed over
    in person: it needs no address.
    """

    holder: str = ""
    language: str | None = None
    large_print: bool | None = None
    by_hand: bool = False
    out: Path | None = None


AS_USUAL = Print()


@dataclass(frozen=True)
class DeskCard:
    """A card after something was done. `card_number` is empty until the supplier gives it.

    `replaced` is the number of the card that it takes the place of, if it does. `files` is its letter, if
    that was written; then the card is active.
    """

    council: str
    fund: str
    reference: str
    card_number: str
    status: str
    request_no: int | None = None
    replaced: str = ""
    files: tuple[Path, ...] = ()
