"""What was accepted before `accepted_files` was there is written down from what the database knows of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.migrate import downgrade, upgrade
from paycards.store.tables.files import accepted_files
from tests.oracle import writers
from tests.oracle.writers import Paid
from tests.reconcile.settlement.supplier_world import STRANGER, SupplierWorld


def test_an_upgrade_writes_down_what_was_accepted_before(world_on_both: SupplierWorld) -> None:
    world = world_on_both
    world.allpay(1, 1000, made="11-14")
    world.allpay(2, 800, ext="TC")
    world.statement(3, 1000, closes="11-16")
    world.allpay(1, 30, ext="PP", came="11-17", state="held")
    world.release("NVDC0001.PP", "11-19")
    world.payzone(1, Paid(STRANGER, 100, "2026-11-01"), created="11-16")
    paid = [Paid(STRANGER, 100, "2026-11-13", number="1", key_date="2026-11-15")]
    world.bring("P320001.TXN", writers.post_office_payments("P320001.TXN", "NVD0001", paid), "11-17")
    before = rows(world)
    downgrade(world.visit.installation.engine, "0015")
    upgrade(world.visit.installation.engine)
    assert rows(world) == before
    assert verify(world.visit).agrees


def rows(world: SupplierWorld) -> list[tuple[Any, ...]]:
    with reading(world.visit.installation.engine) as connection:
        query = select(accepted_files).order_by(accepted_files.c.file_id)
        return [tuple(row) for row in connection.execute(query)]
