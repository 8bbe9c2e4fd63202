"""Print letters and cards and read their barcodes back, a part of a bulk issue at a time, in its own process.

A part goes in as what is to be printed and comes out as pages and the proofs of everything on them. A row
that cannot be printed, or whose barcode is not what it must be, is in neither: then the part is printed
again without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.printed_part import OutputProof, PartToPrint, PrintedPart, Refusal
from paycards.errors import CannotPrint, NotAllowed, ProofFailed
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.card import CardPrinter
from paycards.issue.artwork.letter import LetterPrinter
from paycards.issue.artwork.paper import SPECIMEN_PROVED_AT, Holding
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.pdf.sheets import Sheets
from paycards.settings.council import Council

if TYPE_CHECKING:
    from paycards.issue.barcode.place import Place


def open_press(council: Council, channels: Collection[str], with_proofs: bool) -> Press:  # noqa: FBT001 - goes to a process
    """Return the press of a council, whose contracts have these channels."""
    return Press(Artwork(council, channels=channels), with_proofs=with_proofs)


class Press:
    """Prints the parts of one council's bulk issue. `with_proofs` is off only to measure what proofs cost."""

    def __init__(self, artwork: Artwork, *, with_proofs: bool = True) -> None:
        self._artwork = artwork
        self._with_proofs = with_proofs

    def print(self, part: PartToPrint) -> PrintedPart:
        """Print a part, as often as it takes until all that is in it has passed."""
        refused: dict[int, Refusal] = {}
        while True:
            holdings = [(row, holding) for row, holding in part.holdings if row not in refused]
            try:
                letters, cards = self._files(holdings, part.alphabet, ruler=part.ruler)
            except (CannotPrint, NotAllowed):
                refused |= self.refusals(holdings)
                continue
            proofs, failed = self._prove((letters, cards), part.proved_at)
            if not failed:
                pages = tuple(letters.pages)
                return PrintedPart(part.number, letters.sheets(), cards.sheets(), pages, proofs, refused)
            refused |= failed

    def refusals(self, holdings: Sequence[tuple[int, Holding]]) -> dict[int, Refusal]:
        """Return the rows that cannot be printed: all are tried at once, in halves when one fails."""
        try:
            self._files(holdings)
        except (CannotPrint, NotAllowed) as error:
            if len(holdings) == 1:
                return {holdings[0][0]: (outcomes.CANNOT_PRINT, str(error))}
            middle = len(holdings) // 2
            return self.refusals(holdings[:middle]) | self.refusals(holdings[middle:])
        return {}

    def prove_specimens(self, specimens: Sequence[Holding]) -> None:
        """Draw these and read their barcodes back, once for a whole list.

        Raises CannotPrint, NotAllowed, SettingsError or ProofFailed.
        """
        files = self._files(list(enumerate(specimens)))
        for file in files if self._with_proofs else ():
            for _, verdict in file.verdicts(SPECIMEN_PROVED_AT):
                if isinstance(verdict, ProofFailed):
                    raise verdict

    def _files(
        self, holdings: Sequence[tuple[int, Holding]], alphabet: str = "", *, ruler: bool = False
    ) -> tuple[File, File]:
        """Draw letters and cards; with `ruler` the first sheet has a line to be measured."""
        letters, cards = self._blank("letter", alphabet), self._blank("card", alphabet)
        letter, card = LetterPrinter(self._artwork, letters.canvas), CardPrinter(self._artwork, cards.canvas)
        for row, holding in holdings:
            letters.note(row, letter.draw(holding, ruler=ruler and not letters.pages))
            cards.note(row, [card.draw(holding)])
        return letters, cards

    def _blank(self, output: str, alphabet: str) -> File:
        """A blank file with the same letters in the same order as all others, so that they share fonts."""
        file = File(output)
        for face in (self._artwork.regular, self._artwork.bold):
            for font, letters in face.runs(alphabet):
                file.canvas.lettering.spell(font, letters)
        return file

    def _prove(
        self, files: Iterable[File], at: dt.datetime
    ) -> tuple[tuple[OutputProof, ...], dict[int, Refusal]]:
        proofs: list[OutputProof] = []
        failed: dict[int, Refusal] = {}
        for file in files if self._with_proofs else ():
            for row, verdict in file.verdicts(at):
                if isinstance(verdict, ProofFailed):
                    failed[row] = (outcomes.PROOF_FAILED, f"{verdict}: nothing was released")
                else:
                    proofs.append(verdict)
        return tuple(proofs), failed


class File:
    """Letters or cards of one part, with the place of every barcode in it."""

    def __init__(self, output: str) -> None:
        self._output = output
        self.canvas = Canvas()
        self._places: list[tuple[int, Place]] = []
        self.pages: list[tuple[int, int]] = []  # row, pages
        self._drawn = 0

    def note(self, row: int, places: Iterable[Place]) -> None:
        """Note what was drawn for a row."""
        drawn = self.canvas.page
        self.pages.append((row, drawn - self._drawn))
        self._drawn = drawn
        self._places += [(row, place) for place in places]

    def verdicts(self, at: dt.datetime) -> Iterator[tuple[int, OutputProof | ProofFailed]]:
        """Read every barcode back."""
        from paycards.issue.proof.of_pdf import judge_pdf

        rows = [row for row, _ in self._places]
        places = [place for _, place in self._places]
        verdicts = judge_pdf(self.canvas.pdf(), places, at=at) if places else ()
        for row, verdict in zip(rows, verdicts, strict=True):
            yield row, verdict if isinstance(verdict, ProofFailed) else (self._output, verdict)

    def sheets(self) -> Sheets:
        """The pages that were drawn."""
        return self.canvas.sheets()
