"""Where each row stands among the bytes of a file, and that all of them end in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.channels.pieces import MIXED
from paycards.errors import FileRefused

if TYPE_CHECKING:
    from paycards.channels.pieces import Places


def row_places(data: bytes, first: int, last: int, line_end: bytes, number: int) -> tuple[Places, Places]:
    """Where each row starts and how long it is; `number` is the record number of the first."""
    import numpy as np

    if last == first:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if line_end == b"\n" and (other := data.find(b"\r\n", first, last + 1)) >= 0:
        raise FileRefused(MIXED, row=number + data.count(b"\n", first, other))
    even = _even_rows(data, first, last, line_end)
    if even is not None:
        return even
    region = np.frombuffer(data, np.uint8)[first:last]
    marks = np.flatnonzero(region == 0x0A)
    if line_end == b"\r\n":
        wrong = region[marks - 1] != 0x0D
        if wrong.any():
            raise FileRefused(MIXED, row=number + int(wrong.argmax()))
    starts = np.concatenate(([0], marks + 1)) + first
    stops = np.concatenate((marks - (len(line_end) - 1), [last - first])) + first
    return starts, stops - starts


def _even_rows(data: bytes, first: int, last: int, line_end: bytes) -> tuple[Places, Places] | None:
    """The same for rows that all have the width of the first, without a search; else None."""
    import numpy as np

    stop = data.find(line_end, first, last)
    if stop < 0:
        return None
    width = stop - first
    step = width + len(line_end)
    count, left = divmod(last - first - width, step)
    if width <= 0 or left:
        return None
    ends = np.frombuffer(data, np.uint8, count * step, first).reshape(count, step)[:, width:]
    if not (ends == np.frombuffer(line_end, np.uint8)).all() or data.count(b"\n", first, last) != count:
        return None
    starts = np.arange(first, last, step, dtype=np.int64)
    return starts, np.full(len(starts), width, dtype=np.int64)
