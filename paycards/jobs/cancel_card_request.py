"""Cancel a request for a card whose number the supplier has not given yet."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.cause import USUAL, Cause
from paycards.cards.orders import cancel_request
from paycards.cards.which import request_meant


def cancel_card_request(
    visit: Visit,
    number: int,
    *,
    council: str | None = None,
    cause: Cause = USUAL,
) -> str:
    """Cancel a request that has no card of its own; return its council's code.

    Raises UsageError for an unknown request or reason, NotAllowed for one that is not open.
    """
    cause = cause.or_usual("cancel").checked("cancel")
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        council_id, code = request_meant(seen, number)
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        cancel_request(step, number, cause)
    return code
