"""Cut a file into its head, its rows and its tail, without looking inside any of them.

The head is the header or title, the tail the trailer or footers; both are short. The rows stay
where they are in the bytes: `starts` and `lengths` say where. What the rules on line ends,
empty lines, the end-of-file character and byte order marks allow is settled here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.channels.layout import Layout
from paycards.errors import FileRefused

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Places = npt.NDArray[np.int64]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
END_OF_FILE = b"\x1a"
MIXED = "the line ends are mixed, some CRLF and some LF"


@dataclass(frozen=True)
class Pieces:
    """A cut file. Records count from 1: head first, then rows, then tail; empty lines do not count."""

    data: bytes
    head: tuple[bytes, ...]
    starts: Places
    lengths: Places
    tail: tuple[bytes, ...]
    region: tuple[int, int]  # where the rows stand in `data`, the last line end left out

    @property
    def first_row(self) -> int:
        """The record number of the first row."""
        return len(self.head) + 1

    @property
    def first_tail(self) -> int:
        """The record number of the first line of the tail."""
        return self.first_row + len(self.starts)

    def row(self, index: int) -> bytes:
        """The bytes of one row, counted from 0."""
        start = int(self.starts[index])
        return self.data[start : start + int(self.lengths[index])]


def cut(data: bytes, layout: Layout) -> Pieces:
    """Cut `data` as its layout says. Raises FileRefused."""
    start = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    if start and layout.form != "delimited":
        raise FileRefused("a byte order mark stands before the first record")
    end = _end(data, start)
    if layout.line_end == "none":
        return _cut_records(data, start, end, layout)
    return _cut_lines(data, start, end, layout)


def _end(data: bytes, start: int) -> int:
    """Where the content ends: before line ends, empty lines and one end-of-file character."""
    last = len(data) - (data[-1:] == END_OF_FILE)
    end = last
    while end > start and data[end - 1] in b"\r\n":
        end -= 1
    tail = data[end:last]
    if tail not in (b"\r\n" * tail.count(b"\n"), b"\n" * len(tail)):
        raise FileRefused(MIXED)
    return end


def _cut_records(data: bytes, start: int, end: int, layout: Layout) -> Pieces:
    import numpy as np

    width = _width(layout)
    if data[start + width : start + width + 1] in (b"\r", b"\n"):
        raise FileRefused("a line end stands after a record, this layout has none", row=1)
    count, left = divmod(end - start, width)
    edges = sum(record is not None for record in (layout.header, layout.trailer))
    if left or count < edges:
        raise FileRefused(
            "the file is cut short, or a record is too long",
            value=f"{end - start} characters",
            expected=f"records of {width}",
        )
    first = start + width * (layout.header is not None)
    last = end - width * (layout.trailer is not None)
    starts = np.arange(first, last, width, dtype=np.int64)
    lengths = np.full(len(starts), width, dtype=np.int64)
    head = (data[start:first],) if layout.header else ()
    tail = (data[last:end],) if layout.trailer else ()
    return Pieces(data, head, starts, lengths, tail, (first, last))


def _width(layout: Layout) -> int:
    return (layout.row.width if layout.row else None) or 1


def _cut_lines(data: bytes, start: int, end: int, layout: Layout) -> Pieces:
    mark = data.find(b"\n", start)
    line_end = b"\r\n" if mark > start and data[mark - 1 : mark] == b"\r" else b"\n"
    if data[end:].removesuffix(END_OF_FILE).replace(line_end, b""):
        raise FileRefused(MIXED)
    head, first = _head(data, start, end, layout, line_end)
    tail_from = max(first, _tail_start(data, first, end, layout))
    tail = _lines(data[tail_from:end], line_end)
    last = _before_empty_lines(data, first, tail_from, layout, line_end)
    starts, lengths = _rows(data, first, last, line_end, len(head) + 1)
    return Pieces(data, head, starts, lengths, tail, (first, last))


def _head(
    data: bytes, start: int, end: int, layout: Layout, line_end: bytes
) -> tuple[tuple[bytes, ...], int]:
    """The header or title line, and where the rows begin."""
    if layout.header is None and not layout.title:
        return (), start
    (line,), after = _lines(data[start : _line_stop(data, start, end)], line_end), _next(data, start, end)
    if layout.title:
        if data[after : _next(data, after, end)] != line_end:
            raise FileRefused("an empty line must stand after the title", row=1)
        after = _next(data, after, end)
    return (line,), after


def _line_stop(data: bytes, start: int, end: int) -> int:
    """Where the line that begins at `start` stops; its carriage return, if any, belongs to the line end."""
    mark = data.find(b"\n", start, end)
    if mark < 0:
        return end
    return mark - 1 if mark > start and data[mark - 1] == 0x0D else mark


def _next(data: bytes, start: int, end: int) -> int:
    mark = data.find(b"\n", start, end)
    return end if mark < 0 else mark + 1


def _tail_start(data: bytes, first: int, end: int, layout: Layout) -> int:
    """Where the trailer or the first footer begins. Raises FileRefused if there is none."""
    if layout.trailer is not None:
        return data.rfind(b"\n", first, end) + 1
    texts = [begin for footer in layout.footers for begin in _beginnings(footer.text, footer.split)]
    found = [place for text in texts if (place := _line_beginning(data, first, end, text)) >= 0]
    if layout.footers and not found:
        raise FileRefused("the lines after the rows are missing: the file is cut short")
    return min(found, default=end)


def _beginnings(text: str, split: object) -> tuple[bytes, ...]:
    starts = getattr(split, "starts", "")
    return (text.encode(), starts.encode()) if starts else (text.encode(),)


def _line_beginning(data: bytes, first: int, end: int, text: bytes) -> int:
    """Where the first line that begins with `text` begins, or -1."""
    if data.startswith(text, first, end):
        return first
    place = data.find(b"\n" + text, first, end)
    return place + 1 if place >= 0 else -1


def _before_empty_lines(data: bytes, first: int, tail_from: int, layout: Layout, line_end: bytes) -> int:
    """Where the last row ends, its line end left out."""
    last = tail_from
    while data.endswith(line_end, first, last):
        last -= len(line_end)
    # the line end of the last row is no empty line; without rows there is none
    empty = (tail_from - last) // len(line_end) - (last > first)
    wanted = layout.empty_lines_before_footers
    if (wanted == "some" and empty < 1) or (wanted == "none" and empty > 0):
        problem = "no empty line stands" if wanted == "some" else "an empty line stands"
        raise FileRefused(f"{problem} before the lines after the rows")
    return last


def _lines(text: bytes, line_end: bytes) -> tuple[bytes, ...]:
    """Split a few lines. Raises FileRefused where another line end stands among them."""
    lines = text.split(line_end)
    if any(b"\n" in line or line.endswith(b"\r") for line in lines):
        raise FileRefused(MIXED)
    return tuple(lines)


def _rows(data: bytes, first: int, last: int, line_end: bytes, number: int) -> tuple[Places, Places]:
    """Where each row starts and how long it is."""
    import numpy as np

    if last == first:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    even = _even_rows(data, first, last, line_end)
    if even is not None:
        return even
    region = np.frombuffer(data, np.uint8)[first:last]
    marks = np.flatnonzero(region == 0x0A)
    returns = region[marks - 1] == 0x0D
    wrong = ~returns if line_end == b"\r\n" else returns
    if wrong.any():
        raise FileRefused(MIXED, row=number + int(wrong.argmax()))
    starts = np.concatenate(([0], marks + 1)) + first
    stops = np.concatenate((marks - (len(line_end) - 1), [last - first])) + first
    return starts, stops - starts


def _even_rows(data: bytes, first: int, last: int, line_end: bytes) -> tuple[Places, Places] | None:
    """The same for rows that all have the width of the first, without a search; else None."""
    import numpy as np

    stop = data.find(line_end, first, last)
    width = (last if stop < 0 else stop) - first
    step = width + len(line_end)
    count, left = divmod(last - first - width, step)
    if width <= 0 or left:
        return None
    ends = np.frombuffer(data, np.uint8, count * step, first).reshape(count, step)[:, width:]
    if not (ends == np.frombuffer(line_end, np.uint8)).all():
        return None
    starts = np.arange(first, last, step, dtype=np.int64)
    return starts, np.full(len(starts), width, dtype=np.int64)
