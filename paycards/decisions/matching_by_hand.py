"""Match and unmatch: say by hand which dues a bank entry pays, accept what is proposed, or take it back."""

from __future__ import annotations

from typing import Any

from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.errors import NotAllowed
from paycards.reconcile.settlement.choosing import Chosen, Wanted, choose
from paycards.reconcile.settlement.fees_kept import with_fees
from paycards.reconcile.settlement.made import Making, NewMatch
from paycards.reconcile.settlement.one_entry import OneEntry, one_entry
from paycards.reconcile.settlement.open_problems import explained
from paycards.reconcile.settlement.standing_matches import (
    ACCEPTED,
    CONFIRMED,
    LAPSED,
    REFUSED,
    TAKEN_BACK,
    standing,
)
from paycards.reconcile.settlement.watching import paid
from paycards.reconcile.settlement.writing import write_matches
from paycards.reconcile.subjects import ENTRY, place
from paycards.store.step import Step


def proposed_match(one: OneEntry, name: str, wanted: Wanted, reason: str) -> Proposal:
    """Propose to match an entry, named FILE:ROW, with dues; a match with a difference needs two people.

    Raises as `choose` does, and NotAllowed where nothing of the entry is open.
    """
    chosen = _chosen(one, wanted)
    reasons = [reason, *(each.reason for each in chosen.proposals)]
    return Proposal(
        kind="match",
        subject=name,
        amount_pence=chosen.amount_pence,
        about={
            place(ENTRY, one.entry.file_id, one.entry.row_no): sum(abs(pence) for _, pence in chosen.pairs)
        },
        terms={**_entry(one), "dues": [list(pair) for pair in chosen.pairs]},
        reason=next(filter(None, reasons), "matched by hand"),
        always_two=chosen.has_difference,
    )


def apply_match(step: Step, installation: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when that much is not open any more."""
    one = one_entry(step, installation, _place(decision))
    chosen = _chosen(one, [(key, pence) for key, pence in decision.terms["dues"]])
    made = [
        NewMatch(*_place(decision), key, pence, 0, chosen.rule, CONFIRMED, decision.reason)
        for key, pence in chosen.pairs
    ]
    ended = [(each.number, ACCEPTED if chosen.proposals else LAPSED) for each in one.proposals]
    with_fee = with_fees(made, one.dues.values(), one.confirmed)
    write_matches(step, one.contract, Making(with_fee, ended, decision.proposed_by))
    if chosen.amount_pence == one.left_pence:
        explained(step, one.contract, _place(decision))
    paid(step, one.contract, [key for key, pence in chosen.pairs if pence == one.dues[key].outstanding_pence])


def proposed_unmatch(one: OneEntry, name: str, reason: str) -> Proposal:
    """Propose to take back all that is matched of an entry, and to refuse what is proposed for it.

    Raises NotAllowed where there is nothing of either.
    """
    if not one.own:
        raise NotAllowed("This entry is matched with nothing.", code="entry_unmatched")
    confirmed = standing(one.own, CONFIRMED)
    amounts = [match.amount_pence for match in confirmed or one.own]
    return Proposal(
        kind="unmatch",
        subject=name,
        amount_pence=sum(amounts),
        about={place(ENTRY, one.entry.file_id, one.entry.row_no): sum(map(abs, amounts))},
        terms={**_entry(one), "matches": [match.number for match in one.own]},
        reason=reason or "taken back by hand",
    )


def apply_unmatch(step: Step, installation: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when one of the matches stands no more."""
    one = one_entry(step, installation, _place(decision))
    numbers = decision.terms["matches"]
    ending = [match for match in one.own if match.number in numbers]
    if len(ending) < len(numbers):
        raise NotAllowed("What is to be taken back is not as it was.", code="match_not_standing")
    ended = [(match.number, TAKEN_BACK if match.state == CONFIRMED else REFUSED) for match in ending]
    write_matches(step, one.contract, Making([], ended, decision.proposed_by))


def _chosen(one: OneEntry, wanted: Wanted) -> Chosen:
    if not one.left_pence:
        raise NotAllowed("All of this entry is explained.", code="entry_explained")
    return choose(wanted, one.left_pence, one.dues, one.proposals)


def _entry(one: OneEntry) -> dict[str, Any]:
    return {
        "contract": one.contract.terms.code,
        "file_id": one.entry.file_id,
        "row_no": one.entry.row_no,
    }


def _place(decision: Decision) -> tuple[int, int]:
    return decision.terms["file_id"], decision.terms["row_no"]
