"""Where the rows of a file stand in its bytes, and in each row what a payment is looked for by.

With it a pack's own check goes through every row of the original again, without any layout.
"""

from __future__ import annotations

from typing import Any

from paycards.channels.cutting import cut
from paycards.channels.layout import Layout

LOOKED_FOR_BY = ("paid_on", "outlet", "amount_pence", "card_number", "receipt")


def raw_rows(path: str, data: bytes, layout: Layout) -> dict[str, object]:
    """Return the places of all rows, and of the fields that each of LOOKED_FOR_BY is made of.

    `form` is how a date is written. Raises FileRefused where the file cannot be cut.
    """
    pieces = cut(data, layout)
    rows = [[int(start), int(length)] for start, length in zip(pieces.starts, pieces.lengths, strict=True)]
    cuts = {name: _cuts(layout, name) for name in LOOKED_FOR_BY}
    return {
        "path": path,
        "first_record": pieces.first_row,
        "rows": _even(rows) or rows,
        "delimited": layout.form == "delimited",
        "cuts": cuts,
        "form": _form(layout),
    }


def _even(rows: list[list[int]]) -> dict[str, int] | None:
    """Rows of one length, one after the other, in four numbers; None where they are not."""
    if len(rows) < 2:
        return None
    offset, length = rows[0]
    step = rows[1][0] - offset
    if rows != [[offset + number * step, length] for number in range(len(rows))]:
        return None
    return {"offset": offset, "step": step, "length": length, "count": len(rows)}


def _cuts(layout: Layout, column: str) -> list[list[int]]:
    """First and last position, from 1, of each field that a column is joined from; in CSV its number."""
    source = layout.columns.get(column)
    return [_place(layout, name) for name in source.fields] if source else []


def _place(layout: Layout, name: str) -> list[int]:
    fields: Any = layout.row.fields if layout.row else ()
    place = next(number for number, field in enumerate(fields) if field.name == name)
    if layout.form == "delimited":
        return [place + 1, place + 1]
    return [fields[place].span.start + 1, fields[place].span.stop]


def _form(layout: Layout) -> str:
    source = layout.columns["paid_on"]
    return layout.row.field(source.fields[0]).format if layout.row else ""
