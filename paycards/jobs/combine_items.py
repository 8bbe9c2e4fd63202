"""Place several suspense items by hand, by one decision."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.combining import proposed_combination
from paycards.decisions.customers import customer_account
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.leaving_suspense import require_open
from paycards.decisions.propose import decide
from paycards.decisions.row_version import require_version
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def combine_items(
    visit: Visit,
    item_ids: Sequence[int],
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool = False,
    version: str | None = None,
) -> Decision:
    """Post open items of one council to one account of it, or propose it above the tier, by their sum.

    Raises Invalid for an empty note, NotFound for an unknown item or one of another council, NotAllowed when
    one is not open, or the account may not take money; Stale when a decision about one of them waits.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, item_ids[0]).council_id
    with visit.step(council_id, kind_of("combine").permission) as step:
        items = [item_of(step, item_id) for item_id in item_ids]
        require_version(step, council_id, (items[0].file_id, items[0].row_no), version)
        for item in items:
            require_open(step.connection, item)
        account = customer_account(step, fund, reference, even_if_closed=even_if_closed)
        proposal = proposed_combination(items, account, note, even_if_closed=even_if_closed)
        return decide(step, visit.installation, proposal, EFFECTS)
