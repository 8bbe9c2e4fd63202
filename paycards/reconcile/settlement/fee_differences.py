"""Fees that a supplier netted off, but not as the tariff says: which payments they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from paycards.reconcile.settlement.standing_matches import CONFIRMED, all_matches, standing
from paycards.store.kept_problems import Facts
from paycards.store.step import Step

DIFFERENCE = "difference"


@dataclass(frozen=True)
class _Fee:
    """What a supplier kept of a due, what the tariff gives for it now, and what stands in the books."""

    kept_pence: int
    tariff_pence: int
    posted_pence: int
    is_settled: bool
    is_proposed: bool

    @property
    def differs(self) -> bool:
        """Tell whether another fee was kept than is posted or, while the due is open, will be."""
        if self.is_settled:
            return self.kept_pence != self.posted_pence
        return self.kept_pence != self.tariff_pence or not self.is_proposed

    def said(self) -> Facts:
        """Return both in words. They are the same where the tariff was corrected after a match."""
        fee, posted = (to_pounds(each, thousands=True) for each in (self.tariff_pence, self.posted_pence))
        is_corrected = self.kept_pence == self.tariff_pence
        return {
            "kept": to_pounds(self.kept_pence, thousands=True),
            "fee": f"{fee} now, but {posted} is posted" if is_corrected else fee,
        }


def fee_differences(
    step: Step, contract: ContractRow, matched: Matched, named: Mapping[tuple[int, int], str]
) -> dict[str, Facts]:
    """Return a problem for each due of which another fee was kept than the tariff gives."""
    if contract.terms.settlement.fees != "netted":
        return {}
    found = standing(all_matches(step.connection, contract.id))
    newest = {each.due: each for each in found if each.rule == DIFFERENCE}
    made = _made(step, contract) if newest else {}
    wanted: dict[str, Facts] = {}
    for due in newest.keys() & made.keys():
        place = newest[due].file_id, newest[due].row_no
        counts = payments_of_files(step.connection, [file.id for file in made[due].files])
        of_due = [each for each in found if each.due == due]
        tariff = contract.terms.settlement.fee_tenths
        fee = _fee(made[due].amount_pence, of_due, matched.left.get(place, 0), _by_tariff(tariff, counts))
        if fee.differs:
            said = {"entry": named[place], "due": due, **fee.said(), "payments": _payments(tariff, counts)}
            wanted[subject_of(place)] = said
    return wanted


def _made(step: Step, contract: ContractRow) -> dict[str, Remittance]:
    found = remittances(step.connection, contract, step.booked_on).made
    return {each.maker.key: each for each in found}


def _fee(amount_pence: int, of_due: Sequence[Row[Any]], left_pence: int, tariff_pence: int) -> _Fee:
    """Work out what was kept. `left_pence` is what of the newest entry no confirmed match explains.

    Of that, what is more than the whole fee is no fee that was not kept, but bank money without a due.
    """
    proposed_pence = sum(each.amount_pence for each in of_due if each.state != CONFIRMED)
    settled_pence = sum(each.amount_pence for each in of_due if each.state == CONFIRMED)
    posted_pence = sum(each.fee_pence for each in of_due)
    kept_pence = amount_pence - settled_pence - proposed_pence
    beyond_pence = left_pence - proposed_pence
    return _Fee(
        kept_pence - (beyond_pence if 0 < beyond_pence <= kept_pence else 0),
        tariff_pence,
        posted_pence,
        is_settled=settled_pence + posted_pence == amount_pence,
        is_proposed=bool(proposed_pence),
    )


def _by_tariff(tariff: Mapping[str, int], counts: Mapping[str, int]) -> int:
    return in_pence(sum(count * tariff.get(network, 0) for network, count in counts.items()))


def _payments(tariff: Mapping[str, int], counts: Mapping[str, int]) -> str:
    """The payments that bear a fee, with the tariff of each network in pence and tenths."""
    each = [(count, network, *divmod(tariff.get(network, 0), 10)) for network, count in counts.items()]
    said = [f"{count:,} {network} at {pence}.{tenths}p" for count, network, pence, tenths in each]
    return listed(said) if said else "none"
