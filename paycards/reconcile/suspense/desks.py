"""Which items stand on a desk: one, or all of a council that wait."""

from __future__ import annotations

from sqlalchemy import select

from paycards.access.reading import Reading
from paycards.reconcile.suspense.clues.case import CASES, Case, case_of
from paycards.reconcile.suspense.clues.check_digits import CheckDigits
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.settings.installation import Settings
from paycards.store.card_schemes import stored_schemes
from paycards.store.tables.councils import councils
from paycards.store.tables.suspense import suspense_items


def item_desk(seen: Reading, settings: Settings, council_id: int, item_id: int) -> Desk:
    """A desk with one item of the council, open or not."""
    [row] = seen.connection.execute(CASES.where(suspense_items.c.id == item_id))
    return desk_of(seen, settings, council_id, [case_of(row)])


def open_desk(seen: Reading, settings: Settings, council_id: int) -> Desk:
    """A desk with every open item of a council, oldest first."""
    waits = (suspense_items.c.council_id == council_id, suspense_items.c.state == "open")
    rows = seen.connection.execute(CASES.where(*waits).order_by(suspense_items.c.id))
    return desk_of(seen, settings, council_id, [case_of(row) for row in rows])


def desk_of(seen: Reading, settings: Settings, council_id: int, cases: list[Case]) -> Desk:
    """A desk of a council with these cases, which are its own."""
    code = seen.connection.execute(select(councils.c.code).where(councils.c.id == council_id)).scalar_one()
    shapes = next((council.references for council in settings.councils if council.code == code), ())
    checks = CheckDigits(stored_schemes(seen.connection, council_id), shapes)
    return Desk(seen.connection, council_id, cases, checks)
