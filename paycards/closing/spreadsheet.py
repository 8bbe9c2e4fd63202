"""CSV that people open in a spreadsheet: no cell of it can become a formula there.

A text that begins with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe before it, which a
spreadsheet shows as text. Numbers stay as they are.

>>> [inert(cell) for cell in ("=1+1", "R200910001", -500, None)]
["'=1+1", 'R200910001', -500, '']
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from paycards.ledger.exports.safe_csv import BEGINS_A_FORMULA


def inert(cell: object) -> object:
    """The cell as it may stand in a spreadsheet; None is empty."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA) else cell


def write_spreadsheet(out: TextIO, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write headings and rows to `out`, opened with newline="" in UTF-8; lines end in CRLF."""
    writer = csv.writer(out)  # CRLF also makes it quote a lone return
    writer.writerow(headings)
    writer.writerows([inert(cell) for cell in row] for row in rows)
