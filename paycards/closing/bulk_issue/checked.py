"""What was found when a list was checked before its cards are issued: kept beside the files of the list.

It holds rows of the list as they stand there, for the page that shows what is wrong: for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paycards.closing.bulk_issue.opening import BulkIssueResult
from paycards.closing.office_list.office_list import OfficeList
from paycards.closing.office_list.reading import source_rows
from paycards.durable import complete_file

NAME = "check.json"
ROWS_SHOWN = 200
LONGEST_CELL = 80  # characters


@dataclass(frozen=True)
class WrongRow:
    """A row of a list that needs a person: its number, what became of it, why, its cells as they are."""

    row_no: int
    outcome: str
    message: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What would become of a list: rows by outcome, and the first rows that need a person."""

    at: dt.datetime
    counts: Mapping[str, int]
    headings: tuple[str, ...]
    wrong: tuple[WrongRow, ...]
    wrong_in_all: int
    unused: tuple[str, ...]


def keep_check(folder: Path, result: BulkIssueResult, listed: OfficeList, at: dt.datetime) -> None:
    """Write down what was found."""
    shown = result.to_do[:ROWS_SHOWN]
    headings, rows = source_rows(listed, {row_no for row_no, _, _ in shown})
    cells = {row_no: [_text(cell) for cell in row] for row_no, row in rows}
    said = {
        "at": at.isoformat(),
        "counts": result.counts,
        "headings": headings,
        "wrong": [[*row, cells.get(row[0], [])] for row in shown],
        "wrong_in_all": len(result.to_do),
        "unused": result.unused,
    }
    with complete_file(folder / NAME) as file:
        file.write(json.dumps(said).encode())


def kept_check(folder: Path) -> Checked | None:
    """Read it again, if the list was checked."""
    try:
        said = json.loads((folder / NAME).read_bytes())
    except OSError:
        return None
    return Checked(
        at=dt.datetime.fromisoformat(said["at"]),
        counts=said["counts"],
        headings=tuple(said["headings"]),
        wrong=tuple(_wrong(row) for row in said["wrong"]),
        wrong_in_all=said["wrong_in_all"],
        unused=tuple(said["unused"]),
    )


def _wrong(row: Sequence[object]) -> WrongRow:
    row_no, outcome, message, cells = row
    return WrongRow(int(str(row_no)), str(outcome), str(message), tuple(cells))  # type: ignore[arg-type]


def _text(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
