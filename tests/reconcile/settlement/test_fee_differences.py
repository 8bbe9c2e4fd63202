"""Fees that were not kept by the tariff: what is told, and that doing what the remedy says ends it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.money import to_pounds
from paycards.settings.reading import load_settings
from tests.oracle.writers import Paid
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world
from tests.reconcile.settlement.supplier_world import STRANGER
from tests.visits import open_visit

ENTRY, DUE = "bank-1.xml:1", "payzone_nvdc_000001.csv"  # two payments: 30.00 less 0.77


@pytest.fixture
def world(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[BankWorld]:
    shutil.copy(_migrated_sqlite, tmp_path / "paycards.db")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    sold = (Paid(STRANGER, pence, "2026-11-15", number=f"A{pence}") for pence in (2000, 1000))
    world.payzone(1, *sold, created="11-16")
    yield world
    world.visit.installation.engine.dispose()


def pay(world: BankWorld, pence: int) -> list[str]:
    """The bank books so much, and two people accept what is proposed; what is told of fees then."""
    world.bank("11-16", ("PAYZONE", pence))
    world.night("11-16")
    decision = match_by_hand(as_person(world, "Amira"), ENTRY, [], note="it is this one's")
    approve_decision(as_person(world, "Bola"), decision.decision)
    world.night("11-17")
    return world.problems("fee_difference")


def as_person(world: BankWorld, name: str) -> Visit:
    visit = world.on("11-17", hour=9)
    return replace(visit, visitor=replace(visit.visitor, name=name))


def correct_tariff(world: BankWorld, folder: Path, pence: str) -> list[str]:
    path = folder / "paycards.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("38.5", pence), encoding="utf-8")
    world.visit.installation.engine.dispose()
    world.visit = open_visit(load_settings(path), now=world.visit.now)
    world.night("11-17")
    return world.problems("fee_difference")


def match_again(world: BankWorld) -> None:
    unmatch_entry(as_person(world, "Amira"), ENTRY, note="the tariff was wrong")
    match_by_hand(as_person(world, "Amira"), ENTRY, [(DUE, None)])
    world.night("11-17")


def test_a_fee_difference_ends_when_the_rest_has_come(world: BankWorld) -> None:
    assert pay(world, 2900) == [told("1.00", "0.77")]
    world.bank("11-17", ("PAYZONE", 23))
    world.night("11-17")
    assert world.balance("fees:NVD") == 77
    assert world.problems("fee_difference") == []


@pytest.mark.parametrize(("paid_pence", "posted", "tariff"), [(2900, "0.00", "50"), (2950, "0.77", "25")])
def test_a_corrected_tariff_ends_it_when_the_match_was_made_again(
    world: BankWorld, tmp_path: Path, paid_pence: int, posted: str, tariff: str
) -> None:
    kept = to_pounds(3000 - paid_pence)
    assert pay(world, paid_pence) == [told(kept, "0.77")]
    said = told(kept, f"{kept} now, but {posted} is posted", f"{tariff}.0")
    assert correct_tariff(world, tmp_path, tariff) == [said]
    match_again(world)
    assert world.problems("fee_difference") == []
    assert (world.balance("fees:NVD"), world.balance("clearing:PAYZONE")) == (3000 - paid_pence, 0)
    assert world.differences() == ()


def test_money_beyond_the_whole_fee_is_told_as_bank_money_without_a_due(world: BankWorld) -> None:
    assert pay(world, 9000) == []
    world.night("11-20")
    (unapplied,) = world.problems("unapplied")
    assert "60.77 of 90.00 pounds" in unapplied


def told(kept: str, fee: str, tariff: str = "38.5") -> str:
    return (
        f"PAYZONE: of {DUE} the supplier kept {kept} pounds ({ENTRY}), and by the tariff it is {fee}:"
        f" 2 payzone at {tariff}p."
    )
