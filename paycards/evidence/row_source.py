"""The bytes of one row in its original file, and how each of its fields was read."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.channels.cutting import cut
from paycards.channels.explaining import Explained, explain
from paycards.channels.identity import choose
from paycards.channels.layout import Layout


@dataclass(frozen=True)
class RowSource:
    """A row: where it stands in the original, its bytes, and its fields as its layout reads them."""

    layout: str
    layout_sha256: str
    delimited: bool
    offset: int
    data: bytes
    fields: list[Explained]


def row_source(file_name: str, data: bytes, layouts: tuple[Layout, ...], row: int) -> RowSource:
    """Cut one row out of its file. Raises FileRefused where the file cannot be cut, or has no such row."""
    fields = explain(file_name, data, layouts, row)
    layout, _ = choose(file_name, data, layouts)
    pieces = cut(data, layout)
    index = row - pieces.first_row
    in_rows = 0 <= index < len(pieces.starts)
    offset = int(pieces.starts[index]) if in_rows else 0
    return RowSource(
        layout=layout.name,
        layout_sha256=layout.sha256,
        delimited=layout.form == "delimited",
        offset=offset,
        data=pieces.row(index) if in_rows else b"",
        fields=fields if in_rows else [],
    )
