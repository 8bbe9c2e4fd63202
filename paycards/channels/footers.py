"""The lines of text after the rows: what they say, in their order and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paycards.channels.fields import Footer, Split
from paycards.channels.formats import FORMATS, Value
from paycards.channels.layout import Layout
from paycards.channels.records import printable, refuse_other
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


def read_footers(layout: Layout, lines: Sequence[bytes], first: int, extension: str) -> list[FooterLine]:
    """Each footer in order; `first` is the record number of the first line. Raises FileRefused."""
    found: list[FooterLine] = []
    number, last = first, first + len(lines)
    for footer in layout.footers:
        here = [printable(line, first + place) for place, line in enumerate(lines)][number - first :]
        taken = _take(footer, here, number, extension)
        found += taken
        number += len(taken)
    if number < last:
        raise FileRefused(
            "a line that does not belong here", number, "", lines[number - first].decode("ascii")
        )
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


def _take(footer: Footer, lines: Sequence[str], number: int, extension: str) -> list[FooterLine]:
    """The lines at the front of `lines` that are this footer."""
    if lines and lines[0].startswith(footer.text):
        text = _at_its_column(footer, lines[0], number)
        return [
            FooterLine(footer, number, len(lines[0]), text, _read(footer.name, footer.format, text, number))
        ]
    parts = _take_split(footer, footer.split, lines, number, extension) if footer.split else []
    if not parts and not footer.optional:
        raise FileRefused("a line is missing", number, footer.name, lines[0] if lines else "", footer.text)
    return parts


def _at_its_column(footer: Footer, line: str, number: int) -> str:
    if footer.ends_at is not None and len(line) != footer.ends_at:
        place = f"column {len(line)}"
        raise FileRefused(
            "the value ends at the wrong column", number, footer.name, place, f"column {footer.ends_at}"
        )
    return line.removeprefix(footer.text)


def _take_split(
    footer: Footer, split: Split, lines: Sequence[str], number: int, extension: str
) -> list[FooterLine]:
    found: list[FooterLine] = []
    for line in lines if extension in split.extensions else ():
        match = re.match(split.pattern, line, re.ASCII)
        if match is None:
            break
        text = line[match.end() :]
        place = number + len(found)
        found.append(
            FooterLine(footer, place, len(line), text, _read(footer.name, split.format, text, place))
        )
    return found


def _read(name: str, format_name: str, text: str, number: int) -> Value:
    try:
        return FORMATS[format_name].read(text)
    except ValueError as error:
        raise FileRefused("cannot be read", number, name, text, str(error)) from error
