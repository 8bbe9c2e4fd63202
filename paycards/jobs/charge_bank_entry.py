"""Post a bank entry as a charge of its supplier: two people always."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.bank import proposed_charge
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.propose import decide
from paycards.decisions.row_version import require_version
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.bank.charging import chargeable_pence
from paycards.reconcile.bank.entries import Which, entry_of, find_entry


def charge_bank_entry(
    visit: Visit, which: Which, *, note: str, council: str | None = None, version: str | None = None
) -> Decision:
    """Propose that what is open of a contract's debit entry is a charge of the supplier.

    Raises NotFound for an unknown entry, NotAllowed for one that is no open debit of a contract; Stale when a
    decision about it waits, or it is not as it was in `version`.
    """
    with visit.reading(council, may=Permission.MATCH_BANK) as seen:
        found = find_entry(seen, which)
    with visit.step(found.council_id, kind_of("charge").permission) as step:
        require_version(step, found.council_id, (found.file_id, found.row_no), version)
        entry = entry_of(step.connection, found.file_id, found.row_no)
        proposal = proposed_charge(entry, found.name, chargeable_pence(step.connection, entry), note)
        return decide(step, visit.installation, proposal, EFFECTS)
