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
from paycards.decisions.row_version import WhichItem, require_version, seen_item
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def combine_items(
    visit: Visit,
    which: Sequence[WhichItem],
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool = False,
) -> Decision:
    """Post open items of one council to one account of it, or propose it above the tier, by their sum.

    Raises Invalid for an empty note, NotFound for an unknown item or one of another council, NotAllowed when
    one is not open, or the account may not take money; Stale when a decision about one of them waits.
    """
    note, wanted = checked_note(note), [seen_item(each) for each in which]
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, wanted[0].id).council_id
    with visit.step(council_id, kind_of("combine").permission) as step:
        items = [item_of(step, each.id) for each in wanted]
        for item, each in zip(items, wanted, strict=True):
            require_version(step, council_id, (item.file_id, item.row_no), each.version)
            require_open(step.connection, item)
        account = customer_account(step, fund, reference, even_if_closed=even_if_closed)
        proposal = proposed_combination(items, account, note, even_if_closed=even_if_closed)
        return decide(step, visit.installation, proposal, EFFECTS)
