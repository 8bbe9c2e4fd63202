"""What is read while files are decided is what leaves, and nothing depends on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import select

from paycards.errors import TryAgain
from paycards.jobs import read_ahead
from paycards.jobs.read_ahead import reading_ahead
from paycards.jobs.write_outgoing import write_outgoing
from paycards.ledger import paid_lines
from paycards.ledger.outgoing_places import OutgoingFile
from paycards.parts import in_parts
from paycards.store.tables.ledger import batches
from tests.ledger.town import CARD, MORNING, RENT, TAX, Town

CASH_FILE, JOURNAL = "CashFile20261116.dat", "Journal20261116.csv"


def night(town: Town) -> list[OutgoingFile]:
    visit = town.on(MORNING)
    with reading_ahead(visit) as ahead:
        town.reconcile()
        return write_outgoing(visit, ahead)


def totals(made: list[OutgoingFile]) -> dict[str, tuple[int, int]]:
    return {file.fund: (file.rows, file.total_pence) for file in made if file.council == "NVD"}


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The files whose lines are read for the night, as each question names them."""
    asked: list[set[int]] = []
    real = paid_lines.paid_lines

    def noted(connection: Any, file_ids: Collection[int]) -> paid_lines.PaidLines:
        asked.extend([set(file_ids)] if file_ids else [])
        return real(connection, file_ids)

    monkeypatch.setattr(paid_lines, "paid_lines", noted)
    return asked


def test_lines_that_were_read_ahead_are_not_read_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.allpay("NVDC0002.CQE", (RENT, -250))
    asked = asked_for(monkeypatch)
    made = totals(night(town))
    assert made["rent"] == (2, 1000)
    assert made["council_tax"] == (1, 4200)
    on_postgresql = town.visit.installation.engine.dialect.name == "postgresql"
    assert asked == ([] if on_postgresql else [{1, 2}])


def test_what_came_after_it_was_read_ahead_leaves_too(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    with reading_ahead(town.on(MORNING)) as ahead:
        ahead(1)
        town.allpay("NVDC0002.PP", (RENT, 300), (TAX, 50))
        town.reconcile()
        made = totals(write_outgoing(town.on(MORNING), ahead))
    assert made["rent"] == (2, 1550)
    assert made["council_tax"] == (1, 50)


def test_it_is_the_same_file_that_leaves_without_reading_ahead(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(RENT, 1250), (TAX, 4200), ("nobody", 300)]
    town.allpay("NVDC0001.PO", *rows)
    town.allpay("HMBC0001.PO", *rows)
    monkeypatch.setattr(read_ahead, "MOST_LINES", len(rows))  # of the first council alone
    night(town)
    folder = town.settings.paycards.exports
    first = (folder / "NVD/2026-11-16" / JOURNAL).read_bytes()
    assert first.count(b"\n") > 2
    second = (folder / "HMB/2026-11-16" / JOURNAL).read_bytes()
    assert second.replace(b"HMB", b"NVD") == first


def test_more_lines_than_memory_allows_are_read_when_they_are_needed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_ahead, "MOST_LINES", 1)
    for number in (1, 2, 3):
        town.allpay(f"NVDC000{number}.PO", (RENT, 100 * number))
    asked = asked_for(monkeypatch)
    assert totals(night(town))["rent"] == (3, 600)
    on_postgresql = town.visit.installation.engine.dialect.name == "postgresql"
    assert asked == ([{2, 3}] if on_postgresql else [{1, 2, 3}])


def test_what_cannot_be_read_ahead_is_read_when_it_is_needed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))

    def broken(*_: object) -> None:
        raise TryAgain("The database cannot be used now.", code="database")

    monkeypatch.setattr(read_ahead, "paid_lines", broken)
    assert totals(night(town))["rent"] == (1, 1250)


def test_more_files_than_one_question_names_leave(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parts, "__defaults__", (2,))
    for number in range(1, 6):
        town.allpay(f"NVDC000{number}.PO", (RENT, 100 * number), (TAX, number))
    town.reconcile()
    assert totals(write_outgoing(town.on(MORNING)))["rent"] == (5, 1500)
    assert (town.settings.paycards.exports / "NVD/2026-11-16/rent" / CASH_FILE).is_file()


def test_payments_and_reversals_of_one_file_leave_as_batches_of_their_own(town: Town) -> None:
    town.card("NVD", CARD, town.account("NVD", "rent", "R100000002"))
    town.payzone_night()
    made = night(town)
    assert len(town.all(select(batches.c.id).where(batches.c.file_id.is_not(None)))) == 2
    assert totals(made)["rent"] == (3, 2000)  # the first sale came twice
