"""What a file says, as far as it can be read: for a person who decides on one that was refused or is held.

Nothing here is proved, and nothing of it is ever posted. Lines that are no rows are passed over; a row whose
amount cannot be read is counted, and left out of the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paycards.channels.columns import REVERSAL
from paycards.channels.fields import Field, Footer, Record, Source, Value
from paycards.channels.formats import FORMATS, read_field
from paycards.channels.identity import named_parts
from paycards.channels.layout import Layout
from paycards.channels.lines import split_delimited
from paycards.channels.pieces import BYTE_ORDER_MARK, END_OF_FILE
from paycards.errors import FileRefused

MARKS = ("constant", "choice")  # formats of a field that says what a record is
LAST_LINES = 20  # among which all footers and trailers are
OWN_TOTALS = ("net_pence", "net_size_pence", "absolute_pence")


@dataclass(frozen=True)
class SeenRow:
    """One row as it reads; a text is empty where the layout has none, an unreadable amount is None."""

    row: int  # the first record of the file is 1
    amount_pence: int | None
    paid_on: str
    card_number: str
    client_reference: str
    outlet: str
    receipt: str


@dataclass(frozen=True)
class Glance:
    """A file at a glance. `own_pence` is what its own footer or trailer says, if that can be read.

    At the Post Office that counts every amount without its sign.
    """

    layout: str
    rows: tuple[SeenRow, ...]
    own_pence: int | None

    @property
    def total_pence(self) -> int:
        """The sum of the amounts that can be read; reversals are negative."""
        return sum(row.amount_pence or 0 for row in self.rows)

    @property
    def unread(self) -> int:
        """How many rows have an amount that cannot be read."""
        return sum(row.amount_pence is None for row in self.rows)


def glance(file_name: str, data: bytes, layouts: Iterable[Layout]) -> Glance | None:
    """Look into a file by the layout that finds most rows of those its name fits; None: none has payments."""
    glances = [
        _by(layout, file_name, data)
        for layout in layouts
        if layout.content == "payments" and named_parts(file_name, layout) is not None
    ]
    return max(glances, key=lambda seen: len(seen.rows) - seen.unread, default=None)


def own_total(file_name: str, data: bytes, layout: Layout) -> int | None:
    """What a file that was accepted by this layout says in its own last lines that its rows come to."""
    assert layout.row is not None  # noqa: S101 -- a layout of payments has rows
    reader = _Reader(layout, layout.row, (named_parts(file_name, layout) or {}).get("extension", ""))
    last = list(_records(data, layout))[-LAST_LINES:]
    others = (record for number, record in last if reader.row(number, record) is None)
    found = (_own_total(layout, record) for record in others)
    return next((pence for pence in found if pence is not None), None)


def _by(layout: Layout, file_name: str, data: bytes) -> Glance:
    assert layout.row is not None  # noqa: S101 -- a layout of payments has rows
    reader = _Reader(layout, layout.row, (named_parts(file_name, layout) or {}).get("extension", ""))
    rows, own = [], None
    for number, record in _records(data, layout):
        row = reader.row(number, record)
        if row is not None:
            rows.append(row)
        elif own is None:
            own = _own_total(layout, record)
    return Glance(layout.name, tuple(rows), own)


def _records(data: bytes, layout: Layout) -> Iterator[tuple[int, bytes]]:
    """Every record with its number, from 1; an empty line is none."""
    data = data.removeprefix(BYTE_ORDER_MARK).removesuffix(END_OF_FILE)
    width = layout.row.width if layout.row else None
    if layout.line_end == "none" and width:
        lines = [data[start : start + width] for start in range(0, len(data), width)]
    else:
        lines = [line.rstrip(b"\r") for line in data.split(b"\n")]
    yield from enumerate((line for line in lines if line), start=1)


class _Reader:
    """Reads the rows of one layout, each by itself."""

    def __init__(self, layout: Layout, row: Record, extension: str) -> None:
        self._layout = layout
        self._row = row
        self._widths = row.widths(extension)
        self._money = row.field(layout.columns["amount_pence"].fields[0])
        self._others = tuple(text for footer in layout.footers for text in footer.beginnings)

    def row(self, number: int, record: bytes) -> SeenRow | None:
        """The row, or None where the record is none."""
        texts = self._delimited(record, number) if self._layout.form == "delimited" else self._fixed(record)
        if texts is None or not self._is_marked(texts):
            return None
        return SeenRow(
            row=number,
            amount_pence=self._amount(texts),
            paid_on=self._value("paid_on", texts),
            card_number=self._value("card_number", texts),
            client_reference=self._value("client_reference", texts),
            outlet=self._value("outlet", texts),
            receipt=self._value("receipt", texts),
        )

    def _delimited(self, record: bytes, number: int) -> dict[str, str] | None:
        texts = _split(record, number)
        if len(texts) != len(self._row.fields):
            return None
        return {field.name: text for field, text in zip(self._row.fields, texts, strict=True)}

    def _fixed(self, record: bytes) -> dict[str, str] | None:
        """A row may have a wrong length; then its amount must stand where amounts stand."""
        text = record.decode("latin-1")
        texts = {field.name: text[field.span] for field in self._row.fields}
        if text.startswith(self._others):
            return None
        return texts if len(record) in self._widths or self._amount(texts) is not None else None

    def _is_marked(self, texts: dict[str, str]) -> bool:
        """Tell whether a record that says first what it is says that it is a row."""
        first = self._row.fields[0]
        return first.format not in MARKS or _read(first, texts[first.name]) is not None

    def _amount(self, texts: dict[str, str]) -> int | None:
        amount = _read(self._money, texts[self._money.name])
        if not isinstance(amount, int):
            return None
        return -amount if self._value("kind", texts) == REVERSAL else amount

    def _value(self, column: str, texts: dict[str, str]) -> str:
        source = self._layout.columns.get(column, Source(constant=""))
        if not source.fields:
            return source.constant or ""
        raw = "-".join(texts[name].strip() for name in source.fields)
        if source.values is not None:
            return source.values.get(raw, raw)
        field = self._row.field(source.fields[0])
        read = _read(field, texts[field.name]) if len(source.fields) == 1 else None
        return raw if read is None else str(read)[: 10 if source.part == "date" else None]


def _own_total(layout: Layout, record: bytes) -> int | None:
    """What a footer or trailer says that the rows come to."""
    if layout.trailer is not None:
        return _trailer_total(layout, layout.trailer, record)
    text = record.decode("ascii", "backslashreplace")
    for footer in layout.footers:
        if footer.must_equal in OWN_TOTALS and text.startswith(footer.text):
            return _footer_total(footer, text)
    return None


def _footer_total(footer: Footer, text: str) -> int | None:
    try:
        return int(FORMATS[footer.format].read(text[len(footer.text) :]))
    except ValueError:
        return None


def _trailer_total(layout: Layout, trailer: Record, record: bytes) -> int | None:
    if layout.form == "delimited":
        names = [field.name for field in trailer.fields]
        texts = dict(zip(names, _split(record, 1), strict=False))
    else:
        text = record.decode("latin-1")
        texts = {field.name: text[field.span] for field in trailer.fields}
    read = {
        field.must_equal or field.name: _read(field, texts.get(field.name, "")) for field in trailer.fields
    }
    if read.get(trailer.fields[0].name) is None:
        return None
    sign = -1 if read.get("net_sign") == "-" else 1
    found = (value for name in OWN_TOTALS if isinstance(value := read.get(name), int))
    return next((sign * value for value in found), None)


def _split(record: bytes, number: int) -> list[str]:
    try:
        return split_delimited(record, number)
    except FileRefused:
        return []


def _read(field: Field, text: str) -> Value | None:
    try:
        return read_field(field, text)
    except ValueError:
        return None
