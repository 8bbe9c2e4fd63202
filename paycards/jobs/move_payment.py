"""Move a posted payment to the account that it belongs to."""

from __future__ import annotations

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.customers import customer_account
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import kind_of
from paycards.decisions.moving import Account, proposed_move
from paycards.decisions.posted_payment import is_there
from paycards.decisions.propose import decide
from paycards.decisions.row_version import SeenRow, require_version
from paycards.errors import NotFound
from paycards.evidence.which_row import find_row
from paycards.jobs.effects import EFFECTS


def move_payment(
    visit: Visit,
    which: str | SeenRow,
    right: Account,
    *,
    note: str,
    part: Account | None = None,
    even_if_closed: bool,
) -> Decision:
    """Move a payment, FILE:ROW or as somebody saw it, to the account `right`, or propose it above the tier.

    `part` is the account that has the part which is meant, of a payment that was split. Raises Invalid for an
    empty note, NotFound for an unknown payment, NotAllowed for one that is not posted or was taken back, and
    for an account that may not take it; Stale when a decision about the payment waits, or it is not as it was
    seen.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.MOVE_PAYMENTS) as seen:
        found = find_row(seen, which if isinstance(which, str) else which.place)
        if not is_there(seen.connection, found.file.id, found.row):
            raise NotFound("payment", str(found))
    line = (found.file.id, found.row)
    with visit.step(found.file.council_id, kind_of("move").permission) as step:
        require_version(step, found.file.council_id, line, None if isinstance(which, str) else which.version)
        account = customer_account(step, *right, even_if_closed=even_if_closed)
        its_part = part and customer_account(step, *part, even_if_closed=True)
        proposal = proposed_move(step, line, account, note, part=its_part)
        return decide(step, visit.installation, proposal, EFFECTS)
