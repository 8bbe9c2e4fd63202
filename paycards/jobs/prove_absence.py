"""Prove a negative: that no such payment came, and that no file is missing that could have brought it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays
from paycards.errors import Invalid, NotFound
from paycards.evidence.absence import Absence, Sought, look_for
from paycards.evidence.absence_pack import absence_pack
from paycards.evidence.given import Given
from paycards.evidence.writing import write_pack
from paycards.store.anchors import anchor_of


@dataclass(frozen=True)
class Proof:
    """What was looked for and found, and the pack, where it proves the negative."""

    absence: Absence
    given: Given | None


def prove_absence(visit: Visit, sought: Sought, out: Path) -> Proof:
    """Look for a payment; where it is sure that there is none, write the evidence into the folder `out`.

    Raises NotFound for an unknown contract, Invalid for days in the wrong order, NotAllowed where another
    pack is in the way, Corrupt where the archive is damaged, Failed where it cannot be written.
    """
    contract = visit.installation.contracts.get(sought.contract)
    if sought.first > sought.last:
        raise Invalid("from", f"{sought.first} lies after {sought.last}.")
    own = visit.settings.paycards
    holidays = bank_holidays(own.extra_bank_holidays, own.not_bank_holidays)
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        if contract is None or contract.council.code not in seen.councils:
            codes = [each.terms.code for each in visit.installation.contracts.values()]
            raise NotFound("contract", sought.contract, choices=sorted(codes))
        council = contract.council.code
        absence = look_for(seen.connection, contract, sought, visit.now, holidays)
        if not absence.proved:
            return Proof(absence, None)
        pack = absence_pack(seen, visit.installation, absence, council)
        anchor = anchor_of(seen.connection, council, seen.council(council))
    folder, zipped = write_pack(pack, out)
    return Proof(absence, Given(f"no payment of {sought.contract}", folder, zipped, pack.digest, anchor))
