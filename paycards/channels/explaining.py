"""Show what each part of one record was read as, for whoever gets a layout right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paycards.channels.cutting import cut
from paycards.channels.fields import Field, Record
from paycards.channels.footers import read_footers
from paycards.channels.formats import read_field
from paycards.channels.identity import choose, named_parts
from paycards.channels.layout import Layout
from paycards.channels.lines import split_delimited
from paycards.channels.pieces import Pieces
from paycards.channels.supplier_statement import statement_lines
from paycards.errors import FileRefused


@dataclass(frozen=True)
class Explained:
    """One field of a record. `fault` says what was expected where the text cannot be read."""

    record: int  # the first record of the file is 1
    part: str  # title | header | row | trailer | footer | statement
    field: str
    first: int  # position 1-based and inclusive; in a delimited record the number of the field
    last: int
    text: str  # as it stands in the file
    read_as: str
    column: str  # the standard column or total that it feeds or must equal
    fault: str = ""


def explain(
    file_name: str, data: bytes, layouts: Iterable[Layout], row: int | None = None
) -> list[Explained]:
    """Each field of record `row`, by default the first row. Works on damaged files as far as they can be cut.

    Raises FileRefused where the file cannot be cut, or has no such record.
    """
    layout, _ = choose(file_name, data, tuple(layouts))
    if layout.form == "unread":
        return []
    pieces = cut(data, layout)
    if layout.statement is not None:
        lines = list(_statement(pieces, layout))
        return [line for line in lines if row in (None, line.record)]
    number = pieces.first_row if row is None else row
    return _record(layout, pieces, number, (named_parts(file_name, layout) or {}).get("extension", ""))


def _record(layout: Layout, pieces: Pieces, number: int, extension: str) -> list[Explained]:
    index = number - pieces.first_row
    known = layout.extensions.get(extension)
    letters = known.letters if known else ()
    if 0 <= index < len(pieces.starts) and layout.row:
        return list(_fields(layout, "row", layout.row, pieces.row(index), number=number, letters=letters))
    if number == 1 and pieces.head:
        return _head(layout, pieces.head[0])
    place = number - pieces.first_tail
    if not 0 <= place < len(pieces.tail):
        raise FileRefused("there is no such record", number)
    if layout.trailer:
        return list(_fields(layout, "trailer", layout.trailer, pieces.tail[place], number=number))
    footers = read_footers(layout.footers, pieces.tail, pieces.first_tail, extension)
    return [
        Explained(number, "footer", line.footer.name, line.last - len(line.text) + 1, line.last, line.text,
                  str(line.value), line.footer.must_equal or line.footer.feeds or "")
        for line in footers if line.number == number
    ]  # fmt: skip


def _head(layout: Layout, line: bytes) -> list[Explained]:
    if layout.header:
        return list(_fields(layout, "header", layout.header, line, number=1))
    text = line.decode("ascii", "backslashreplace")
    fault = "" if text == layout.title else repr(layout.title)
    return [Explained(1, "title", "title", 1, len(text), text, text, "", fault)]


def _fields(
    layout: Layout, part: str, record: Record, line: bytes, *, number: int, letters: tuple[str, ...] = ()
) -> Iterator[Explained]:
    texts = split_delimited(line, number) if layout.form == "delimited" else None
    for place, field in enumerate(record.fields):
        first, last = (place + 1, place + 1) if texts is not None else (field.span.start + 1, field.span.stop)
        if texts is None:
            text = line[field.span].decode("ascii", "backslashreplace")
        else:
            text = texts[place] if place < len(texts) else ""
        value, fault = _read(field, text, letters)
        yield Explained(
            number, part, field.name, first, last, text, value, _feeds(layout, part, field), fault
        )


def _read(field: Field, text: str, letters: tuple[str, ...]) -> tuple[str, str]:
    try:
        return str(read_field(field, text, letters)), ""
    except ValueError as error:
        return "", str(error)


def _feeds(layout: Layout, part: str, field: Field) -> str:
    columns = layout.feeds(field.name) if part == "row" else ()
    return ", ".join((*columns, *filter(None, (field.feeds, field.must_equal))))


def _statement(pieces: Pieces, layout: Layout) -> Iterator[Explained]:
    assert layout.statement is not None  # noqa: S101 -- only statements come here
    for line in statement_lines(pieces, layout.statement):
        value = " ".join(
            filter(None, (line.date, "" if line.key in ("title", "imported") else str(line.pence)))
        )
        yield Explained(line.number, "statement", line.key, 1, len(line.text), line.text, value, "")
