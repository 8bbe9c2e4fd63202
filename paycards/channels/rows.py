"""The rows of a file as columns: what fixed-width rows and rows of CSV both give."""

from __future__ import annotations

from typing import Any, Protocol

from paycards.channels.cells import Codes, Mask, Pence
from paycards.channels.fields import Field, Part, Value


class Rows(Protocol):
    """The rows of a file; each call checks its field and may raise FileRefused."""

    count: int

    def text(self, field: Field, part: Part | None = None) -> Any:
        """A trimmed `large_string` Arrow array, times as HH:MM:SS; or a part of each timestamp, in London."""

    def number(self, field: Field) -> Pence:
        """The numbers of a field, as int64; pounds become pence."""

    def codes(self, field: Field, letters: tuple[str, ...] = ()) -> tuple[Codes, list[str], list[Value]]:
        """For each row the place of its value; the distinct raw texts; their values."""

    def parts(self, field: Field, part: Part) -> tuple[Codes, list[str]]:
        """For each row the place of this part of its timestamp, in London; the distinct parts."""

    def check(self, field: Field, letters: tuple[str, ...] = ()) -> None:
        """Only check."""

    def refuse(self, bad: Mask, field: Field, problem: str, expected: str = "") -> None:
        """Raise FileRefused for the first row of the mask, if any."""
