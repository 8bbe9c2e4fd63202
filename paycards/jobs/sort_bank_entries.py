"""Try the bank entries again that are nobody's or unclear, by the settings of today."""

from __future__ import annotations

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.bank.books import books_of
from paycards.reconcile.bank.sorting import sort_again


def sort_bank_entries(visit: Visit) -> int:
    """Do so for each council that has bank accounts; return how many entries changed.

    What goes wrong with one council is an open problem, and the others go on.
    """
    faults, changed = Faults(visit, "bank entries"), 0
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = dict(seen.councils)
    for council in visit.settings.councils:
        if not council.bank_accounts or council.code not in ids:
            continue
        concern = Concern(f"sorting the bank entries of {council.code}", ids[council.code])
        with faults.apart(concern), visit.step(ids[council.code], Permission.RUN_THE_NIGHT) as step:
            changed += sort_again(step, books_of(council.code, visit.installation.contracts.values()))
    faults.settle()
    return changed
