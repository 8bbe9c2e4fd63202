"""The queries of the money pages on both databases: their number does not grow with what is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event

from paycards.access.visit import Visit
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.show_bank import show_bank
from paycards.jobs.show_charts import show_charts
from paycards.jobs.show_closing import show_closing
from paycards.jobs.show_day_proof import show_day_proof
from paycards.jobs.show_dues import show_dues
from paycards.jobs.show_proof_days import show_proof_days
from paycards.jobs.weigh_bank_entry import weigh_bank_entry
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world

DAY = dt.date(2026, 11, 16)


def at_desk(world: BankWorld) -> Visit:
    visit = world.on("11-24", hour=9)
    return replace(visit, visitor=replace(visit.visitor, name="Amira"))


def queries(world: BankWorld) -> dict[str, int]:
    """How many statements each page runs."""
    visit = at_desk(world)
    entry = show_bank(visit, "NVD").work.entries[0].place
    pages: dict[str, Callable[[], object]] = {
        "bank": lambda: show_bank(visit, "NVD", after=entry),
        "entry": lambda: weigh_bank_entry(visit, "NVD", (entry.file_id, entry.row_no)),
        "dues": lambda: show_dues(visit, "NVD"),
        "days": lambda: show_proof_days(visit, "NVD"),
        "proof": lambda: show_day_proof(visit, "NVD", DAY),
        "closing": lambda: show_closing(visit, "NVD", DAY),
        "charts": lambda: show_charts(visit, "NVD"),
    }
    return {name: _counted(visit, page) for name, page in pages.items()}


def _counted(visit: Visit, page: Callable[[], object]) -> int:
    count = 0

    def one(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(visit.installation.engine, "before_cursor_execute", one)
    try:
        page()
    finally:
        event.remove(visit.installation.engine, "before_cursor_execute", one)
    return count


def test_no_page_runs_more_queries_as_the_books_grow(database_url: str, tmp_path: Path) -> None:
    world = open_bank_world(database_url, tmp_path)
    world.file(1, 300, made="11-16")
    world.file(2, 70, made="11-17")
    world.bank("11-17", ("BYFILE", 111), ("BYFILE", 223), ("OTHERS", 5))
    world.night("11-17")
    few = queries(world)
    for number in range(3, 8):
        world.file(number, 10 * number, 40, made="11-18")
    world.bank("11-18", *[("BYFILE", 1_000 + each) for each in range(8)])
    world.night("11-18")
    entry = show_bank(at_desk(world), "NVD").work.entries[1].place
    match_by_hand(at_desk(world), (entry.file_id, entry.row_no), [("NVDF0001.PO", 50)])
    assert queries(world) == few
    world.visit.installation.engine.dispose()
