"""The rows of a list that every program splits alike, split by Arrow for all rows at once.

That is text in UTF-8 with commas and exactly the headings asked for, without control characters or empty
lines, where a quote stands only as RFC 4180 has one and each record is one line. Of any other list the
careful reader (`text_file.py`) says what it is.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

QUOTE, COMMA, RETURN, FEED = b'",\r\n'
CONTROLS = bytes(set(range(0x20)) - {RETURN, FEED} | {0x7F})
LONGEST_ROW = 100_000  # bytes


def plain_rows(data: bytes, columns: tuple[str, ...]) -> pa.Table | None:
    """Return a text column for each of `columns`; None where the list is to be read with care."""
    header, _, body = data.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    body = body.rstrip(b"\r\n")
    if header.removesuffix(b"\r") != ",".join(columns).encode() or not body or not _is_plain(body):
        return None
    import pyarrow as pa
    from pyarrow import csv

    texts = dict.fromkeys(columns, pa.large_string())
    try:
        table = csv.read_csv(
            io.BytesIO(body + b"\n"),
            read_options=csv.ReadOptions(column_names=list(columns)),
            parse_options=csv.ParseOptions(ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=texts, strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == body.count(b"\n") + 1 else None


def _is_plain(body: bytes) -> bool:
    if body.count(b"\r") != body.count(b"\r\n"):
        return False
    if body.startswith((b"\n", b"\r\n")) or b"\n\n" in body or b"\n\r\n" in body:
        return False
    if len(body.translate(None, CONTROLS)) != len(body):
        return False
    return _has_short_rows(body) and (QUOTE not in body or _has_plain_quotes(body))


def _has_short_rows(body: bytes) -> bool:
    import numpy as np

    ends = np.flatnonzero(np.frombuffer(body, np.uint8) == FEED)
    return int(np.diff(ends, prepend=0, append=len(body)).max()) < LONGEST_ROW


def _has_plain_quotes(body: bytes) -> bool:
    """Quotes open right after a comma or a line end, close right before one, both on one line."""
    import numpy as np

    letters = np.frombuffer(b"\n" + body + b"\n", np.uint8)
    quotes, ends = np.flatnonzero(letters == QUOTE), np.flatnonzero(letters == FEED)
    opens, closes = quotes[::2], quotes[1::2]
    if len(opens) != len(closes):
        return False
    may_stand_outside = np.isin(np.arange(256), (QUOTE, COMMA, RETURN, FEED))
    stand_right = may_stand_outside[letters[opens - 1]] & may_stand_outside[letters[closes + 1]]
    return bool(stand_right.all() and (np.searchsorted(ends, opens) == np.searchsorted(ends, closes)).all())
