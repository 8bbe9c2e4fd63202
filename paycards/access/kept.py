"""What was worked out from the books, kept for as long as they stand as they did.

A page that many people open should not prove a day for each of them. Whoever asks says by which mark the
books are known to be the same; with another mark it is worked out anew. One result for each name is kept.
Where several ask for it at the same moment, one works it out and the others wait for that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept:
    """The results of one process, by name, each with the mark under which it was worked out.

    What works one out may ask for others, but these never for it: nobody waits in a circle.
    """

    _results: dict[Hashable, tuple[Hashable, object]] = field(default_factory=dict, repr=False)
    _locks: dict[Hashable, Lock] = field(default_factory=dict, repr=False)

    def of(self, name: Hashable, mark: Hashable, work_out: Callable[[], Result]) -> Result:
        """Return the result that is kept under this mark, or work it out."""
        known = self._results.get(name)
        if known is None or known[0] != mark:
            known = self._once(name, mark, work_out)
        return known[1]  # type: ignore[return-value] # of the same name, so of the same kind

    def _once(
        self, name: Hashable, mark: Hashable, work_out: Callable[[], object]
    ) -> tuple[Hashable, object]:
        """Work it out, unless somebody else did while we waited."""
        with self._locks.setdefault(name, Lock()):
            known = self._results.get(name)
            if known is None or known[0] != mark:
                known = self._results[name] = (mark, work_out())
            return known
