"""Differences between the database and the originals, in words, the first of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

SHOWN = 20  # of each kind
NOT_THERE = "not there"

Values = tuple[Any, ...]

# What says who somebody is never leaves the database; that it differs does.
PERSONAL = frozenset(
    {"customer_ref", "title", "forenames", "surname", "email", "phone", "town", "postcode"}
    | {"address_1", "address_2", "address_3"}
    | {"note", "closing_note", "proposed_reason", "decided_reason"}
)
CARD_NUMBERS = ("card_number", "replaces")


@dataclass(frozen=True)
class Difference:
    """One thing that does not agree. Texts are empty, and `row` is None, where they do not apply.

    `about` says what it is besides file and row: an account, a step, an entry of the trail.
    """

    kind: str
    council: str
    database: str
    originals: str
    contract: str = ""
    file: str = ""
    row: int | None = None
    about: str = ""


def told_of(found: Difference) -> dict[str, str]:
    """A difference as a page shows it: what and where, and what each side holds."""
    row = "" if found.row is None else f"row {found.row}"
    where = " ".join(filter(None, (found.contract, found.file, row, found.about)))
    return {"kind": found.kind, "where": where, "database": found.database, "originals": found.originals}


@dataclass
class Findings:
    """How many differences there are of each kind, and the first of each; of `councils` alone, if given."""

    councils: frozenset[str] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    shown: list[Difference] = field(default_factory=list)

    def count(self, kind: str) -> bool:
        """Count one more; tell whether it is among those to be shown."""
        self.counts[kind] += 1
        return self.counts[kind] <= SHOWN

    def add(self, difference: Difference) -> None:
        """Count a difference, and show it if there are not too many of its kind."""
        of_others = self.councils is not None and difference.council not in {*self.councils, ""}
        if not of_others and self.count(difference.kind):
            self.shown.append(difference)

    def add_many(self, kind: str, count: int, first: Iterable[Difference]) -> None:
        """Count differences of one kind; of the first of them show as many as there is room for."""
        self.shown += islice(first, max(SHOWN - self.counts[kind], 0))
        self.counts += Counter({kind: count})  # nothing is counted where there is none


def both_sides(names: Sequence[str], ours: Values | None, theirs: Values | None) -> tuple[str, str]:
    """Say what each side holds under these names: of two rows only what differs."""
    whole = ours is None or theirs is None
    shown = [place for place in range(len(names)) if whole or ours[place] != theirs[place]]  # type: ignore[index]
    return _told(names, ours, shown), _told(names, theirs, shown)


def _told(names: Sequence[str], row: Values | None, shown: Iterable[int]) -> str:
    if row is None:
        return NOT_THERE
    return ", ".join(told(names[place], row[place]) for place in shown)


def told(name: str, value: object) -> str:
    """Say a value with its name; nothing that says who somebody is, of a card number the last four digits."""
    if name in PERSONAL:
        return f"{name} withheld"
    if name in CARD_NUMBERS and value:
        return f"{name} ...{str(value)[-4:]}"
    return f"{name} {'-' if value in (None, '') else value}"
