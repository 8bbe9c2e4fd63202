"""An Excel workbook: its one sheet with rows, and what in it cannot be taken at its word.

It is .xlsx, or .xlsm, whose macros never run. It is read in a process of its own, with limits: see
`workbook_reader`.

Hidden and merged rows are refused: nobody can see from outside what was meant by them. A formula is refused
where it stands: what Excel last made of it is not in every file, and not always up to date. So is an error
such as #N/A.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from paycards.errors import BadRows, NotFound
from paycards.lists import workbook_reader
from paycards.lists.sheet import Sheet
from paycards.lists.visible_text import shown
from paycards.lists.workbook_reader import TOO_LARGE

HIDDEN = "the row is hidden in the workbook: show all rows, then delete it or leave it showing"
MERGED = "cells are merged here: unmerge them and fill in each row"
FORMULA = "holds a formula: copy it and paste its value"
MOST_WAITING_SECONDS = 600  # on a machine that is busy


def read_workbook(name: str, data: bytes, sheet: str | None) -> Sheet:
    """Read the one sheet that holds rows, or the one of this name.

    Raises BadRows for a workbook that is damaged or too large or leaves open which sheet is meant, NotFound
    for a sheet that it does not have.
    """
    lines = _read_apart(name, data, sheet).splitlines()
    found = json.loads(lines[0])
    if sheet is not None and "sheets" in found:
        raise NotFound("sheet", shown(sheet), choices=found["sheets"])
    if "refused" in found:
        raise BadRows(name, [(number, sentence) for number, sentence in found["refused"]])
    errors = {(row, column): code for row, column, code in found["errors"]}
    rows = _rows(lines[1:], errors)
    _, headings = next(rows, (1, []))
    odd = {place: f"is the error {code} in Excel: fill it in again" for place, code in errors.items()}
    return Sheet(
        [str(heading) for heading in headings],
        rows,
        dict.fromkeys(found["merged_rows"], MERGED) | dict.fromkeys(found["hidden_rows"], HIDDEN),
        odd | dict.fromkeys(map(tuple, found["formulas"]), FORMULA),
        frozenset(found["hidden_columns"]),
        is_typed=True,
    )


def _read_apart(name: str, data: bytes, sheet: str | None) -> bytes:
    """Let the process read; what it says. One that ends by itself, or by force, has met a bomb."""
    command = [
        sys.executable,
        "-P",
        "-m",
        workbook_reader.__name__,
        name,
        *([sheet] if sheet is not None else []),
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, found by its own name
            command,
            input=data,
            capture_output=True,
            env=environment,
            timeout=MOST_WAITING_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sentence = f"this workbook takes more memory or time to read than any list: {TOO_LARGE}"
        raise BadRows(name, [(1, sentence)]) from error
    return done.stdout


def _rows(
    lines: Iterable[bytes], errors: Mapping[tuple[int, int], str]
) -> Iterator[tuple[int, list[object]]]:
    rows_with_errors = {row for row, _ in errors}
    for line in lines:
        number, cells = json.loads(line, object_hook=_cell)
        if number in rows_with_errors:
            cells = [errors.get((number, column), cell) for column, cell in enumerate(cells)]
        yield number, cells


def _cell(typed: dict[str, Any]) -> object:
    ((kind, value),) = typed.items()
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "datetime":
        return dt.datetime.fromisoformat(value)
    return dt.time.fromisoformat(value) if kind == "time" else dt.timedelta(seconds=value)
