"""Cuts a bank's CSV export into rows whose cells are found by the mapping; nothing is left unread."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paycards.errors import FileRefused
from paycards.settings.bank_account import Column, CsvMapping


@dataclass(frozen=True)
class Row:
    """One row: the line where it begins (from 1) and its cells by column of the mapping."""

    line: int
    cells: dict[Column, str]

    def place(self, *columns: Column) -> str:
        """Where some cells stand, for a person."""
        names = (column if isinstance(column, str) else f"column {column}" for column in columns)
        return f"line {self.line}, {' and '.join(names)}"


def fits(text: str, mapping: CsvMapping) -> bool:
    """Tell whether the headings of the mapping are there; without headings, whether rows are wide enough."""
    try:
        rows = list(_all_rows(text))
        first = next(_wanted(rows, mapping), None)
    except FileRefused:
        return False
    if first is None:
        return False
    if mapping.has_headings:
        return set(mapping.columns()) <= set(_trimmed(first[1]))
    return len(first[1]) >= max(column for column in mapping.columns() if isinstance(column, int))


def rows(text: str, mapping: CsvMapping) -> list[Row]:
    """The rows of a file. Raises FileRefused for one that is neither read nor may be skipped."""
    wanted = _wanted(list(_all_rows(text)), mapping)
    if not mapping.has_headings:
        return [
            _row(line, cells, {n: n - 1 for n in range(1, len(cells) + 1)}, mapping) for line, cells in wanted
        ]
    line, headings = next(wanted, (0, []))
    places = _headings(line, headings, mapping)
    return [_row(line, cells, places, mapping, len(headings)) for line, cells in wanted]


def _all_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(f"it is not CSV: {error}", field=f"line {begins}") from error


def _wanted(found: Sequence[tuple[int, list[str]]], mapping: CsvMapping) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not skipped."""
    skipped = mapping.skip_rows
    if isinstance(skipped, int):
        yield from found[skipped:]
        return
    for line, cells in found:
        if not any(re.search(pattern, ",".join(cells)) for pattern in skipped):
            yield line, cells


def _headings(line: int, headings: list[str], mapping: CsvMapping) -> dict[Column, int]:
    names = _trimmed(headings)
    for column in mapping.columns():
        if names.count(str(column)) != 1:
            problem = (
                "this heading is missing" if column not in names else "this heading appears more than once"
            )
            raise FileRefused(problem, field=f"line {line}", value=str(column))
    return {name: place for place, name in enumerate(names)}


def _trimmed(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _row(line: int, cells: list[str], places: dict[Column, int], mapping: CsvMapping, width: int = 0) -> Row:
    last = max(places.get(column, 10**6) for column in mapping.columns())
    if len(cells) <= last:
        raise FileRefused(
            "this row has too few cells: it is neither an entry nor a row that may be skipped",
            field=f"line {line}", value=",".join(cells),
        )  # fmt: skip
    if width and any(cell.strip() for cell in cells[width:]):
        raise FileRefused(
            "this row has more cells than headings", field=f"line {line}", value=",".join(cells)
        )
    return Row(line, {column: cells[places[column]] for column in mapping.columns()})
