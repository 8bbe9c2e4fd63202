"""Place a suspense item by hand."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.allocating import Allocated, proposed_allocation
from paycards.decisions.customers import customer_account
from paycards.decisions.kinds import kind_of
from paycards.decisions.leaving_suspense import require_open
from paycards.decisions.propose import decide
from paycards.decisions.row_version import WhichItem, require_version, seen_item
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.suspense.items import find_item, item_of


def allocate_item(
    visit: Visit,
    which: WhichItem,
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool = False,
) -> Allocated:
    """Post an open suspense item to an account of its council and fund, or propose it above the tier.

    `reference` is compared trimmed and in upper case. Raises Invalid for an empty note, NotFound for an
    unknown item; NotAllowed when the item is not open, there is no such account, or it is closed and
    `even_if_closed` is not given; Stale when a decision about the item waits.
    """
    note, wanted = checked_note(note), seen_item(which)
    with visit.reading(may=Permission.PLACE_SUSPENSE) as seen:
        council_id = find_item(seen, wanted.id).council_id
    with visit.step(council_id, kind_of("allocate").permission) as step:
        item = item_of(step, wanted.id)
        require_version(step, council_id, (item.file_id, item.row_no), wanted.version)
        require_open(step.connection, item)
        account = customer_account(step, fund, reference, even_if_closed=even_if_closed)
        proposal = proposed_allocation(item, account, note, even_if_closed=even_if_closed)
        decision = decide(step, visit.installation, proposal, EFFECTS)
        return Allocated(
            item_id=item.id,
            file=item.name,
            row=item.row_no,
            amount_pence=item.amount_pence,
            council=item.council,
            fund=account.fund,
            reference=account.reference,
            decision=decision.decision,
            state=decision.state,
        )
