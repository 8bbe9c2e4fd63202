"""A file as a supplier leaves it, with what is odd about it and what paycards must make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Oddity:
    """What is odd about a row, and the state and reason it ends the week with."""

    what: str
    state: str = "posted"
    reason: str = ""


@dataclass(frozen=True)
class Line(Generic[RowT]):
    """One row to be written; most rows have nothing odd about them."""

    row: RowT
    oddity: Oddity | None = None


@dataclass(frozen=True)
class OddRow:
    """An oddity and its place: `row` counts the records of the file from 1."""

    row: int
    oddity: Oddity


@dataclass(frozen=True)
class DropFile:
    """One file in a contract's drop.

    It arrives before 09:00 on `arrives_on` and ends the week in `state` (accepted,
    quarantined, held or repeat); `what` says in one phrase why it is worth a look.
    """

    contract: str
    name: str
    data: bytes
    arrives_on: dt.date
    state: str = "accepted"
    what: str = ""
    odd_rows: tuple[OddRow, ...] = ()


def odd_rows(lines: Iterable[Line[RowT]], first_row: int) -> tuple[OddRow, ...]:
    """The odd ones among the lines, with their places; `first_row` is the place of the first line."""
    return tuple(
        OddRow(place, line.oddity) for place, line in enumerate(lines, start=first_row) if line.oddity
    )


def late(file: DropFile, arrives_on: dt.date) -> DropFile:
    """The same file, some days after its neighbours: it fills the gap that they opened."""
    return replace(
        file, arrives_on=arrives_on, what="came late: it fills the gap that the files after it opened"
    )


def cut_short(file: DropFile, keep: int, what: str) -> DropFile:
    """The file without its end: only the first `keep` bytes came."""
    return replace(file, data=file.data[:keep], state="quarantined", what=what, odd_rows=())


def resent(file: DropFile, name: str, arrives_on: dt.date) -> DropFile:
    """The same bytes once more, under another name."""
    what = f"the same bytes as {file.name} under another name"
    return replace(file, name=name, arrives_on=arrives_on, state="repeat", what=what, odd_rows=())


def misdelivered(file: DropFile, contract: str) -> DropFile:
    """A copy of the file in the drop of another contract."""
    what = f"belongs to {file.contract}, found in the drop of {contract}"
    return replace(file, contract=contract, state="quarantined", what=what, odd_rows=())
