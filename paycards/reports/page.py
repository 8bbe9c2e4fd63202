"""A page of tables as plain data: its forms are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table of a page. `numbers` are the columns of numbers; `widths` share a line out, in hundredths."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int]
    widths: Sequence[int]
    nothing: str = "None."  # said where it has no rows


@dataclass(frozen=True)
class Page:
    """A title, whose page it is, what it says first, and sections of tables: the first names its section.

    `verdict` is what the page comes to; `notes` stand below it. A dense page is set smaller on paper.
    """

    title: str
    whose: str
    verdict: str
    notes: Sequence[str]
    sections: Sequence[Sequence[Table]]
    dense: bool = False
