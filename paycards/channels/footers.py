"""The lines of text after the rows: what they say, in their order and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paycards.channels.agreement import refuse_other
from paycards.channels.fields import Footer, Split, Value
from paycards.channels.formats import FORMATS
from paycards.channels.lines import printable
from paycards.errors import FileRefused
from paycards.money import to_pounds


@dataclass(frozen=True)
class FooterLine:
    """One footer as it stands in the file; a split footer has several lines."""

    footer: Footer
    number: int  # of the record
    last: int  # the column where the value ends
    text: str  # the raw text of the value
    value: Value


def read_footers(
    footers: Sequence[Footer], lines: Sequence[bytes], first: int, extension: str
) -> list[FooterLine]:
    """Each footer in order; `first` is the record number of the first line. Raises FileRefused."""
    found: list[FooterLine] = []
    for footer in footers:
        found += _take(footer, lines[len(found) :], first + len(found), extension)
    left = lines[len(found) :]
    if left:
        number = first + len(found)
        raise FileRefused("a line that does not belong here", number, "", printable(left[0], number))
    return found


def check_footers(found: Sequence[FooterLine], known: Mapping[str, Value]) -> str:
    """Compare footers with the rows; the creation date, ISO 8601 or empty. Raises FileRefused."""
    created = ""
    for footer in {line.footer.name: line.footer for line in found}.values():
        lines = [line for line in found if line.footer.name == footer.name]
        if footer.must_equal:
            _check_sum(footer, lines, known)
        if footer.feeds == "created_on":
            created = str(lines[0].value)
    return created


def _check_sum(footer: Footer, lines: Sequence[FooterLine], known: Mapping[str, Value]) -> None:
    value: Value = lines[0].value if len(lines) == 1 else sum(int(line.value) for line in lines)
    text = lines[0].text if len(lines) == 1 else to_pounds(int(value))
    expected = (str(footer.must_equal), known[str(footer.must_equal)])
    refuse_other(footer.name, text, value, expected, lines[0].number)


def _take(footer: Footer, lines: Sequence[bytes], number: int, extension: str) -> list[FooterLine]:
    """The lines at the front of `lines` that are this footer."""
    line = printable(lines[0], number) if lines else ""
    if line.startswith(footer.text):
        _refuse_other_column(footer, line, number)
        return [_line(footer, footer.format, line, len(footer.text), number)]
    split = footer.split if footer.split and extension in footer.split.extensions else None
    parts = _take_split(footer, split, lines, number) if split else []
    if not parts and not footer.optional:
        raise FileRefused(f"the line {footer.text!r} is missing", number, footer.name, line)
    return parts


def _take_split(footer: Footer, split: Split, lines: Sequence[bytes], first: int) -> list[FooterLine]:
    found: list[FooterLine] = []
    for number, line in enumerate(lines, start=first):
        text = printable(line, number)
        match = re.match(split.pattern, text, re.ASCII)
        if match is None:
            break
        found.append(_line(footer, split.format, text, match.end(), number))
    return found


def _refuse_other_column(footer: Footer, line: str, number: int) -> None:
    if footer.ends_at is not None and len(line) != footer.ends_at:
        place, expected = f"column {len(line)}", f"column {footer.ends_at}"
        raise FileRefused("the value ends at the wrong column", number, footer.name, place, expected)


def _line(footer: Footer, format_name: str, line: str, start: int, number: int) -> FooterLine:
    """One line of a footer, whose value stands from `start` (from 0) to its end."""
    text = line[start:]
    try:
        value = FORMATS[format_name].read(text)
    except ValueError as error:
        raise FileRefused("cannot be read", number, footer.name, text, str(error)) from error
    return FooterLine(footer, number, len(line), text, value)
