"""Say by hand which dues a bank entry pays, or accept what the rules propose."""

from __future__ import annotations

from collections.abc import Mapping

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.matching_by_hand import proposed_match
from paycards.decisions.propose import decide
from paycards.decisions.row_version import require_version
from paycards.errors import NotFound
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.bank.entries import Which, find_entry
from paycards.reconcile.settlement.choosing import Wanted
from paycards.reconcile.settlement.due import DuePlace
from paycards.reconcile.settlement.one_entry import OneEntry, one_entry


def match_by_hand(
    visit: Visit,
    which: Which,
    wanted: Wanted | Mapping[DuePlace, int | None],
    *,
    council: str | None = None,
    note: str = "",
    version: str | None = None,
) -> Decision:
    """Match an entry with dues, or propose it where that needs a second person.

    `wanted` are keys or places of dues with pence, or None for as much as there is; none at all accepts what
    is proposed. Raises NotFound for an unknown entry or due, NotAllowed where it takes more than either side
    has open, Stale when a decision about the entry waits, or it is not as it was in `version`.
    """
    with visit.reading(council, may=Permission.MATCH_BANK) as seen:
        entry = find_entry(seen, which)
    with visit.step(entry.council_id, kind_of("match").permission) as step:
        require_version(step, entry.council_id, (entry.file_id, entry.row_no), version)
        one = one_entry(step, visit.installation, (entry.file_id, entry.row_no))
        return decide(
            step,
            visit.installation,
            proposed_match(one, entry.name, _by_key(one, wanted), note.strip()),
            EFFECTS,
        )


def _by_key(one: OneEntry, wanted: Wanted | Mapping[DuePlace, int | None]) -> Wanted:
    if not isinstance(wanted, Mapping):
        return wanted
    keys = {due.made_by: due.key for due in one.dues.values()}
    for file_id, row_no in wanted:
        if (file_id, row_no) not in keys:
            raise NotFound("due", f"{file_id}-{row_no}")
    return [(keys[place], pence) for place, pence in wanted.items()]
