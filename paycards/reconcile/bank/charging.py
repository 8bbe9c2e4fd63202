"""A debit of a supplier that no due explains, such as a fee invoice by direct debit: what of it is open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.errors import NotAllowed
from paycards.reconcile.bank.entries import require_standing
from paycards.reconcile.bank.whose import OURS
from paycards.store.sums import whole_sum
from paycards.store.tables.settlement import WITH_ENDS, matches, stands


def chargeable_pence(connection: Connection, entry: Row[Any]) -> int:
    """What of a contract's debit entry nothing explains, below zero. Raises NotAllowed for any other."""
    require_standing(connection, entry)
    if entry.whose != OURS:
        raise NotAllowed("The entry is no contract's: say first whose it is.", code="entry_not_ours")
    pence = int(entry.amount_pence + entry.charges_pence - _explained_pence(connection, entry))
    if pence >= 0:
        raise NotAllowed("A charge is money that went out and that nothing explains.", code="no_charge")
    return pence


def _explained_pence(connection: Connection, entry: Row[Any]) -> int:
    total = whole_sum(matches.c.amount_pence)
    live = (
        select(total)
        .select_from(WITH_ENDS)
        .where(matches.c.file_id == entry.file_id, matches.c.row_no == entry.row_no)
        .where(stands())
    )
    return int(connection.execute(live).scalar_one())
