"""Cut a file into its head, its rows and its tail, without looking inside any of them.

The head is the header or title, the tail the trailer or footers; both are short. The rows stay
where they are in the bytes: `starts` and `lengths` say where. What the rules on line ends,
empty lines, the end-of-file character and byte order marks allow is settled here.
"""

from __future__ import annotations

from paycards.channels.layout import Layout
from paycards.channels.pieces import BYTE_ORDER_MARK, END_OF_FILE, MIXED, Pieces
from paycards.channels.row_places import row_places
from paycards.errors import FileRefused

BLOCK = 4096  # bytes that are searched at once for line ends at the end of something


def cut(data: bytes, layout: Layout) -> Pieces:
    """Cut `data` as its layout says. Raises FileRefused."""
    start = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    if start and layout.form != "delimited":
        raise FileRefused("a byte order mark stands before the first record")
    end = _end(data, start)
    if end == start:
        raise FileRefused("the file is empty")
    if layout.line_end == "none":
        return _cut_records(data, start, end, layout)
    return _cut_lines(data, start, end, layout)


def _end(data: bytes, start: int) -> int:
    """Where the content ends: before line ends, empty lines and one end-of-file character."""
    last = len(data) - (data[-1:] == END_OF_FILE)
    end = _before_line_ends(data, start, last)
    tail = data[end:last]
    if tail not in (b"\r\n" * tail.count(b"\n"), b"\n" * len(tail)):
        raise FileRefused(MIXED)
    return end


def _before_line_ends(data: bytes, first: int, last: int) -> int:
    """Where the line ends at the end of `data[first:last]` begin."""
    while last > first:
        block = data[max(first, last - BLOCK) : last]
        left = len(block.rstrip(b"\r\n"))
        last += left - len(block)
        if left:
            break
    return last


def _cut_records(data: bytes, start: int, end: int, layout: Layout) -> Pieces:
    import numpy as np

    width = _width(layout)
    if data[start + width : start + width + 1] in (b"\r", b"\n") and end > start + width:
        raise FileRefused("a line end stands after a record: this layout has none", row=1)
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
    tail_from = _tail_start(data, first, end, layout)
    tail = _lines(data[tail_from:end], line_end) if tail_from < end else ()
    last = _before_empty_lines(data, first, tail_from, line_end)
    if tail:
        _refuse_empty_lines(data, last, tail_from, layout, no_rows=last == first)
    else:
        _refuse_cut_short(data, end, layout, no_rows=last == first)
    starts, lengths = row_places(data, first, last, line_end, len(head) + 1)
    return Pieces(data, head, starts, lengths, tail, (first, last))


def _head(
    data: bytes, start: int, end: int, layout: Layout, line_end: bytes
) -> tuple[tuple[bytes, ...], int]:
    """The header or title line, and where the rows begin."""
    if layout.header is None and not layout.title:
        return (), start
    mark = data.find(b"\n", start, end)
    stop = end if mark < 0 else mark + 1
    (line,) = _lines(data[start:stop].removesuffix(line_end), line_end)
    if layout.title:
        stop = data.find(b"\n", start) + 1
        if not stop or not data.startswith(line_end, stop):
            raise FileRefused("the empty line after the title is missing", row=1)
        stop += len(line_end)
    return (line,), min(stop, end)


def _tail_start(data: bytes, first: int, end: int, layout: Layout) -> int:
    """Where the trailer or the first footer begins. Raises FileRefused if it is missing."""
    if layout.trailer is not None:
        start = max(first, data.rfind(b"\n", first, end) + 1)
        if start == end:
            raise FileRefused("the trailer is missing")
        return start
    texts = [begin for footer in layout.footers for begin in footer.beginnings]
    found = [place for text in texts if (place := _line_beginning(data, first, end, text.encode())) >= 0]
    needed = [footer.text for footer in layout.footers if not footer.optional]
    if needed and not found:
        raise FileRefused(f"the lines after the rows are missing, {needed[0]!r} and what follows it")
    return min(found, default=end)


def _line_beginning(data: bytes, first: int, end: int, text: bytes) -> int:
    """Where the first line that begins with `text` begins, or -1."""
    if data.startswith(text, first, end):
        return first
    place = data.find(b"\n" + text, first, end)
    return place + 1 if place >= 0 else -1


def _before_empty_lines(data: bytes, first: int, tail_from: int, line_end: bytes) -> int:
    """Where the last row ends, its line end left out. Raises FileRefused where line ends are mixed."""
    last = _before_line_ends(data, first, tail_from)
    ends = data[last:tail_from]
    if ends != line_end * (len(ends) // len(line_end)):
        raise FileRefused(MIXED)
    return last


def _refuse_empty_lines(data: bytes, last: int, tail_from: int, layout: Layout, *, no_rows: bool) -> None:
    """As many empty lines follow the rows as the layout wants, or say that they are missing."""
    found = data.count(b"\n", last, tail_from) - (
        not no_rows
    )  # the line end of the last row is no empty line
    wanted = layout.empty_lines_before_footers
    if wanted == "some" and found < 1:
        raise FileRefused("the empty line between the rows and the lines after them is missing")
    if wanted == "none" and found > 0:
        raise FileRefused("an empty line stands between the rows and the lines after them")


def _refuse_cut_short(data: bytes, end: int, layout: Layout, *, no_rows: bool) -> None:
    """Where every footer may be missing and is, an empty line is all that says that the file is whole."""
    if layout.footers and not no_rows and data.count(b"\n", end) < 2:
        ends = f"neither an empty line nor {layout.footers[0].text!r} follows the rows"
        raise FileRefused(f"what ends the file is missing, {ends}")


def _lines(text: bytes, line_end: bytes) -> tuple[bytes, ...]:
    """Split a few lines. Raises FileRefused where another line end stands among them."""
    lines = text.split(line_end)
    if any(b"\n" in line or line.endswith(b"\r") for line in lines):
        raise FileRefused(MIXED)
    return tuple(lines)
