"""Whose file it is, which number it has, and which layout reads it: by its name and its first record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paycards.channels.fields import LONGEST
from paycards.channels.layout import Layout
from paycards.channels.lines import split_delimited
from paycards.channels.pieces import BYTE_ORDER_MARK
from paycards.errors import FileRefused

MOST_DIGITS = 15  # of a sequence number: its place after many turns still fits into 64 bits
FIRST_LINE = 1 << 16  # bytes in which a first record ends


@dataclass(frozen=True)
class Identity:
    """One contract's series that a file could belong to.

    `limit` is the highest number of the width used, all nines: after it comes 1 again.
    """

    channel: str
    layouts: tuple[str, ...]  # the layouts that fit by name
    client_code: str
    sequence: int | None
    series: str  # what numbers run together: the extension at the Post Office, else empty
    limit: int


def named_parts(file_name: str, layout: Layout) -> dict[str, str] | None:
    """The named groups of the file name, or None where it is no name for this layout."""
    if len(file_name) > LONGEST:
        return None
    match = re.fullmatch(layout.file_name, file_name, re.ASCII)
    if match is None or len(match["sequence"] or "") not in range(1, MOST_DIGITS + 1):
        return None
    parts = {name: text for name, text in match.groupdict().items() if text is not None}
    if layout.extensions and parts.get("extension") not in layout.extensions:
        return None
    return parts


def identify(file_name: str, data: bytes, layouts: Iterable[Layout]) -> tuple[Identity, ...]:
    """Every contract's series that this file could belong to; never raises, empty when nothing fits."""
    found: dict[tuple[str, str, int, str, int], list[str]] = {}
    for layout in layouts:
        parts = named_parts(file_name, layout)
        client = _client_code(data, layout, parts) if parts else ""
        if parts and client:
            key = (layout.channel, client, *_number(layout, parts))
            found.setdefault(key, []).append(layout.name)
    return tuple(
        Identity(channel, tuple(names), client, sequence, series, limit)
        for (channel, client, sequence, series, limit), names in found.items()
    )


def choose(file_name: str, data: bytes, layouts: tuple[Layout, ...]) -> tuple[Layout, Identity]:
    """The one layout that fits a file, and whose file it is. Raises FileRefused."""
    if len(file_name) > LONGEST:
        raise FileRefused("too long", 0, "file name", file_name, f"at most {LONGEST} characters")
    fits = tuple(layout for layout in layouts if named_parts(file_name, layout) is not None)
    if not fits:
        names = ", ".join(layout.name for layout in layouts)
        raise FileRefused(f"its name fits none of the layouts {names}", 0, "file name", file_name)
    layout = fits[0] if len(fits) == 1 else _by_first_row(file_name, data, fits)
    identities = identify(file_name, data, (layout,))
    if not identities:
        raise FileRefused(
            "the header does not say whose file this is: it is missing, cut short or damaged", 1
        )
    if not identities[0].sequence:
        raise FileRefused("the sequence number is zero", 0, "file name", file_name, "a number from 1")
    return layout, identities[0]


def _client_code(data: bytes, layout: Layout, parts: dict[str, str]) -> str:
    field = layout.client_field
    if field is None or layout.header is None:
        return parts.get("client", "")
    if layout.form == "delimited":
        return _delimited_client(data, layout.header.fields.index(field), field.longest)
    text = data[field.span]
    whole = len(text) == field.length and all(32 <= byte < 127 for byte in text)
    return text.decode("ascii").strip(" ") if whole else ""


def _delimited_client(data: bytes, place: int, longest: int) -> str:
    try:
        text = split_delimited(_first_line(data), 1)[place].strip(" ")
    except (FileRefused, IndexError):
        return ""
    return text if len(text) <= longest and text.isprintable() else ""


def _number(layout: Layout, parts: dict[str, str]) -> tuple[int, str, int]:
    digits = parts["sequence"]
    series = parts.get("extension", "") if layout.series_by_extension else ""
    return int(digits), series, int("9" * len(digits))


def _first_line(data: bytes) -> bytes:
    return (
        data[: len(BYTE_ORDER_MARK) + FIRST_LINE]
        .removeprefix(BYTE_ORDER_MARK)
        .split(b"\n", 1)[0]
        .rstrip(b"\r")
    )


def _by_first_row(file_name: str, data: bytes, fits: tuple[Layout, ...]) -> Layout:
    """Among layouts of one name pattern, the one whose rows are as wide as the first row."""
    first = _first_line(data)
    texts = tuple(text.encode() for layout in fits for footer in layout.footers for text in footer.beginnings)
    if not first or first.startswith(texts):
        return fits[0]  # no rows: the layouts do not differ
    widths = {layout.name: _widths(file_name, layout) for layout in fits}
    chosen = [layout for layout in fits if len(first) in widths[layout.name]]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        names = " and ".join(layout.name for layout in chosen)
        raise FileRefused(f"the layouts {names} both fit: name one of them as the contract's channel")
    expected = " or ".join(map(str, sorted({width for each in widths.values() for width in each})))
    raise FileRefused("the length of the row is wrong", 1, "", f"{len(first)} characters", expected)


def _widths(file_name: str, layout: Layout) -> tuple[int, ...]:
    parts = named_parts(file_name, layout) or {}
    return layout.row.widths(parts.get("extension", "")) if layout.row else ()
