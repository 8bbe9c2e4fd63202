"""A document of a card that was written: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WrittenDocument:
    """What was written, and whether it was the first proof of the card, which is active now."""

    council: str
    fund: str
    reference: str
    card_number: str
    files: list[Path]
    activated: bool
