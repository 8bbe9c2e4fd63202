"""Fees that a supplier netted off, but not as the tariff says: which payments they are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.money import to_pounds
from paycards.reconcile.settlement.charged_payments import payments_of_files
from paycards.reconcile.settlement.fees import in_pence
from paycards.reconcile.settlement.matched import Matched
from paycards.reconcile.settlement.matching.words import listed
from paycards.reconcile.settlement.open_problems import subject_of
from paycards.reconcile.settlement.remittance import Remittance, remittances
from paycards.reconcile.settlement.standing_matches import all_matches, standing
from paycards.store.kept_problems import Facts
from paycards.store.step import Step

DIFFERENCE = "difference"


def fee_differences(
    step: Step, contract: ContractRow, matched: Matched, named: Mapping[tuple[int, int], str]
) -> dict[str, Facts]:
    """Return a problem for each entry that pays a due with another fee than the tariff gives."""
    if contract.terms.settlement.fees != "netted":
        return {}
    found = standing(all_matches(step.connection, contract.id))
    different = [each for each in found if each.rule == DIFFERENCE]
    made = _made(step, contract) if different else {}
    entries = {(entry.file_id, entry.row_no): entry for entry in matched.entries}
    return {
        subject_of((each.file_id, each.row_no)): {
            "entry": named[each.file_id, each.row_no],
            "due": each.due,
            **_kept(step, contract, made[each.due], entries[each.file_id, each.row_no]),
        }
        for each in different
        if each.due in made
    }


def _made(step: Step, contract: ContractRow) -> dict[str, Remittance]:
    found = remittances(step.connection, contract, step.booked_on).made
    return {each.maker.key: each for each in found}


def _kept(step: Step, contract: ContractRow, made: Remittance, entry: Row[Any]) -> Facts:
    """What was kept of a remittance, what the tariff gives, and for which payments."""
    tariff = contract.terms.settlement.fee_tenths
    counts = payments_of_files(step.connection, [file.id for file in made.files])
    fee_pence = in_pence(sum(count * tariff.get(network, 0) for network, count in counts.items()))
    kept_pence = made.amount_pence - entry.amount_pence - entry.charges_pence
    payments = [
        f"{count:,} {network} at {tariff.get(network, 0) // 10}.{tariff.get(network, 0) % 10}p"
        for network, count in counts.items()
    ]
    return {
        "kept": to_pounds(kept_pence, thousands=True),
        "fee": to_pounds(fee_pence, thousands=True),
        "payments": listed(payments) if payments else "none",
    }
