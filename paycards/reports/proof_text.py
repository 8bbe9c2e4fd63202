"""The proof of a day as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paycards.errors import MOST_OF_A_SENTENCE, shown
from paycards.reconcile.proof.figure import DayProof
from paycards.reports.proof_words import Table, checks, details, verdict, whose


def proof_text(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> str:
    """Return the page, lines ended by LF."""
    return "\n".join(_lines(proofs, title, notes)) + "\n"


def _lines(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> Iterator[str]:
    yield from (shown(whose(proofs)), title, verdict(proofs), *map(shown, notes))
    for proof in proofs:
        yield ""
        for table in (checks(proof), *details(proof)):
            yield shown(table.title, most=MOST_OF_A_SENTENCE)
            yield from _columns(table)


def _columns(table: Table) -> Iterator[str]:
    rows = [[shown(cell) for cell in row] for row in (table.headings, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
