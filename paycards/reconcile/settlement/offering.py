"""What opening items a contract by statement is likely to need: an offer for a person, nothing is decided.

The first statement opens with what the supplier owed already. It pays that over the days of the lag: what the
first statements say that they pay. The first statement also covers files that came before ours: what it says
was taken, less what our files say, is due with it, as `NAME#before`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection, Row, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import day_after
from paycards.reconcile.settlement.opening import OpeningItem
from paycards.reconcile.settlement.remittance import Remittance, remittances
from paycards.store.tables.files import supplier_statements
from paycards.store.tables.settlement import opening_items

BEFORE, OPENING = "#before", "#opening"


def offered(connection: Connection, contract: ContractRow, today: dt.date) -> list[OpeningItem]:
    """Return the items to offer; none for a contract that has some, or has no statement."""
    has_some = select(opening_items.c.row_no).where(opening_items.c.contract_id == contract.id).limit(1)
    if contract.terms.settled_by != "statement" or connection.execute(has_some).first():
        return []
    made = remittances(connection, contract, today).made
    return _numbered(_offer(connection, contract, made)) if made else []


def _numbered(found: Iterator[OpeningItem]) -> list[OpeningItem]:
    items = sorted((item for item in found if item.amount_pence), key=lambda item: (item.due_on, item.due))
    return [
        OpeningItem(row, item.contract, item.due, item.due_on, item.amount_pence)
        for row, item in enumerate(items, start=2)
    ]


def _offer(connection: Connection, contract: ContractRow, made: list[Remittance]) -> Iterator[OpeningItem]:
    lag, code = contract.terms.settlement_lag_working_days, contract.terms.code
    said = [_said(connection, each) for each in made[: max(lag, 1)]]
    first, first_key = said[0], made[0].maker.key
    paid_pence = 0
    for each, row in zip(made, said, strict=False):
        paid_pence += row.debits_pence
        yield OpeningItem(0, code, f"{each.maker.key}{OPENING}", row.closing_on, row.debits_pence)
    last_on = day_after("working_days", first.opening_on, max(lag, 1), contract.holidays)
    yield OpeningItem(0, code, f"{first_key}{OPENING}-rest", last_on, first.opening_pence - paid_pence)
    covered_pence = first.credits_pence - made[0].amount_pence
    yield OpeningItem(0, code, f"{first_key}{BEFORE}", made[0].due_on, covered_pence)


def _said(connection: Connection, made: Remittance) -> Row[tuple[object, ...]]:
    query = select(supplier_statements).where(supplier_statements.c.file_id == made.maker.id)
    return connection.execute(query).one()
