"""What a command says: a line of text, a table, or JSON; nothing in it can steer the terminal.

Standard output belongs to these functions alone while a command runs: what a library prints goes to
standard error. On a terminal a table that is too wide for it is drawn by rich; elsewhere, tables are plain
columns, never cut or wrapped.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, is_dataclass
from typing import IO, TextIO

import click

from paycards.cli.progress import clear_progress
from paycards.errors import shown

MOST_ROWS_DRAWN = 1000  # rich takes 0.4 ms a row, and nobody looks at the layout of a longer table
WIDEST = 10_000  # letters
_STDOUT, _HAS_JSON = "paycards.stdout", "paycards.json"  # what a call remembers
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d\d)?%?")
_UNSEEN = re.compile(r"[^\n]")
_ONE_COLUMN_EACH = re.compile("[ -\u02ff\u1e00-\u1eff\u2010-\u2027]*")  # no letter is wider, or joins another


@contextmanager
def own_output() -> Iterator[None]:
    """Keep standard output for what this module prints."""
    meta = click.get_current_context().meta
    if _STDOUT in meta:  # a command that calls another
        yield
        return
    meta[_STDOUT] = sys.stdout
    with redirect_stdout(sys.stderr):
        yield


def say(text: object = "", *, error: bool = False) -> None:
    """Print one line, to standard error where `error`; a line end in it is shown, not obeyed."""
    clear_progress()
    click.echo(visible(text), file=sys.stderr if error else _stdout())


def paint(texts: Sequence[tuple[str, str]], separator: str = "") -> None:
    """Print one line of texts, each in its colour on a terminal."""
    clear_progress()
    painted = [click.style(visible(text), fg=colour) for text, colour in texts]
    click.echo(separator.join(painted), file=_stdout(), color=click.get_current_context().color)


def visible(text: object) -> str:
    """The text, with an escape for each character that a person cannot see or that moves what they see."""
    written = str(text)
    return shown(written, most=len(written))


def print_json(value: object) -> None:
    """Print a value as JSON in UTF-8; dates and instants as ISO 8601, what nobody sees as an escape."""
    clear_progress()
    text = json.dumps(value, indent=2, default=_plain, ensure_ascii=False)
    out = utf8_output()
    out.write(_UNSEEN.sub(_escaped, text) + "\n")
    out.flush()
    click.get_current_context().meta[_HAS_JSON] = True


def _plain(value: object) -> object:
    """What JSON has no type for: days and instants as ISO 8601 writes them, and plain data by its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def has_json() -> bool:
    """Tell whether this call has printed its JSON."""
    return _HAS_JSON in click.get_current_context().meta


def utf8_output() -> TextIO:
    """Standard output, in UTF-8 with lines ended by LF wherever it runs."""
    out = _stdout()
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8", newline="")
    return out


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns, numbers to the right; an empty cell or a dash is at home among them."""
    clear_progress()
    texts = [[visible(cell) for cell in row] for row in rows]
    columns = [[row[n] for row in texts if row[n] not in ("", "-")] for n in range(len(headings))]
    numeric = [bool(column) and all(map(_NUMBER.fullmatch, column)) for column in columns]
    out = _stdout()
    lines = _in_columns(headings, texts, numeric)
    if out.isatty() and len(rows) <= MOST_ROWS_DRAWN and not fits(lines, shutil.get_terminal_size().columns):
        _draw(out, headings, texts, numeric)
        return
    click.echo(click.style(lines[0], bold=True), file=out)
    for line in lines[1:]:
        click.echo(line, file=out)


def fits(lines: Sequence[str], columns: int) -> bool:
    """Tell whether lines stand on a terminal as they are: then nobody waits 25 ms or more for rich.

    >>> fits(["Nguyễn"], 6), fits(["Nguyễn"], 5), fits(["\u7968"], 6)
    (True, False, False)
    """
    return all(len(line) <= columns and _ONE_COLUMN_EACH.fullmatch(line) for line in lines)


def _in_columns(headings: Sequence[str], texts: list[list[str]], numeric: list[bool]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(headings, *texts, strict=True)]
    lines = []
    for line in [headings, *texts]:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        lines.append("  ".join(cells).rstrip())
    return lines


def _draw(out: IO[str], headings: Sequence[str], texts: list[list[str]], numeric: list[bool]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading, right in zip(headings, numeric, strict=True):
        table.add_column(heading, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in texts:
        table.add_row(*map(Text, row))
    console = Console(file=out, highlight=False)
    # a number is never cut: where the window is too narrow for them, the terminal breaks the lines
    widest = console.options.update(width=WIDEST)
    console.width = max(console.width, console.measure(table, options=widest).minimum)
    console.print(table)


def _stdout() -> TextIO:
    context = click.get_current_context(silent=True)
    out: TextIO | None = context.meta.get(_STDOUT) if context else None
    return out or sys.stdout


def _escaped(character: re.Match[str]) -> str:
    return character[0] if character[0].isprintable() else json.dumps(character[0])[1:-1]
