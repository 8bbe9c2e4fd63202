"""Whose file it is, and which number it has: from the name, and the header where the name does not say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paycards.channels.layout import Layout


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
    match = re.fullmatch(layout.file_name, file_name, re.ASCII)
    if match is None:
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
        client = _client_code(data, layout, parts or {})
        if parts and client:
            key = (layout.channel, client, *_number(layout, parts))
            found.setdefault(key, []).append(layout.name)
    return tuple(
        Identity(channel, tuple(names), client, sequence, series, limit)
        for (channel, client, sequence, series, limit), names in found.items()
    )


def _client_code(data: bytes, layout: Layout, parts: dict[str, str]) -> str:
    if layout.client_field is None:
        return parts.get("client", "")
    text = data[layout.client_field.span]
    whole = len(text) == layout.client_field.length and all(32 <= byte < 127 for byte in text)
    return text.decode("ascii").strip(" ") if whole else ""


def _number(layout: Layout, parts: dict[str, str]) -> tuple[int, str, int]:
    digits = parts["sequence"]
    series = parts.get("extension", "") if layout.series_by_extension else ""
    return int(digits), series, int("9" * len(digits))
