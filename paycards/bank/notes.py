"""What each value of a bank file was read as, and the refusal of one that cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from paycards.errors import FileRefused
from paycards.money import to_pounds

Value = TypeVar("Value")


@dataclass(frozen=True)
class Explained:
    """One value. `entry` is 0 for what stands outside the entries; `fault` says what was expected."""

    entry: int
    place: str
    text: str
    read_as: str
    feeds: str
    fault: str = ""


@dataclass
class Notes:
    """Keeps what was read outside of the entries and in the entry `wanted`, and what led to a refusal."""

    wanted: int = 1
    entry: int = 0
    _kept: list[Explained] = field(default_factory=list)
    _latest: list[Explained] = field(default_factory=list)

    def begin(self, entry: int) -> None:
        """Go on to an entry, or with 0 to what stands outside."""
        if self.entry in (0, self.wanted):
            self._kept += self._latest
        self._latest = []
        self.entry = entry

    def take(self, inside: Notes, member: str, before: int) -> None:
        """Keep what was noted of a file in an archive, whose entries come behind `before` others."""
        self._kept += [
            replace(note, entry=note.entry and note.entry + before, place=f"{member}, {note.place}")
            for note in inside.explained()
        ]

    def explained(self) -> tuple[Explained, ...]:
        """What was kept, in the order of reading; after a refusal with the entry that led to it."""
        kept = self.entry in (0, self.wanted) or any(note.fault for note in self._latest)
        return (*self._kept, *(self._latest if kept else ()))

    def read(self, place: str, text: str, how: Callable[[str], Value], feeds: str) -> Value:
        """Read a text; `how` raises ValueError that says what was expected. Raises FileRefused."""
        try:
            value = how(text)
        except ValueError as error:
            self._latest.append(Explained(self.entry, place, text, "", feeds, str(error)))
            raise FileRefused("it cannot be read", self.entry, place, text, str(error)) from error
        self._latest.append(Explained(self.entry, place, text, _shown(value, feeds), feeds))
        return value

    def refused(self, place: str, problem: str, text: str = "", expected: str = "") -> FileRefused:
        """A refusal at a place."""
        self._latest.append(Explained(self.entry, place, text, "", "", expected or problem))
        return FileRefused(problem, self.entry, place, text, expected)


def _shown(value: object, feeds: str) -> str:
    if isinstance(value, int) and feeds.endswith("_pence"):
        return to_pounds(value, thousands=True)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value if part != "")
    return str(value)
