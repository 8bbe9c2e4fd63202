"""Read one file: choose its layout, cut it, check it, and give its columns and totals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paycards.channels.columns import OWN_TERMINALS
from paycards.channels.cutting import cut
from paycards.channels.decoded import Decoded, SupplierStatement
from paycards.channels.fields import Value
from paycards.channels.footers import check_footers, read_footers
from paycards.channels.identity import choose, named_parts
from paycards.channels.layout import Layout
from paycards.channels.lines import printable
from paycards.channels.pieces import Pieces
from paycards.channels.records import date_fed, read_record
from paycards.channels.supplier_statement import read_statement
from paycards.errors import FileRefused

if TYPE_CHECKING:
    import pandas as pd

    from paycards.channels.rows import Rows


@dataclass(frozen=True)
class _Asked:
    """What a file is read with besides its layout."""

    file_name: str
    reference_prefix: str
    came_on: dt.date | None
    any_day: bool


@dataclass(frozen=True)
class _Days:
    """The days that a file says of itself, ISO 8601 or empty; its payments lie near the `named` one."""

    created_on: str = ""
    settles_on: str = ""
    named: str = ""


def read_file(
    file_name: str,
    data: bytes,
    layouts: Iterable[Layout],
    *,
    reference_prefix: str = "",
    came_on: dt.date | None = None,
    any_day: bool = False,
) -> Decoded:
    """Read a whole file by whichever of `layouts` fits its name and first row.

    `reference_prefix` is taken off each client reference that begins with it. `came_on` is the local day on
    which the file came; no payment may be dated long after it where the file itself names no day. None: the
    day is not known, and nothing is asked of it. With `any_day` payments may be dated on any day: so a file
    is read that was accepted before, whatever was asked of it then. Raises FileRefused with row, field, value
    and what was expected, as far as they apply.
    """
    layout, identity = choose(file_name, data, tuple(layouts))
    asked = _Asked(file_name, reference_prefix, came_on, any_day)
    days, frame, statement = _read(asked, data, layout)
    amounts = frame["amount_pence"] if frame is not None and "amount_pence" in frame else None
    return Decoded(
        layout=layout.name,
        layout_sha256=layout.sha256,
        kind=layout.content,
        client_code=identity.client_code,
        sequence=identity.sequence or 0,
        series=identity.series,
        limit=identity.limit,
        created_on=days.created_on,
        frame=frame,
        rows=0 if frame is None else len(frame),
        total_pence=0 if amounts is None else int(amounts.sum()),
        statement=statement,
        named_day=days.named,
        settles_on=days.settles_on,
        till_pence=0 if frame is None or amounts is None else _till_pence(frame),
    )


def _till_pence(frame: pd.DataFrame) -> int:
    if OWN_TERMINALS not in frame["network"].cat.categories:
        return 0
    return int(frame.loc[frame["network"] == OWN_TERMINALS, "amount_pence"].sum())


def _read(
    asked: _Asked, data: bytes, layout: Layout
) -> tuple[_Days, pd.DataFrame | None, SupplierStatement | None]:
    if layout.form == "unread":
        return _Days(), None, None
    pieces = cut(data, layout)
    if layout.statement is not None:
        return _Days(), None, _statement(asked, read_statement(pieces, layout.statement))
    return *_read_rows(asked, pieces, layout), None


def _statement(asked: _Asked, statement: SupplierStatement) -> SupplierStatement:
    from paycards.channels.payment_days import refuse_days_that_nobody_means

    if not asked.any_day:
        refuse_days_that_nobody_means(statement.opening_on, statement.imported_on, statement.closing_on)
    return statement


def _read_rows(asked: _Asked, pieces: Pieces, layout: Layout) -> tuple[_Days, pd.DataFrame]:
    from paycards.channels.frame import build_frame
    from paycards.channels.payment_days import latest_day, refuse_days_that_nobody_means, refuse_far_days
    from paycards.channels.totals import measures

    parts = named_parts(asked.file_name, layout) or {}
    name = {f"name.{key}": text for key, text in parts.items()}
    known: dict[str, Value] = {**name, "name": asked.file_name, "name.sequence": int(parts["sequence"])}
    extension = parts.get("extension", "")
    days = _check_head(layout, pieces, known)
    rows = _rows(layout, pieces, extension)
    of_extension = layout.extensions.get(extension)
    frame = build_frame(layout, rows, pieces.first_row, of_extension, asked.reference_prefix)
    known |= measures(frame)
    _refuse_rejects(layout, pieces, extension, frame)
    created = _check_tail(layout, pieces, extension, known) or days.created_on
    days = replace(days, created_on=created, named=created or latest_day(layout, rows))
    if not asked.any_day:
        refuse_days_that_nobody_means(days.named, days.settles_on)
        refuse_far_days(layout, rows, frame, days.named, asked.came_on)
    return days, frame


def _rows(layout: Layout, pieces: Pieces, extension: str) -> Rows:
    from paycards.channels.delimited import DelimitedRows
    from paycards.channels.fixed_width import FixedRows

    assert layout.row is not None  # noqa: S101 -- forms without rows are read elsewhere
    if layout.form == "delimited":
        return DelimitedRows(pieces, layout.row)
    _refuse_widths(pieces, layout.row.widths(extension))
    return FixedRows(pieces, layout.row.width or 0)


def _check_head(layout: Layout, pieces: Pieces, known: Mapping[str, Value]) -> _Days:
    """Check the title or header; the days that it gives."""
    if layout.title:
        title = printable(pieces.head[0], 1)
        if title != layout.title:
            raise FileRefused("the title is missing", 1, "", title, repr(layout.title))
    if layout.header is None:
        return _Days()
    values = read_record("header", layout.header, pieces.head[0], 1, known)
    return _Days(*(date_fed(layout.header, values, feeds) for feeds in ("created_on", "settles_on")))


def _check_tail(layout: Layout, pieces: Pieces, extension: str, known: Mapping[str, Value]) -> str:
    """Check trailer or footers against the rows; the creation date they give, or empty."""
    if layout.trailer is not None:
        read_record("trailer", layout.trailer, pieces.tail[0], pieces.first_tail, known)
        return ""
    footers = read_footers(layout.footers, pieces.tail, pieces.first_tail, extension)
    return check_footers(footers, known)


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
        raise FileRefused("the length of the row is wrong", number, "", f"{found} characters", expected)
