"""Try a layout on a sample, without a database: for whoever gets a layout right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.channels.catalogue import Layouts, load_layouts, read_layout
from paycards.channels.decoded import Decoded
from paycards.channels.explaining import Explained, explain
from paycards.channels.layout import Layout
from paycards.channels.reading import read_file
from paycards.errors import SettingsError, UsageError
from paycards.settings.own_files import own_files

if TYPE_CHECKING:
    import pandas as pd

QUANTIFIER = re.compile(r"(\\d|\[[^\]]*\])(?:\{(\d+)(?:,(\d+))?\}|\+)")


@dataclass(frozen=True)
class ListedLayout:
    """A layout as the list shows it. `file_name` is its pattern in words."""

    name: str
    channel: str
    content: str
    status: str
    own: bool
    file_name: str


@dataclass(frozen=True)
class Checked:
    """What was read of a sample; dates are ISO 8601 and empty where the file has none."""

    layout: str
    content: str
    client_code: str
    sequence: int
    created_on: str
    rows: int
    total_pence: int
    first_paid_on: str
    last_paid_on: str


def list_layouts(own: Path | None) -> list[ListedLayout]:
    """List every layout; those of the folder `own` take the place of built-in ones. Raises SettingsError."""
    mine = {path.stem for path in own_files(own)}
    return [
        ListedLayout(
            layout.name, layout.channel, layout.content, layout.status, name in mine, in_words(layout)
        )
        for name, layout in load_layouts(own).items()
    ]


def check_sample(layout: str, sample: Path, own: Path | None) -> Checked:
    """Read a whole sample by a layout, a channel's layouts, or a layout file of one's own.

    Raises SettingsError for a layout that is wrong or unknown, UsageError where there is no sample,
    FileRefused with row and field for what is wrong with the sample.
    """
    decoded = read_file(sample.name, _bytes_of(sample), _named(layout, load_layouts(own)))
    first, last = _paid_between(decoded)
    return Checked(
        layout=decoded.layout,
        content=decoded.kind,
        client_code=decoded.client_code,
        sequence=decoded.sequence,
        created_on=decoded.created_on,
        rows=decoded.rows,
        total_pence=decoded.total_pence,
        first_paid_on=first,
        last_paid_on=last,
    )


def explain_sample(
    sample: Path, own: Path | None, *, layout: str | None = None, row: int | None = None
) -> list[Explained]:
    """Explain each field of one record, by default the first row; nothing for a file that is only kept.

    Raises what `check_sample` raises, but not for what is wrong within a field.
    """
    layouts = load_layouts(own)
    chosen = tuple(layouts.values()) if layout is None else _named(layout, layouts)
    return explain(sample.name, _bytes_of(sample), chosen, row)


def _named(name: str, layouts: Layouts) -> tuple[Layout, ...]:
    if not name.endswith(".toml"):
        return layouts.for_channel(name)
    path = Path(name)
    if not path.is_file():
        raise SettingsError(f"There is no layout file {path}.")
    return (read_layout(path),)


def _bytes_of(sample: Path) -> bytes:
    try:
        return sample.read_bytes()
    except OSError as error:
        raise UsageError(f"The file {sample} cannot be read: {error.strerror}.") from error


def _paid_between(decoded: Decoded) -> tuple[str, str]:
    frame = decoded.frame
    if frame is None or frame.empty or "paid_on" not in frame:
        return "", ""
    days: pd.Series[str] = frame["paid_on"].astype(str)
    return str(days.min()), str(days.max())


def in_words(layout: Layout) -> str:
    r"""Describe the pattern of a layout's file names: each part in angle brackets, the rest as it stands.

    A pattern such as `PP(?P<client>[A-Z0-9]{6})_(?P<sequence>\d{6})\.DAT` is `PP<client, 6
    characters>_<sequence, 6 digits>.DAT`.
    """
    words, rest = "", layout.file_name
    while match := re.search(r"\(\?P<(\w+)>", rest):
        end = _closing(rest, match.start())
        words += _plain(rest[: match.start()])
        words += _part(match[1], rest[match.end() : end], layout)
        rest = rest[end + 1 :]
    return words + _plain(rest)


def _closing(pattern: str, start: int) -> int:
    """Find the bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[place], 0)
        if depth == 0:
            return place
    raise AssertionError("a pattern that compiles has all its brackets closed")


def _part(name: str, pattern: str, layout: Layout) -> str:
    if name == "extension":
        return f"<{' or '.join(layout.extensions)}>" if layout.extensions else pattern
    return f"<{', '.join(filter(None, (name, _length(pattern))))}>"


def _length(pattern: str) -> str:
    match = QUANTIFIER.fullmatch(pattern)
    if match is None:
        return ""
    what = "digits" if match[1] == r"\d" else "characters"
    if match[2] is None:
        return what
    return f"{match[2]} to {match[3]} {what}" if match[3] else f"{match[2]} {what}"


def _plain(pattern: str) -> str:
    return pattern.replace(r"\.", ".").replace("[A-Z]", "<letter>")
