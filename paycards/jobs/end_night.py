"""Write down that the night is over: one that was never run is seen by that."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.ledger.payments_by_account import list_by_account
from paycards.store.nights import note_night


def end_night(visit: Visit) -> None:
    """Note it for each council of the settings. Safe to run again at any moment."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = [seen.councils[each.code] for each in visit.settings.councils if each.code in seen.councils]
    for council_id in ids:
        with visit.step(council_id, Permission.RUN_THE_NIGHT) as step:
            note_night(step)
            list_by_account(step)
