"""A list as it lies on the desk: a row of headings and rows of cells, out of a text file or a workbook.

Rows are numbered as a spreadsheet shows them; the headings are row 1. Cells of a text file are text; cells of
a workbook are text, numbers, dates or truth values, as they were stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOST_ROWS = 250_000  # of a workbook, and of an office's list
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Sheet:
    """What was read. `faults` are rows that cannot be trusted, by number, each with a sentence.

    `odd_cells` are cells that look like a value and are none, by row and column from 0, each with a sentence.
    `hidden` are the columns (from 0) that nobody sees. `is_typed` is true of a workbook; its rows without any
    value are left out. `notes` say in what form the list came, if it was not the usual one.
    """

    headings: list[str]
    rows: Iterator[tuple[int, list[object]]]
    faults: Mapping[int, str] = field(default_factory=dict)
    odd_cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    is_typed: bool = False
    notes: tuple[str, ...] = ()
