"""Say whose a bank entry is."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.bank import proposed_assignment
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.decisions.row_version import require_version
from paycards.errors import NotAllowed, NotFound
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.bank.assigning import require_assignable
from paycards.reconcile.bank.entries import Which, entry_of, find_entry


def assign_bank_entry(
    visit: Visit,
    which: Which,
    *,
    contract: str,
    note: str,
    council: str | None = None,
    version: str | None = None,
) -> Decision:
    """Say that an entry is a contract's, or with an empty code nobody's; above the tier propose.

    Raises NotFound for an unknown entry or contract, NotAllowed for an entry that is
    not booked, replaced, matched, or whose it is said to be already; Stale when a decision about it waits,
    or it is not as it was in `version`.
    """
    with visit.reading(council, may=Permission.MATCH_BANK) as seen:
        found = find_entry(seen, which)
    _require_contract(visit, found.council, contract)
    with visit.step(found.council_id, kind_of("bank_contract").permission) as step:
        require_version(step, found.council_id, (found.file_id, found.row_no), version)
        entry = entry_of(step.connection, found.file_id, found.row_no)
        require_assignable(step.connection, entry)
        rows = visit.installation.contracts
        wanted = rows[contract].id if contract else None
        if entry.contract_id == wanted and (wanted is not None or entry.decided_by is not None):
            raise NotAllowed(f"{found.name} is {contract or 'nobody'}'s already.", code="entry_assigned")
        proposal = proposed_assignment(entry, found.name, contract, note)
        return decide(step, visit.installation, proposal, EFFECTS)


def _require_contract(visit: Visit, council: str, contract: str) -> None:
    own = [code for code, row in visit.installation.contracts.items() if row.council.code == council]
    if contract and contract not in own:
        raise NotFound("contract", contract, choices=sorted(own))
