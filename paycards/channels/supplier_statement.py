"""A supplier's client money statement: a page of text that says what the supplier owes, and must add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from paycards.channels.decoded import SupplierStatement
from paycards.channels.formats import FORMATS
from paycards.channels.layout import StatementText
from paycards.channels.lines import printable
from paycards.channels.pieces import Pieces
from paycards.errors import FileRefused
from paycards.money import to_pounds

_DATE = re.compile(r"<(\d\d/\d\d/\d{4})>|(\d\d/\d\d/\d{4})", re.ASCII)
_BLOCKS = ("title", "opening", "imported", "credits", "debits", "closing")
_DATED = ("opening", "imported", "closing")


@dataclass(frozen=True)
class StatementLine:
    """One line: `key` is a key of [statement] or an extension."""

    number: int
    key: str
    text: str
    date: str  # ISO 8601, or empty
    pence: int


def statement_lines(pieces: Pieces, words: StatementText) -> Iterator[StatementLine]:
    """Each line that is not empty. Raises FileRefused for one that is not known or cannot be read."""
    labels = [(key, label) for key, label in _labels(words).items()]
    number = 0
    for row in range(len(pieces.starts)):
        if pieces.lengths[row]:
            number += 1
            yield _line(printable(pieces.row(row), number), number, labels, words.amount_ends_at)


def read_statement(pieces: Pieces, words: StatementText) -> SupplierStatement:
    """Read a statement and prove its sums. Raises FileRefused."""
    found: dict[str, StatementLine] = {}
    for line in statement_lines(pieces, words):
        if line.key in found:
            raise FileRefused("the line appears more than once", line.number, line.key, line.text)
        found[line.key] = line
    _refuse_missing(found, words)
    _refuse_order(list(found), words)
    statement = SupplierStatement(
        opening_on=found["opening"].date,
        opening_pence=found["opening"].pence,
        imported_on=found["imported"].date,
        lines={key: line.pence for key, line in found.items() if key in words.lines},
        credits_pence=found["credits"].pence if "credits" in found else 0,
        debits_pence=found["debits"].pence,
        closing_on=found["closing"].date,
        closing_pence=found["closing"].pence,
    )
    _refuse_sums(statement, found)
    return statement


def _labels(words: StatementText) -> dict[str, re.Pattern[str]]:
    """How the line of each key begins, with one space or more wherever its words have some."""
    texts = {key: getattr(words, key) for key in _BLOCKS} | words.lines
    return {key: re.compile(" +".join(map(re.escape, text.split()))) for key, text in texts.items()}


def _line(text: str, number: int, labels: list[tuple[str, re.Pattern[str]]], column: int) -> StatementLine:
    for key, label in labels:
        match = label.match(text)
        if match:
            return _read(StatementLine(number, key, text, "", 0), text[match.end() :], column)
    raise FileRefused("the line is not known", number, "", text)


def _read(line: StatementLine, rest: str, column: int) -> StatementLine:
    """The line with its date and amount; `rest` follows its words."""
    date = ""
    if line.key in _DATED:
        date, rest = _date(line, rest)
    if line.key in ("title", "imported"):
        if rest:
            raise FileRefused("more text follows on the line", line.number, line.key, line.text)
        return StatementLine(line.number, line.key, line.text, date, 0)
    if not rest.startswith(" "):
        raise FileRefused("the line is not known", line.number, "", line.text)
    if len(line.text) != column:
        expected = f"column {column}"
        raise FileRefused("the amount ends at the wrong column", line.number, line.key, line.text, expected)
    return StatementLine(
        line.number, line.key, line.text, date, int(_value(line, "right justified pounds", rest))
    )


def _date(line: StatementLine, rest: str) -> tuple[str, str]:
    """The date, ISO 8601, that follows the words of a line, and what follows the date."""
    match = _DATE.match(rest.lstrip(" "))
    if match is None or not rest.startswith(" "):
        raise FileRefused("cannot be read", line.number, line.key, line.text, "a date after the words")
    return str(_value(line, "DD/MM/YYYY", match[1] or match[2])), rest.lstrip(" ")[match.end() :]


def _value(line: StatementLine, format_name: str, text: str) -> str | int:
    try:
        return FORMATS[format_name].read(text)
    except ValueError as error:
        raise FileRefused("cannot be read", line.number, line.key, text.strip(), str(error)) from error


def _refuse_missing(found: Mapping[str, StatementLine], words: StatementText) -> None:
    for key in _BLOCKS:
        needed = key != "credits" or any(line in found for line in words.lines)
        if needed and key not in found:
            raise FileRefused(f"the line {getattr(words, key).rstrip()!r} is missing", 0, key)


def _refuse_order(keys: list[str], words: StatementText) -> None:
    """Title, opening, imported, the extensions' lines, credits if any, debits, closing."""
    blocks = ("title", "opening", "imported", "line", "credits", "debits", "closing")
    order = [blocks.index("line" if key in words.lines else key) for key in keys]
    for number, (before, after) in enumerate(pairwise(order), start=2):
        if after < before:
            raise FileRefused("the line stands out of order", number, keys[number - 1])


def _refuse_sums(statement: SupplierStatement, found: Mapping[str, StatementLine]) -> None:
    total = sum(statement.lines.values())
    if total != statement.credits_pence:
        raise FileRefused(
            "the lines do not sum to it",
            found["credits"].number,
            "credits",
            to_pounds(statement.credits_pence),
            to_pounds(total),
        )
    closing = statement.opening_pence + statement.credits_pence - statement.debits_pence
    if closing != statement.closing_pence:
        raise FileRefused(
            "opening, credits and debits do not give it",
            found["closing"].number,
            "closing",
            to_pounds(statement.closing_pence),
            to_pounds(closing),
        )
