r"""CSV that a spreadsheet may open: no cell is a formula, whatever a supplier or a customer wrote.

A text that begins with a sign that a spreadsheet takes for the beginning of a formula gets an apostrophe
before it, which spreadsheets do not show. A plain number stays a number, also below zero.

>>> safe("=1+1"), safe("-5.00"), safe("-5+1"), safe("\tx"), safe(-500), safe("R100"), safe(None)
("'=1+1", '-5.00', "'-5+1", "'\tx", -500, 'R100', None)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

WIDE = tuple(chr(0xFEE0 + ord(sign)) for sign in "=+-@")
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *WIDE)
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


def safe(cell: Any) -> Any:
    """A cell as a spreadsheet may read it."""
    if not isinstance(cell, str) or not cell.startswith(BEGINS_A_FORMULA) or PLAIN_NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def write_safe(columns: Iterable[str], rows: Iterable[Sequence[Sequence[Any]]], out: TextIO) -> int:
    """Write rows, several at a time, under a header; return their number."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    count = 0
    for several in rows:
        writer.writerows([safe(cell) for cell in row] for row in several)
        count += len(several)
    return count
