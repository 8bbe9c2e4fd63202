"""Take back what a bank entry is matched with, and refuse what is proposed for it."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.matching_by_hand import proposed_unmatch
from paycards.decisions.propose import decide
from paycards.decisions.row_version import require_version
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.bank.entries import Which, find_entry
from paycards.reconcile.settlement.one_entry import one_entry


def unmatch_entry(
    visit: Visit, which: Which, *, council: str | None = None, note: str = "", version: str | None = None
) -> Decision:
    """Take all matches of an entry back, or propose it above the tier; no rule makes them again.

    Raises NotFound for an unknown entry, NotAllowed where it is matched with nothing, Stale when a decision
    about the entry waits, or it is not as it was in `version`.
    """
    with visit.reading(council, may=Permission.MATCH_BANK) as seen:
        entry = find_entry(seen, which)
    with visit.step(entry.council_id, kind_of("unmatch").permission) as step:
        require_version(step, entry.council_id, (entry.file_id, entry.row_no), version)
        one = one_entry(step, visit.installation, (entry.file_id, entry.row_no))
        return decide(step, visit.installation, proposed_unmatch(one, entry.name, note.strip()), EFFECTS)
