"""A sheet of wrong references and right ones, as somebody hands it in, and what each row comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WantedRow:
    """A row of the sheet: references as they are compared; `fund` is that of the right account, or empty."""

    row: int
    fund: str
    wrong: str
    right: str


@dataclass(frozen=True)
class ReferenceSheet:
    """The sheet; `council` is empty where it names none."""

    name: str
    sha256: str
    council: str
    rows: tuple[WantedRow, ...]


@dataclass(frozen=True)
class Change:
    """How a wrong reference is to be read: as the account `account_id`, or with None as it stands.

    `fund` and `reference` name that account; they are empty where the correction is undone.
    """

    row: int
    wrong: str
    account_id: int | None
    fund: str = ""
    reference: str = ""


@dataclass(frozen=True)
class RowEffect:
    """What a row does: cards that change accounts, payments that are moved, open items that are placed.

    `waiting` counts the items that name the wrong reference and stay in suspense, `back` the payments that
    go back to suspense because nobody knows any more whose they are.
    """

    row: int
    wrong: str
    fund: str
    reference: str
    cards: int
    payments: int
    payments_pence: int
    items: int
    items_pence: int
    waiting: int
    back: int
    back_pence: int


def sheet_of(terms: Mapping[str, Any]) -> ReferenceSheet:
    """Read the sheet that such a decision is about."""
    rows = tuple(WantedRow(*row) for row in terms["rows"])
    return ReferenceSheet(terms["file"], terms["sha256"], "", rows)


def effects_of(terms: Mapping[str, Any]) -> tuple[RowEffect, ...]:
    """What each row was to do when it was proposed."""
    return tuple(RowEffect(**effect) for effect in terms["effects"])
