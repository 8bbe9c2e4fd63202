"""One record of a file as a page shows it: each field marked in its bytes, and how it was read.

A fixed-width record is cut where its fields stand; what lies between two fields is shown too, unmarked. Of a
card number only the last digits stand here, wherever in the record it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paycards.channels.cutting import cut
from paycards.channels.explaining import Explained, explain
from paycards.channels.identity import choose
from paycards.channels.layout import Layout
from paycards.channels.pieces import Pieces
from paycards.issue.card_number import LONGEST, SHORTEST, SHOWN_DIGITS

CARD = "card_number"
HIDDEN = "•"


@dataclass(frozen=True)
class Segment:
    """A stretch of the record; `number` counts its fields from 1, 0: between two fields."""

    text: str
    number: int
    field: str


@dataclass(frozen=True)
class MarkedRow:
    """A record, its number among `records` of the file, its bytes in segments, and its fields."""

    layout: str
    records: int
    delimited: bool
    segments: tuple[Segment, ...]
    fields: tuple[Explained, ...]


def marked_row(file_name: str, data: bytes, layouts: Sequence[Layout], row: int) -> MarkedRow:
    """Cut one record out of its file and mark it. Raises FileRefused where that cannot be done."""
    layout, _ = choose(file_name, data, tuple(layouts))
    pieces = cut(data, layout)
    fields = _without_cards(explain(file_name, data, [layout], row))
    delimited = layout.form == "delimited"
    segments = _joined(fields) if delimited else _cut(_bytes_of(pieces, row), fields)
    records = len(pieces.head) + len(pieces.starts) + len(pieces.tail)
    return MarkedRow(layout.name, records, delimited, tuple(segments), tuple(fields))


def _bytes_of(pieces: Pieces, row: int) -> str:
    """The record as text, a character for each byte; what cannot be printed is a middle dot."""
    index, place = row - pieces.first_row, row - pieces.first_tail
    if 0 <= index < len(pieces.starts):
        data = pieces.row(index)
    else:
        data = pieces.tail[place] if 0 <= place < len(pieces.tail) else pieces.head[0]
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)


def _without_cards(fields: Sequence[Explained]) -> list[Explained]:
    """The fields, with all but the last digits of a card number hidden, where another repeats it too."""
    numbers = {_digits(each.text) for each in fields if _is_card(each)}
    numbers |= {_digits(each.read_as) for each in fields if _is_card(each)}
    whole = [each for each in numbers if SHORTEST <= len(each) <= LONGEST]
    return [
        replace(each, text=_hide(each.text, whole), read_as=_hide(each.read_as, whole))
        if not _is_card(each)
        else replace(each, text=_last_only(each.text), read_as=_last_only(each.read_as))
        for each in fields
    ]


def _is_card(field: Explained) -> bool:
    return CARD in field.column.split(", ")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _hide(text: str, numbers: Sequence[str]) -> str:
    for number in numbers:
        text = text.replace(number, _last_only(number))
    return text


def _last_only(text: str) -> str:
    """The text with every digit hidden but the last four of a number that is long enough to be a card's.

    >>> _last_only("9826999900000012345  "), _last_only("123456")
    ('•••••••••••••••2345  ', '123456')
    """
    if len(_digits(text)) < SHORTEST:
        return text
    left = len(_digits(text)) - SHOWN_DIGITS
    shown = []
    for letter in text:
        hide = letter.isdigit() and left > 0
        shown.append(HIDDEN if hide else letter)
        left -= letter.isdigit()
    return "".join(shown)


def _cut(text: str, fields: Sequence[Explained]) -> Iterator[Segment]:
    """The record from its first byte to its last: fields, and what lies between them."""
    at = 0
    for number, field in enumerate(fields, start=1):
        first = field.first - 1
        if first < at:  # a second reading of bytes that stand there already
            continue
        if first > at:
            yield Segment(text[at:first], 0, "")
        said = field.text if len(field.text) == field.last - first else text[first : field.last]
        yield Segment(said, number, field.field)
        at = field.last
    if at < len(text):
        yield Segment(text[at:], 0, "")


def _joined(fields: Sequence[Explained]) -> Iterator[Segment]:
    for number, field in enumerate(fields, start=1):
        if number > 1:
            yield Segment(",", 0, "")
        yield Segment(field.text, number, field.field)
