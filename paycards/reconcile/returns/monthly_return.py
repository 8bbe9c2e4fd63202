"""A council's monthly return: its figures, and how far it is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure

DRAFT, PREPARED, SIGNED = "draft", "prepared", "signed"


@dataclass(frozen=True)
class MonthlyReturn:
    """The return of a month. A draft is worked out as it is asked for; else the figures are as prepared."""

    council: str
    name: str
    month: Period
    figures: Sequence[Figure]
    state: str = DRAFT
    decision: int | None = None
    prepared_by: str = ""
    prepared_at: dt.datetime | None = None
    reviewed_by: str = ""
    reviewed_at: dt.datetime | None = None
