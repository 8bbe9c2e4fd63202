"""What the rules of matching made of a contract, for whoever tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.made import Making
from paycards.reconcile.settlement.matching.items import Matching
from paycards.reconcile.settlement.open_sides import Place


@dataclass(frozen=True)
class Matched:
    """What the rules made of a contract, and what it is made from.

    `left` is what of each entry is open afterwards; `making` what was written.
    """

    making: Making
    entries: Sequence[Row[Any]]
    left: Mapping[Place, int]
    dues: Sequence[Due]  # as they stood before
    found: Matching
