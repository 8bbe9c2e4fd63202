"""A kind of long work: its name, what it needs the right to do, and what does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from paycards.access.permission import Permission
from paycards.access.visit import Visit

Do = Callable[[Visit, Mapping[str, Any]], Mapping[str, object]]


@dataclass(frozen=True)
class Kind:
    """One kind of work: `do` is given the arguments, and returns what came of it: ids and counts."""

    name: str
    permissions: frozenset[Permission]
    do: Do
