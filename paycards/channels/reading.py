"""Read one file: choose its layout, cut it, check it, and give its columns and totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.channels.cutting import BYTE_ORDER_MARK, Pieces, cut
from paycards.channels.fields import Record
from paycards.channels.footers import check_footers, read_footers
from paycards.channels.formats import Value
from paycards.channels.identity import Identity, identify, named_parts
from paycards.channels.layout import Layout
from paycards.channels.records import check_agreement, created_on, printable, texts_of, values_of
from paycards.channels.statement import Statement, read_statement
from paycards.errors import FileRefused

if TYPE_CHECKING:
    import pandas as pd

    from paycards.channels.rows import Rows


@dataclass(frozen=True)
class Decoded:
    """A file that was read whole and agrees with itself."""

    layout: str
    layout_sha256: str  # of the layout's own file, as it was then
    kind: str  # payments | cards | control | statement | report
    client_code: str
    sequence: int
    series: str
    limit: int
    created_on: str  # ISO 8601, or empty where the file does not say
    frame: pd.DataFrame | None  # the columns of `columns.py`
    rows: int
    total_pence: int  # signed, reversals negative; 0 where there are no payments
    statement: Statement | None


def read_file(
    file_name: str, data: bytes, layouts: Iterable[Layout], *, reference_prefix: str = ""
) -> Decoded:
    """Read a whole file by whichever of `layouts` fits its name and first row.

    `reference_prefix` is taken off each client reference that begins with it. Raises
    FileRefused with row, field, value and what was expected, as far as they apply.
    """
    layout, identity = choose(file_name, data, tuple(layouts))
    created, frame, statement = _read(file_name, data, layout, reference_prefix)
    amounts = frame["amount_pence"] if frame is not None and "amount_pence" in frame else None
    return Decoded(
        layout=layout.name,
        layout_sha256=layout.sha256,
        kind=layout.content,
        client_code=identity.client_code,
        sequence=identity.sequence or 0,
        series=identity.series,
        limit=identity.limit,
        created_on=created,
        frame=frame,
        rows=0 if frame is None else len(frame),
        total_pence=0 if amounts is None else int(amounts.sum()),
        statement=statement,
    )


def choose(file_name: str, data: bytes, layouts: tuple[Layout, ...]) -> tuple[Layout, Identity]:
    """The one layout that fits a file, and whose file it is. Raises FileRefused."""
    fits = tuple(layout for layout in layouts if named_parts(file_name, layout) is not None)
    if not fits:
        names = ", ".join(layout.name for layout in layouts)
        raise FileRefused(f"its name fits none of the layouts {names}", value=file_name)
    layout = fits[0] if len(fits) == 1 else _by_first_row(file_name, data, fits)
    identities = identify(file_name, data, (layout,))
    if not identities:
        raise FileRefused(
            "the header does not say whose file this is: the file is cut short or damaged", row=1
        )
    if not identities[0].sequence:
        raise FileRefused("the sequence number is zero", 0, "file name", file_name, "a number from 1")
    return layout, identities[0]


def _by_first_row(file_name: str, data: bytes, fits: tuple[Layout, ...]) -> Layout:
    """Among layouts of one name pattern, the one whose rows are as wide as the first row."""
    first = data.removeprefix(BYTE_ORDER_MARK)[: 1 << 16].split(b"\n", 1)[0].rstrip(b"\r")
    texts = [footer.text.encode() for layout in fits for footer in layout.footers]
    if not first or any(first.startswith(text) for text in texts):
        return fits[0]  # no rows: the layouts do not differ
    widths = {layout.name: _widths(file_name, layout) for layout in fits}
    chosen = [layout for layout in fits if len(first) in widths[layout.name]]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        names = " and ".join(layout.name for layout in chosen)
        raise FileRefused(f"the layouts {names} both fit: name one of them as the contract's channel")
    expected = " or ".join(str(width) for each in widths.values() for width in each)
    raise FileRefused("a row of another length", 1, "", f"{len(first)} characters", expected)


def _widths(file_name: str, layout: Layout) -> tuple[int, ...]:
    parts = named_parts(file_name, layout) or {}
    return layout.row.widths(parts.get("extension", "")) if layout.row else ()


def _read(
    file_name: str, data: bytes, layout: Layout, prefix: str
) -> tuple[str, pd.DataFrame | None, Statement | None]:
    if layout.form == "unread":
        return "", None, None
    pieces = cut(data, layout)
    if layout.statement is not None:
        return "", None, read_statement(pieces, layout.statement)
    return *_read_rows(file_name, pieces, layout, prefix), None


def _read_rows(file_name: str, pieces: Pieces, layout: Layout, prefix: str) -> tuple[str, pd.DataFrame]:
    from paycards.channels.frame import build_frame
    from paycards.channels.totals import measures

    parts = named_parts(file_name, layout) or {}
    name = {f"name.{key}": text for key, text in parts.items()}
    known: dict[str, Value] = {**name, "name": file_name, "name.sequence": int(parts["sequence"])}
    extension = parts.get("extension", "")
    created = _check_head(layout, pieces, known)
    rows = _rows(layout, pieces, extension)
    frame = build_frame(layout, rows, pieces.first_row, layout.extensions.get(extension), prefix)
    known |= measures(frame)
    _refuse_rejects(layout, pieces, extension, frame)
    return _check_tail(layout, pieces, extension, known) or created, frame


def _rows(layout: Layout, pieces: Pieces, extension: str) -> Rows:
    from paycards.channels.delimited import DelimitedRows
    from paycards.channels.rows import FixedRows

    assert layout.row is not None  # noqa: S101 -- forms without rows are read elsewhere
    if layout.form == "delimited":
        return DelimitedRows(pieces, layout.row)
    _refuse_widths(pieces, layout.row.widths(extension))
    return FixedRows(pieces, layout.row.width or 0)


def _check_head(layout: Layout, pieces: Pieces, known: Mapping[str, Value]) -> str:
    """Check the title or header; the creation date it gives, or empty."""
    if layout.title:
        title = printable(pieces.head[0], 1)
        if title != layout.title:
            raise FileRefused("the title is wrong", 1, "", title, repr(layout.title))
    if layout.header is None:
        return ""
    return created_on(layout.header, _check_record(layout, layout.header, pieces.head[0], 1, known))


def _check_tail(layout: Layout, pieces: Pieces, extension: str, known: Mapping[str, Value]) -> str:
    """Check trailer or footers against the rows; the creation date they give, or empty."""
    if layout.trailer is not None:
        _check_record(layout, layout.trailer, pieces.tail[0], pieces.first_tail, known)
        return ""
    return check_footers(read_footers(layout, pieces.tail, pieces.first_tail, extension), known)


def _check_record(
    layout: Layout, record: Record, line: bytes, number: int, known: Mapping[str, Value]
) -> dict[str, Value]:
    texts = texts_of(layout, record, line, number)
    values = values_of(record, texts, number)
    check_agreement(record, texts, values, known, number)
    return values


def _refuse_rejects(layout: Layout, pieces: Pieces, extension: str, frame: pd.DataFrame) -> None:
    """What a longer row has after the usual row must fit, and takes money back."""
    row = layout.row
    if row is None or row.reject is None or extension not in row.reject.extensions:
        return
    longer = pieces.lengths > (row.width or 0)
    positive = longer & (frame["amount_pence"].to_numpy() > 0)
    if positive.any():
        number = pieces.first_row + int(positive.argmax())
        raise FileRefused("a reject whose amount is not negative", number, "amount")
    reasons: dict[bytes, int] = {}
    for index in longer.nonzero()[0]:
        reasons.setdefault(pieces.row(int(index))[row.width :], pieces.first_row + int(index))
    for reason, number in reasons.items():
        text = printable(reason, number)
        if re.fullmatch(row.reject.pattern, text, re.ASCII) is None:
            raise FileRefused(
                "cannot be read", number, "reject", text, f"text that fits {row.reject.pattern}"
            )


def _refuse_widths(pieces: Pieces, allowed: tuple[int, ...]) -> None:
    import numpy as np

    bad = ~np.isin(pieces.lengths, allowed)
    if bad.any():
        row = int(bad.argmax())
        number, found = pieces.first_row + row, int(pieces.lengths[row])
        if not found:
            raise FileRefused("an empty line stands between the rows", number)
        expected = " or ".join(map(str, allowed))
        raise FileRefused("a row of another length", number, "", f"{found} characters", expected)
