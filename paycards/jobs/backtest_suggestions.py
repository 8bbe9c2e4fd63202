"""Say how good the suggestions were, on decisions that they had not seen."""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.suspense.backtest import Score, backtest


@dataclass(frozen=True)
class Backtest:
    """The score over all placings by hand, and by the reason of suspense."""

    total: Score
    by_reason: dict[str, Score]


def backtest_suggestions(visit: Visit, *, council: str | None = None) -> Backtest:
    """Guess every placing by hand again with what was known before it.

    Raises NotFound for an unknown council.
    """
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        by_reason = backtest(seen, visit.settings)
    return Backtest(sum(by_reason.values(), Score()), by_reason)
