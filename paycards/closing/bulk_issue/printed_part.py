"""A part of a bulk issue: what is to be printed together, and what was; sent from process to process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from paycards.issue.artwork.paper import Holding
from paycards.issue.pdf.sheets import Sheets

if TYPE_CHECKING:
    from paycards.issue.proof.record import Proof

AT_ONCE = 250  # letters printed together
Refusal = tuple[str, str]  # outcome and sentence
OutputProof = tuple[str, "Proof"]  # letter or card, and that its barcode was read back


@dataclass(frozen=True)
class PartToPrint:
    """What is to be printed together: row numbers with what is to be printed, in the order of the files."""

    number: int
    holdings: tuple[tuple[int, Holding], ...]
    ruler: bool  # whether its first sheet has a line to be measured
    alphabet: str  # every character of the bulk issue: so all parts share their fonts
    proved_at: dt.datetime


@dataclass(frozen=True)
class PrintedPart:
    """A part that was printed. `pages` has the number of letter pages of each row, in the same order.

    `refused` are the rows that are in neither file, and why.
    """

    number: int
    letters: Sheets
    cards: Sheets
    pages: tuple[tuple[int, int], ...]
    proofs: tuple[OutputProof, ...]
    refused: dict[int, Refusal]


class TrialPress(Protocol):
    """What draws for trial: `press.Press`, handed in by whoever opens it."""

    def refusals(self, holdings: Sequence[tuple[int, Holding]]) -> dict[int, Refusal]:
        """Return the rows that cannot be printed."""
        ...

    def prove_specimens(self, specimens: Sequence[Holding]) -> None:
        """Draw these and read their barcodes back; raises what cannot be."""
        ...
