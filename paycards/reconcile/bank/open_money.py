"""Money that the bank booked for a council, and of which no due explains all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from paycards.ledger.exports.bank import ENTRIES, EXPLAINED_PENCE, STATE
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.bank.whose import OURS
from paycards.store.sums import whole_sum
from paycards.store.tables import bank_entries, bank_statements

OPEN = ("open", "part_explained")


@dataclass(frozen=True)
class OpenMoney:
    """How many entries are open, wholly or in part, and the pence of them that nothing explains."""

    entries: int
    pence: int


def open_money(connection: Connection, council_id: int) -> OpenMoney:
    """Sum the open entries of a council."""
    left = bank_entries.c.amount_pence + bank_entries.c.charges_pence - EXPLAINED_PENCE
    query = (
        select(func.count(), whole_sum(left))
        .select_from(ENTRIES)
        .where(bank_entries.c.status == "BOOK", bank_statements.c.state == TAKEN)
        .where(bank_entries.c.council_id == council_id, bank_entries.c.whose == OURS, STATE.in_(OPEN))
    )
    count, pence = connection.execute(query).one()
    return OpenMoney(int(count), int(pence))
