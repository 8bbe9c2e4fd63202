"""Problems of dues: one that is late, and one of which more is settled than there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from paycards.access.contracts import ContractRow
from paycards.clock import in_words
from paycards.money import to_pounds
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.listing import standings_of
from paycards.reconcile.settlement.open_problems import keep_open
from paycards.store.step import Step

LATE, OVER_SETTLED = "late_due", "over_settled"


def watch(step: Step, contract: ContractRow, today: dt.date) -> None:
    """Open the problems of a contract's dues as they stand today, and close those that are none any more."""
    standings = standings_of(step.connection, contract, today)
    late = {each.due.key: _facts(each.due) for each in standings if each.is_overdue}
    over = {each.due.key: _facts(each.due) for each in standings if each.due.is_over_settled}
    for kind, wanted in ((LATE, late), (OVER_SETTLED, over)):
        keep_open(step, contract, kind, wanted, "it is so no longer")


def paid(step: Step, contract: ContractRow, keys: Iterable[str]) -> None:
    """Close what is late of dues that a person has just settled."""
    for each in keys:
        step.close_problem(LATE, each, contract_id=contract.id, note="a person matched it")


def _facts(due: Due) -> dict[str, object]:
    pounds = to_pounds(abs(due.outstanding_pence), thousands=True)
    return {"contract": due.contract, "due": due.key, "day": in_words(due.due_on), "pounds": pounds}
