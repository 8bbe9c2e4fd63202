"""Place a suspense item by hand."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.allocating import Allocated, account_of, allocate, require_open
from paycards.errors import NotAllowed
from paycards.reconcile.suspense.items import find_item, item_of


def allocate_item(
    visit: Visit,
    item_id: int,
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool = False,
) -> Allocated:
    """Post an open suspense item to an account of its council and fund, in one transaction.

    `reference` is compared trimmed and in upper case. Raises Invalid for an empty note, NotFound for an
    unknown item; NotAllowed when the item is not open, there is no such account, or it is closed and
    `even_if_closed` is not given.
    """
    note = checked_note(note)
    with visit.reading() as seen:
        contract = visit.installation.contract(find_item(seen, item_id).contract_id)
    with visit.step(contract.council_id, Permission.PLACE_SUSPENSE) as step:
        item = item_of(step, item_id)
        require_open(item)
        account = account_of(step.connection, contract, fund, reference)
        if account.status == "closed" and not even_if_closed:
            raise NotAllowed(
                f"The {fund} account {account.reference} is closed.",
                code="account_closed",
                fund=fund,
                reference=account.reference,
            )
        return allocate(step, contract, (item.file_id, item.row_no), account.id, note)
