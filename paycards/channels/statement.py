"""A client money statement: a page of text that says what the supplier owes, and must add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from paycards.channels.cutting import Pieces
from paycards.channels.formats import FORMATS
from paycards.channels.layout import StatementText
from paycards.channels.records import printable
from paycards.errors import FileRefused
from paycards.money import to_pounds

_DATE = re.compile(r"<(\d\d/\d\d/\d{4})>|(\d\d/\d\d/\d{4})", re.ASCII)


@dataclass(frozen=True)
class Statement:
    """opening + credits - debits = closing, and the lines sum to the credits; whole pence."""

    opening_on: str  # ISO 8601
    opening_pence: int
    imported_on: str
    lines: Mapping[str, int]  # extension -> pence, signed
    credits_pence: int
    debits_pence: int
    closing_on: str
    closing_pence: int


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
    rows = [pieces.row(row) for row in range(len(pieces.starts))]
    for number, line in enumerate((row for row in rows if row), start=1):
        yield _line(printable(line, number), number, words)


def read_statement(pieces: Pieces, words: StatementText) -> Statement:
    """Read a statement and prove its sums. Raises FileRefused."""
    lines = list(statement_lines(pieces, words))
    keys = [line.key for line in lines]
    _refuse_order(lines, words)
    found = {line.key: line for line in lines}
    credit = found["credits"].pence if "credits" in keys else 0
    statement = Statement(
        opening_on=found["opening"].date,
        opening_pence=found["opening"].pence,
        imported_on=found["imported"].date,
        lines={key: found[key].pence for key in keys if key in words.lines},
        credits_pence=credit,
        debits_pence=found["debits"].pence,
        closing_on=found["closing"].date,
        closing_pence=found["closing"].pence,
    )
    _refuse_sums(statement, found)
    return statement


def _line(text: str, number: int, words: StatementText) -> StatementLine:
    if text == words.title:
        return StatementLine(number, "title", text, "", 0)
    known = {key: getattr(words, key) for key in ("opening", "imported", "credits", "debits", "closing")}
    for key, label in (known | words.lines).items():
        if text.startswith(label):
            return _read(text, number, key, label, words)
    raise FileRefused("a line that is not known", number, "", text)


def _read(text: str, number: int, key: str, label: str, words: StatementText) -> StatementLine:
    rest, date = text[len(label) :], ""
    if key in ("opening", "imported", "closing"):
        match = _DATE.match(rest)
        if match is None:
            raise FileRefused("cannot be read", number, key, text, "a date after the words")
        date, rest = _iso(match[1] or match[2], number, key), rest[match.end() :]
    if key == "imported":
        _refuse(bool(rest), "something follows the date", number, key, text)
        return StatementLine(number, key, text, date, 0)
    column = words.amount_ends_at
    wrong = len(text) != column
    _refuse(wrong, "the amount ends at the wrong column", number, key, text, expected=f"column {column}")
    _refuse(not rest.startswith(" "), "a line that is not known", number, key, text)
    return StatementLine(number, key, text, date, _pence(rest, number, key))


def _iso(text: str, number: int, key: str) -> str:
    try:
        return str(FORMATS["DD/MM/YYYY"].read(text))
    except ValueError as error:
        raise FileRefused("cannot be read", number, key, text, str(error)) from error


def _pence(text: str, number: int, key: str) -> int:
    try:
        return int(FORMATS["right justified pounds"].read(text))
    except ValueError as error:
        raise FileRefused("cannot be read", number, key, text.strip(), str(error)) from error


def _refuse(wrong: bool, problem: str, number: int, key: str, text: str, *, expected: str = "") -> None:
    if wrong:
        raise FileRefused(problem, number, key, text, expected)


def _refuse_order(lines: list[StatementLine], words: StatementText) -> None:
    """Title, opening, imported, the extensions' lines once each, credits if any, debits, closing."""
    blocks = ["line" if line.key in words.lines else line.key for line in lines]
    order = " ".join(block for block in blocks if block != "line")
    first, last = ("imported", "credits" if "credits" in blocks else "debits")
    if order not in (
        "title opening imported debits closing",
        "title opening imported credits debits closing",
    ):
        raise FileRefused("a line is missing, stands twice or out of order", 0, "", order.replace(" ", ", "))
    for line in lines:
        inside = blocks.index(first) < line.number - 1 < blocks.index(last)
        twice = [other.key for other in lines].count(line.key) > 1
        if line.key in words.lines and (twice or not inside):
            raise FileRefused("a line stands twice or out of order", line.number, line.key, line.text)


def _refuse_sums(statement: Statement, found: Mapping[str, StatementLine]) -> None:
    total = sum(statement.lines.values())
    if total != statement.credits_pence:
        number = found["credits"].number if "credits" in found else 0
        raise FileRefused(
            "the lines do not sum to it",
            number,
            "credits",
            to_pounds(statement.credits_pence),
            to_pounds(total),
        )
    closing = statement.opening_pence + statement.credits_pence - statement.debits_pence
    if closing != statement.closing_pence:
        number = found["closing"].number
        raise FileRefused(
            "opening, credits and debits do not give it",
            number,
            "closing",
            to_pounds(statement.closing_pence),
            to_pounds(closing),
        )
