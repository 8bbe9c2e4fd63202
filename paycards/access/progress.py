"""Word of how far long work has come, for a person who watches; nobody watches unless a face says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Happened(Protocol):
    """Takes note of an event, with identifiers and counts: no names, no addresses, no card numbers."""

    def __call__(self, event: str, **facts: object) -> None:
        """Take note of one event."""


class Progress:
    """Says nothing; a face shows it in its own way."""

    def tell(self, text: str) -> None:
        """Say what is being done now."""

    def over(self, what: str, items: Sequence[Item]) -> Iterator[Item]:
        """Go through the items one by one and say how many are done."""
        self.begin(what, len(items))
        for item in items:
            yield item
            self.advance()

    def happened(self, event: str, **facts: object) -> None:
        """Take note of an event, for a log."""

    def begin(self, what: str, total: int) -> None:
        """Say that `total` things are to be done."""

    def advance(self, done: int = 1) -> None:
        """Say that so many more are done."""
