"""Prove the day before the night, for each contract that had files by then."""

from __future__ import annotations

import datetime as dt

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.reconcile.proof.day_proof import proof_of
from paycards.reconcile.proof.to_sign import ProvedContract


def prove_night(visit: Visit) -> list[ProvedContract]:
    """Return how each contract's day before is proved. One that cannot be proved is an open problem."""
    day, found = visit.today - ONE_DAY, []
    faults = Faults(visit, "proof")
    for contract in visit.installation.contracts.values():
        code = contract.terms.code
        with faults.apart(Concern(f"proving {day}", contract.council_id, contract.id, code)):
            found += _prove(visit, contract, day)
    faults.settle()
    return found


def _prove(visit: Visit, contract: ContractRow, day: dt.date) -> list[ProvedContract]:
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        proof = proof_of(seen.connection, contract, day, visit.now)
    if not proof.figures:
        return []
    open_checks = [f"{each.check} {each.state}" for each in proof.figures if each.state != "agrees"]
    code = contract.terms.code
    return [ProvedContract(contract.council.code, code, day, proof.is_green, tuple(open_checks))]
