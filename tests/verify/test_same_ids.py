"""Where both sides gave the same ids, rows are compared by ids, and every change is still found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from paycards.verify import comparing
from paycards.verify.check import Sides
from tests.channels.supplier_files import CARD, long_row
from tests.fresh import init_fresh
from tests.jobs.eventful_week import MONDAY
from tests.jobs.hand_in import bring_accounts, bring_cards, bring_file, unknown
from tests.verify.test_rebuilding import tamper, the_one
from tests.visits import open_visit

SETTINGS = """
[paycards]
database = "sqlite:///paycards.db"
archive = "archive"

[[councils]]
code = "NVD"
name = "Northvale District Council"

[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
"""
ONE, OTHER = "customer:rent:R123456789", "customer:rent:R200000002"
placed_on = "UPDATE {} = (SELECT id FROM ledger_accounts WHERE name = '{}') WHERE {}".format


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """One council, whose originals give the ids that it has."""
    (tmp_path / "paycards.toml").write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(tmp_path / "paycards.toml")
    init_fresh(settings)
    visit = open_visit(settings, now=MONDAY, actor="tester")
    bring_accounts(visit, tmp_path, "NVD,rent,R123456789,open", "NVD,rent,R200000002,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R123456789,{CARD}")
    bring_file(visit, "NVDC0001.PO", long_row(), long_row(), long_row(), unknown(700), total=4450)
    reconcile(visit)
    yield visit
    visit.installation.engine.dispose()


@pytest.fixture
def same(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the ids were the same, each time that it was asked."""
    said: list[bool] = []
    asked = comparing._gave_same_ids

    def ask(sides: Sides, council_id: int) -> bool:
        said.append(asked(sides, council_id))
        return said[-1]

    monkeypatch.setattr(comparing, "_gave_same_ids", ask)
    return said


def test_what_is_the_same_agrees(visit: Visit, same: list[bool]) -> None:
    assert verify(visit).counts == {}
    assert same == [True]


def test_every_change_is_found_by_ids_and_told_by_names(visit: Visit, same: list[bool]) -> None:
    tamper(
        visit,
        "INSERT INTO postings SELECT file_id, 9, step, batch_id, debit_id, credit_id, 1, rule, reason, part"
        " FROM postings WHERE row_no = 1",
        placed_on("postings SET credit_id", OTHER, "row_no = 1"),
        "UPDATE postings SET amount_pence = 1251 WHERE row_no = 2",
        "DELETE FROM postings WHERE row_no = 3",
        placed_on("account_references SET account_id", OTHER, "form = 'exact' AND reference = 'R123456789'"),
        placed_on("cards SET account_id", OTHER, f"card_number = '{CARD}'"),
    )
    verified = verify(visit)
    assert same == [True]
    assert [verified.counts[kind] for kind in ("posting", "reference", "card")] == [4, 1, 1]
    moved = the_one(verified, "posting", row=1)
    assert (moved.database, moved.originals) == (f"credit {OTHER}", f"credit {ONE}")
    assert the_one(verified, "posting", row=3).database == "not there"
    assert the_one(verified, "posting", row=9).originals == "not there"
    reference = the_one(verified, "reference")
    assert (reference.database, reference.originals) == (f"account {OTHER}", f"account {ONE}")
    card = the_one(verified, "card")
    assert (card.database, card.originals) == (f"account {OTHER}", f"account {ONE}")


def test_accounts_that_changed_names_are_found_though_each_row_has_its_id(
    visit: Visit, same: list[bool]
) -> None:
    rename = "UPDATE ledger_accounts SET name = '{}' WHERE name = '{}'".format
    tamper(visit, rename("-", ONE), rename(ONE, OTHER), rename(OTHER, "-"))
    verified = verify(visit)
    assert same == [False]
    assert verified.counts["posting"] == 3
    assert the_one(verified, "posting", row=1).database == f"credit {OTHER}"


def test_a_batch_of_another_day_is_found_with_each_of_its_postings(visit: Visit, same: list[bool]) -> None:
    tamper(visit, "UPDATE batches SET booked_on = '2026-11-15'")
    assert verify(visit).counts["posting"] == 4
    assert same == [False]


def test_an_account_of_another_kind_is_found_though_it_has_its_id_and_name(
    visit: Visit, same: list[bool]
) -> None:
    of_kind = "UPDATE ledger_accounts SET kind = '{}' WHERE name = '{}'".format
    tamper(visit, of_kind("suspense", ONE))
    assert the_one(verify(visit), "ledger account").database == "kind suspense"
    assert same == [False]
