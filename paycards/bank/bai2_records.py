"""Cuts a BAI2 file into logical records: continuations (88) are joined before fields are told apart.

Fields are separated by commas; `/` ends a record, but in the text of a transaction it is text. Source: Cash
Management Balance Reporting Specifications, Version 2 (BAI).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from paycards.bank.notes import Notes
from paycards.bank.values import minor_units
from paycards.errors import FileRefused

Value = TypeVar("Value")
RECORD = re.compile(r"(01|02|03|16|49|88|98|99)(?:,(.*))?")
FUNDS = {
    "": 0,
    "Z": 0,
    "0": 0,
    "1": 0,
    "2": 0,
    "S": 3,
    "V": 2,
}  # how many fields follow a funds type; D: by count
FUNDS_EXPECTED = "0, 1, 2, S, V, D, Z or nothing"


@dataclass(frozen=True)
class Record:
    """A logical record: its code, its fields, the line where it begins (from 1), and how many lines it has.

    Of a transaction the last field is its text, if it has one.
    """

    code: str
    fields: tuple[str, ...]
    line: int
    lines: int

    def place(self, field: int) -> str:
        """Where a field stands; the record code is field 1."""
        return f"line {self.line}, record {self.code}, field {field + 2}"

    def get(self, field: int) -> str:
        """A field, or nothing where the record ends before."""
        return self.fields[field].strip() if field < len(self.fields) else ""


@dataclass
class Totals:
    """What a trailer must agree with: the sum of amounts below it, how many parts it has, how many lines."""

    pence: int = 0
    parts: int = 0
    lines: int = 0

    def add(self, part: Totals) -> None:
        """Add a part that is whole, with its trailer."""
        self.pence += part.pence
        self.parts += 1
        self.lines += part.lines


class Records:
    """The records of a file, taken one after the other in the order that the format asks for."""

    def __init__(self, text: str, notes: Notes) -> None:
        self.notes = notes
        self._left = deque(_records(text))
        self._entries = 0

    def next_is(self, code: str) -> bool:
        """Tell whether the next record has this code."""
        return bool(self._left) and self._left[0].code == code

    def take(self, code: str) -> Record:
        """The next record, of this code. Raises FileRefused for another."""
        if not self._left:
            raise FileRefused("the file ends too early", expected=f"a record {code}")
        if not self.next_is(code):
            found = self._left[0]
            raise FileRefused(
                "this record cannot stand here", field=found.place(-1), value=found.code, expected=code
            )
        if code != "16":
            self.notes.begin(0)
        return self._left.popleft()

    def next_entry(self) -> int:
        """The place of the next transaction, from 1 over the whole file."""
        self._entries += 1
        self.notes.begin(self._entries)
        return self._entries

    def end(self) -> None:
        """Check that nothing is left. Raises FileRefused."""
        if self._left:
            raise FileRefused("something follows the end of the file", field=self._left[0].place(-1))

    def read(self, record: Record, field: int, how: Callable[[str], Value], feeds: str) -> Value:
        """Read a field. Raises FileRefused."""
        return self.notes.read(record.place(field), record.get(field), how, feeds)

    def refused(self, record: Record, field: int, problem: str, expected: str = "") -> FileRefused:
        """A refusal of a field."""
        return self.notes.refused(record.place(field), problem, record.get(field), expected)

    def check(self, trailer: Record, totals: Totals, *, counts_parts: bool = True) -> None:
        """Compare a trailer with what it closes; its own lines are added. Raises FileRefused.

        A total that is blank is 0; a count that is not there is not checked.
        """
        totals.lines += trailer.lines
        self._compare(trailer, 0, totals.pence, "control total")
        if counts_parts:
            self._compare(trailer, 1, totals.parts, "count of parts")
        self._compare(trailer, 2 if counts_parts else 1, totals.lines, "count of records")

    def _compare(self, trailer: Record, field: int, found: int, what: str) -> None:
        told = trailer.get(field)
        if not told and field > 0:
            return
        if self.notes.read(trailer.place(field), told or "0", minor_units, "control") != found:
            problem = f"the {what} does not agree with the records"
            raise self.refused(trailer, field, problem, str(found))


def _records(text: str) -> list[Record]:
    """The logical records. Raises FileRefused with the line."""
    groups: list[list[tuple[int, str, str]]] = []
    for number, line in enumerate(map(str.rstrip, re.split(r"\r\n|\n|\r", text)), start=1):
        if not line or line == "\x1a":
            continue
        if not line.isprintable():
            raise FileRefused("a character that is not printable", field=f"line {number}", value=line)
        match = RECORD.fullmatch(line)
        if match is None:
            _continue_text(groups, number, line)
        elif match[1] == "88":
            _continue(groups, number, match[2] or "")
        else:
            groups.append([(number, match[1], match[2] or "")])
    return [_record(lines) for lines in groups]


def _continue(groups: list[list[tuple[int, str, str]]], number: int, body: str) -> None:
    if not groups:
        raise FileRefused("a continuation (88) of nothing", field=f"line {number}")
    groups[-1].append((number, "88", body))


def _continue_text(groups: list[list[tuple[int, str, str]]], number: int, line: str) -> None:
    """A line without a record code goes on with the text of the transaction before it."""
    if not groups or groups[-1][0][1] != "16":
        raise FileRefused("not a record of BAI2", field=f"line {number}", value=line)
    groups[-1].append((number, "", line))


def _record(lines: list[tuple[int, str, str]]) -> Record:
    number, code, _ = lines[0]
    physical = sum(code != "" for _, code, _ in lines)
    if code == "16":
        return Record(code, _transaction_fields(lines), number, physical)
    fields: list[str] = []
    for line, _, body in lines:
        if not body.endswith("/"):
            raise FileRefused("the record is not ended by /", field=f"line {line}", value=body)
        fields += body.removesuffix("/").split(",")
    return Record(code, tuple(fields), number, physical)


def _transaction_fields(lines: list[tuple[int, str, str]]) -> tuple[str, ...]:
    """The fields before the text, as many as the funds type asks for, then the text with all its commas."""
    fields: list[str] = []
    texts: list[str] = []
    for line, _, body in lines:
        before_text = _before_text(fields, line)
        if len(fields) >= before_text:
            texts.append(body)
            continue
        parts = [*fields, *body.split(",")]
        before_text = _before_text(parts, line)
        if len(parts) <= before_text:
            fields = [*parts[:-1], parts[-1].removesuffix("/")]
        else:
            fields, text = parts[:before_text], ",".join(parts[before_text:])
            texts.append("" if text == "/" else text)
    return (*fields, " ".join(texts).removesuffix("/"))


def _before_text(fields: list[str], line: int) -> int:
    """How many fields stand before the text: type, amount, funds type and its own, two references."""
    if len(fields) < 3:
        return 5
    return 5 + funds_fields([field.removesuffix("/").strip() for field in fields[2:4]], line)


def funds_fields(fields: list[str], line: int) -> int:
    """How many fields belong to a funds type, the first of `fields`; D says it in the next."""
    kind = fields[0]
    if kind == "D":
        count = fields[1] if len(fields) > 1 else ""
        if not re.fullmatch("[0-9]{1,3}", count):
            raise FileRefused(
                "how many pairs?", field=f"line {line}", value=count, expected="a number behind D"
            )
        return 1 + 2 * int(count)
    if kind not in FUNDS:
        raise FileRefused("not a funds type", field=f"line {line}", value=kind, expected=FUNDS_EXPECTED)
    return FUNDS[kind]
