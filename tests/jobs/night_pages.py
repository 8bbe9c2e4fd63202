"""A council's morning: three payments in suspense, one that a person placed before, and a held file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.nightly import nightly
from tests.channels.supplier_files import long_row
from tests.decisions.two_people import items, person
from tests.jobs.hand_in import STRANGER, bring_file

OTHER_CARD, THIRD_CARD = "9826999900000888888", "9826999900000777777"
DAY = dt.timedelta(days=1)


def bring_morning(visit: Visit, folder: Path) -> list[int]:
    """Bring it all about on the visit's day, and run the night after; the ids of the items that are open."""
    (folder / "drops/allpay").mkdir(parents=True, exist_ok=True)
    [placed] = items(visit, folder, [100])
    allocate_item(person(visit, "Amira"), placed, fund="rent", reference="R100000001", note="rung")
    rows = [
        long_row(1250, card=STRANGER, reference=""),
        long_row(70_000, card=OTHER_CARD, reference="R10000002"),
        long_row(300, card=THIRD_CARD, reference="NOBODY"),
    ]
    bring_file(visit, "NVDC0002.PO", *rows, total=71_550)
    bring_file(visit, "NVDC0002.PO", rows[0], total=1_250)
    later = replace(visit, now=visit.now + DAY)
    nightly(later)
    return [item.id for item in list_suspense(later)]


def at_desk(visit: Visit, name: str = "Amira", days: int = 1) -> Visit:
    """Somebody at the desk, so many days later, at nine."""
    return replace(visit, visitor=Visitor(name), now=visit.now + DAY * days + dt.timedelta(hours=5))
