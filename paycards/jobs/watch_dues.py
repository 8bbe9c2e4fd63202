"""Watch that suppliers pay: a due that is late, or settled beyond what it is, is an open problem."""

from __future__ import annotations

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.settlement.watching import watch


def watch_dues(visit: Visit) -> None:
    """Look at the dues of every contract whose settlement is in the settings; open and close problems."""
    faults = Faults(visit, "dues")
    for contract in visit.installation.contracts.values():
        if "settlement" in contract.terms.model_fields_set:
            concern = Concern("watching the dues", contract.council_id, contract.id, contract.terms.code)
            with faults.apart(concern):
                _watch(visit, contract)
    faults.settle()


def _watch(visit: Visit, contract: ContractRow) -> None:
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        watch(step, contract, visit.today)
