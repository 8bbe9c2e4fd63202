"""A week of a council's money for the tests of its pages: dues paid, short and late, and bank entries."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from tests.channels.supplier_files import CARD
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.oracle.writers import Paid
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world
from tests.web.signed import Staff, staff_of

MONDAY = dt.date(2026, 11, 16)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def build(folder: Path, database: str) -> BankWorld:
    """One due is paid, others are open; the bank booked 700, which fits none, and 450 for one of 500."""
    world = open_bank_world(database, folder)
    for number, pence in enumerate((300, 1_000, 500), start=1):
        world.file(number, pence, made=f"11-{15 + number}")
    bring_accounts(world.on("11-15"), folder, "NVD,rent,R100000001,open", "NVD,rent,R100000002,open")
    bring_cards(world.on("11-15"), folder, f"NVD,rent,R100000001,{CARD}")
    world.payzone(1, Paid(CARD, 5_000, "2026-11-17"), created="11-18")
    world.bank("11-16", ("BYFILE", 300))
    world.bank("11-18", ("BYFILE", 700), ("WINDOW CLEANING", -30), ("BYFILE", -25))
    world.bank("11-20", ("BYFILE", 450))
    world.night("11-20")
    return world


def copied(template: Path, folder: Path) -> BankWorld:
    """The same world again, to write into."""
    for name in ("paycards.db", "paycards.toml"):
        shutil.copy(template / name, folder)
    shutil.copytree(template / "archive", folder / "archive")
    return open_bank_world(f"sqlite:///{folder}/paycards.db", folder)


def staff(world: BankWorld, now: dt.datetime = NOW) -> Staff:
    return staff_of(world.visit.installation, now=now)
