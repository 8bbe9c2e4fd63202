"""What was worked out from the books, kept for as long as they stand as they did.

A page that many people open should not prove a day for each of them. Whoever asks says by which mark the
books are known to be the same; with another mark it is worked out anew. One result for each name is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept:
    """The results of one process, by name, each with the mark under which it was worked out."""

    _results: dict[Hashable, tuple[Hashable, object]] = field(default_factory=dict, repr=False)

    def of(self, name: Hashable, mark: Hashable, work_out: Callable[[], Result]) -> Result:
        """Return the result that is kept under this mark, or work it out."""
        known = self._results.get(name)
        if known is not None and known[0] == mark:
            return known[1]  # type: ignore[return-value] # of the same name, so of the same kind
        result = work_out()
        self._results[name] = (mark, result)
        return result
