"""Matching, night by night, on the books themselves: what is confirmed, proposed, taken back, and told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.reconcile.settlement.by_the_rules import match_by_the_rules
from paycards.store.tables.bank import bank_entries
from tests.oracle.writers import Paid
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world
from tests.reconcile.settlement.supplier_world import STRANGER
from tests.verify.test_rebuilding import unguarded


@pytest.fixture
def world(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[BankWorld]:
    shutil.copy(_migrated_sqlite, tmp_path / "paycards.db")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    yield world
    world.visit.installation.engine.dispose()


@pytest.fixture
def world_on_both(database_url: str, tmp_path: Path) -> Iterator[BankWorld]:
    world = open_bank_world(database_url, tmp_path)
    yield world
    world.visit.installation.engine.dispose()


def sold(number: str, pence: int, paid_on: str = "2026-11-15") -> Paid:
    return Paid(STRANGER, pence, paid_on, number=number)


def test_a_night_confirms_what_is_sure_and_the_next_one_adds_nothing(world_on_both: BankWorld) -> None:
    world = world_on_both
    world.file(1, 600, 400, made="11-16")
    world.file(2, -100, made="11-17")
    world.file(3, 250, made="11-18")
    world.bank("11-16", ("BYFILE", 1000))
    world.bank("11-18", ("BYFILE", 150))
    done = world.night("11-18")
    assert (done.confirmed, done.confirmed_pence, done.proposed, done.open) == (3, 1150, 0, 0)
    matches = [
        "bank-1.xml:1 NVDF0001.PO 1000 exact confirmed",
        "bank-2.xml:1 NVDF0002.PO -100 run confirmed",
        "bank-2.xml:1 NVDF0003.PO 250 run confirmed",
    ]
    assert world.matches() == matches
    assert world.night("11-19").confirmed == 0
    assert world.matches() == matches
    assert [row["state"] for row in world.exported("bank")] == ["explained", "explained"]
    assert world.states("BYFILE", "11-19") == ["settled"] * 3
    assert world.balance("clearing:BYFILE") == 0
    assert world.differences() == ()


def test_a_proposal_reserves_nothing_stays_while_it_holds_and_lapses_when_it_does_not(
    world: BankWorld,
) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 900))
    assert world.night("11-16").proposed == 1
    assert world.night("11-17").proposed == 0
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 900 difference proposed"]
    assert world.rows("BYFILE", "11-17")[0].settled_pence == 0

    world.bank("11-17", ("BYFILE", 1000))
    assert world.night("11-17").confirmed == 1
    assert world.matches() == [
        "bank-1.xml:1 NVDF0001.PO 900 difference taken_back",
        "bank-2.xml:1 NVDF0001.PO 1000 exact confirmed",
    ]
    assert world.differences() == ()


def test_bank_money_that_nothing_explains_is_a_problem_from_the_second_working_day_on(
    world: BankWorld,
) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-20", ("BYFILE", 77))  # a Friday
    world.night("11-23")
    assert world.problems("unapplied") == []
    world.night("11-24")
    assert world.problems("unapplied") == [
        "BYFILE: no due explains 0.77 pounds that the bank booked on 20 November 2026 (bank-1.xml:1);"
        " what it may pay is proposed."
    ]
    world.file(2, 77, made="11-20")
    world.night("11-25")
    assert world.problems("unapplied") == []


def test_the_fee_is_posted_with_the_match_that_settles_the_due(world_on_both: BankWorld) -> None:
    """Three payments at 38.5 pence are 115.5, and one rounding makes 116; a reversal is free."""
    world = world_on_both
    void = Paid(STRANGER, 300, "2026-11-15", number="V1", original="A3", kind="reversal")
    world.payzone(1, sold("A1", 2000), sold("A2", 1000), sold("A3", 300), void, created="11-16")
    assert world.outstanding("PAYZONE", "11-16") == [3000 - 116]
    world.bank("11-16", ("PAYZONE", 2000))
    world.bank("11-17", ("PAYZONE", 884))
    world.night("11-17")
    assert world.matches() == [
        "bank-1.xml:1 payzone_nvdc_000001.csv 2000 parts confirmed",
        "bank-2.xml:1 payzone_nvdc_000001.csv 884 parts confirmed",
    ]
    assert world.balance("fees:NVD") == 116
    assert world.balance("clearing:PAYZONE") == 0
    (fee,) = [row for row in world.exported("postings") if row["rule"] == "fee"]
    assert (fee["file"], fee["row"], fee["step"], fee["amount_pence"]) == ("bank-2.xml", "1", "1", "116")
    assert (fee["debit"], fee["credit"], fee["date"]) == ("fees:NVD", "clearing:PAYZONE", "2026-11-17")
    assert [row.state for row in world.rows("PAYZONE", "11-17")] == ["settled"]
    assert world.differences() == ()


def test_another_fee_than_the_tariff_s_is_a_problem_that_names_the_payments(world: BankWorld) -> None:
    world.payzone(1, sold("A1", 2000), sold("A2", 1000), created="11-16")
    world.bank("11-16", ("PAYZONE", 2900))
    world.night("11-16")
    assert world.matches() == ["bank-1.xml:1 payzone_nvdc_000001.csv 2900 difference proposed"]
    assert world.problems("fee_difference") == [
        "PAYZONE: of payzone_nvdc_000001.csv the supplier kept 1.00 pounds (bank-1.xml:1), and by the tariff"
        " it is 0.77: 2 payzone at 38.5p."
    ]
    assert world.balance("fees:NVD") == 0


def test_a_credit_is_held_against_what_the_statement_of_its_day_says_is_paid(world: BankWorld) -> None:
    world.statement(1, 0, closes="11-16", opening=5000, debits=1200)
    world.statement(2, 0, closes="11-17", debits=800)
    world.bank("11-16", ("ALLPAY", 1200))
    world.bank("11-17", ("ALLPAY", 300), ("ALLPAY", 500))
    world.bank("11-18", ("ALLPAY", 900))
    world.night("11-18")
    assert world.problems("not_as_stated") == [
        "ALLPAY: the bank booked 9.00 pounds on 18 November 2026 (bank-3.xml:1), and the statement"
        " NVDC0002.STA of 17 November 2026 says that 8.00 are paid."
    ]


def test_a_contract_that_fails_does_not_stop_the_others(
    world: BankWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file(1, 1000, made="11-16")
    world.payzone(1, sold("A1", 2000), created="11-16")
    world.bank("11-16", ("BYFILE", 1000), ("PAYZONE", 1961))

    def failing(step: object, contract: object) -> object:
        if contract.terms.code == "BYFILE":  # type: ignore[attr-defined]
            raise RuntimeError
        return match_by_the_rules(step, contract)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr("paycards.jobs.match_settlements.match_by_the_rules", failing)
        assert (world.night("11-16").confirmed, world.night("11-16").faults) == (1, 1)
    assert world.night("11-16").confirmed == 1
    assert world.problems("fault") == []


def test_with_what_the_bank_charged_an_entry_it_explains_the_due(world: BankWorld) -> None:
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 980))
    with unguarded(world.visit) as connection:
        connection.execute(update(bank_entries).values(charges_pence=20))
    world.night("11-16")
    assert world.matches() == ["bank-1.xml:1 NVDF0001.PO 1000 exact confirmed"]
    assert (world.balance("fees:NVD"), world.balance("clearing:BYFILE")) == (20, 0)
    (charge,) = [row for row in world.exported("postings") if row["rule"] == "charges"]
    assert (charge["file"], charge["row"], charge["amount_pence"]) == ("bank-1.xml", "1", "20")
    unmatch_entry(world.on("11-17"), "bank-1.xml:1")
    assert (world.balance("fees:NVD"), world.balance("clearing:BYFILE")) == (0, 20)


def test_the_problem_of_an_entry_that_is_nobody_s_after_all_closes(world: BankWorld) -> None:
    world.bank("11-16", ("BYFILE", 980))
    world.night("11-18")
    assert len(world.problems("unapplied")) == 1
    assign_bank_entry(world.on("11-18"), "bank-1.xml:1", contract="", note="a refund of ours")
    world.night("11-18")
    assert world.problems("unapplied") == []


def test_a_night_that_is_killed_after_one_contract_does_the_other_when_it_runs_again(
    world: BankWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file(1, 1000, made="11-16")
    world.payzone(1, sold("A1", 2000), created="11-16")
    world.bank("11-16", ("BYFILE", 1000), ("PAYZONE", 1961))

    def killed(step: object, contract: object, matched: object) -> int:
        if contract.terms.code == "PAYZONE":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return 0

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("paycards.jobs.match_settlements.tell", killed)
        world.night("11-16")
    assert [row["contract"] for row in world.exported("matches")] == ["BYFILE"]
    world.night("11-16")
    assert [row["contract"] for row in world.exported("matches")] == ["BYFILE", "PAYZONE"]
    assert world.balance("fees:NVD") == 39
    assert world.differences() == ()
