"""Reconciling: what is sure is posted, what waits is tried again, and no council meets another's rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select

from paycards.access.visit import Visit
from paycards.jobs.export import export
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reconcile import Reconciled, reconcile
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.suspense import suspense_items
from tests.channels.supplier_files import CARD, cross_reference, short_row
from tests.channels.supplier_files import allpay as allpay_file
from tests.jobs.hand_in import bring_accounts, bring_cards, bring_file, unknown

RENT = "R123456789"
OTHER_CARD = "9826999900000000023"


def rows(visit: Visit, name: str, council: str | None = None) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(visit, name, out, council=council)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def placed(visit: Visit) -> list[tuple[str, str, str, str]]:
    """Council, state, account and rule or reason of each line, in the order received."""
    return [
        (line["council"], line["state"], line["account_reference"], line["rule"] or line["reason"])
        for line in rows(visit, "lines")
    ]


def trial_balance(visit: Visit) -> Counter[str]:
    balance: Counter[str] = Counter()
    for leg in rows(visit, "journal"):
        balance[leg["ledger_account"]] += int(leg["amount_pence"])
    return balance


def test_a_run_says_what_it_did_and_the_next_has_nothing_to_do(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    bring_file(visit, "NVDC0001.PO", unknown(100, reference=RENT), unknown(200), total=300)
    assert reconcile(visit) == Reconciled(files=1, new_suspense=1, retried=0)
    assert reconcile(visit) == Reconciled(files=0, new_suspense=0, retried=0)
    assert placed(visit) == [
        ("NVD", "posted", RENT, "reference"),
        ("NVD", "suspense", "", "unknown_card"),
    ]


def test_a_card_that_comes_later_takes_its_payment_out_of_suspense(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    bring_file(visit, "NVDC0001.PO", unknown(100, card=CARD), total=100)
    reconcile(visit)
    bring_cards(visit, tmp_path, f"NVD,rent,{RENT},{CARD}")
    assert reconcile(visit) == Reconciled(files=0, new_suspense=0, retried=1)
    assert placed(visit) == [("NVD", "posted", RENT, "card")]
    assert trial_balance(visit)["suspense:NVD"] == 0


def test_nothing_is_asked_of_suspense_for_a_file_of_which_nothing_waits(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    asked: list[str] = []
    event.listen(visit.installation.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for name, reference, waiting in (("NVDC0001.PO", RENT, 0), ("NVDC0002.PO", "", 1)):
        bring_file(visit, name, unknown(100, reference=reference), total=100)
        asked.clear()
        assert reconcile(visit) == Reconciled(files=1, new_suspense=waiting, retried=0)
        assert sum("INSERT INTO suspense_items" in each for each in asked) == waiting


def test_what_a_run_has_just_put_into_suspense_is_tried_again_by_the_next(visit: Visit) -> None:
    asked: list[str] = []
    event.listen(visit.installation.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    bring_file(visit, "NVDC0001.PO", unknown(100), unknown(200), total=300)
    for tries in (0, 1):
        asked.clear()
        reconcile(visit)
        assert sum("INSERT INTO retried" in each for each in asked) == tries


def test_what_a_person_has_taken_up_is_left_alone(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    bring_file(visit, "NVDC0001.PO", unknown(100, card=CARD), total=100)
    reconcile(visit)
    with visit.installation.engine.begin() as connection:
        connection.execute(suspense_items.update().values(taken_by="clerk"))
    bring_cards(visit, tmp_path, f"NVD,rent,{RENT},{CARD}")
    assert reconcile(visit).retried == 0
    assert placed(visit) == [("NVD", "suspense", "", "unknown_card")]


def test_a_reason_is_brought_up_to_date(visit: Visit, tmp_path: Path) -> None:
    bring_file(visit, "NVDC0001.PO", unknown(100, reference=RENT), total=100)
    reconcile(visit)
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},closed")
    reconcile(visit)
    assert placed(visit) == [("NVD", "suspense", "", "account_closed")]


def learn(visit: Visit, *rows: tuple[str, str, str]) -> None:
    assert import_file(visit, "NVDC0001.CRF", cross_reference(list(rows))).state == "accepted"


def known_cards(visit: Visit) -> list[str]:
    with reading(visit.installation.engine) as connection:
        return list(connection.execute(select(cards.c.card_number).order_by(cards.c.card_number)).scalars())


def test_a_cross_reference_teaches_cards_that_then_place_payments(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    learn(visit, (CARD, RENT, "N"))
    bring_file(visit, "NVDC0002.PO", unknown(100, card=CARD), total=100)
    reconcile(visit)
    assert placed(visit) == [("NVD", "posted", RENT, "card")]


def test_a_cross_reference_that_came_before_its_accounts_is_learned_when_they_come(
    visit: Visit, tmp_path: Path
) -> None:
    learn(visit, (CARD, RENT, "N"), (OTHER_CARD, "R999999999", "N"))
    bring_file(visit, "NVDC0002.PO", unknown(100, card=CARD), total=100)
    reconcile(visit)
    assert [problem.kind for problem in list_problems(visit)] == ["unlearned_card"]
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    reconcile(visit)
    assert (known_cards(visit), placed(visit)) == ([CARD], [("NVD", "posted", RENT, "card")])
    [problem] = list_problems(visit)
    assert problem.message.endswith("learned: row 3, card ...0023: 'R999999999' names no account.")
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open", "NVD,rent,R999999999,open")
    reconcile(visit)
    assert (known_cards(visit), list_problems(visit)) == ([CARD, OTHER_CARD], [])


def test_a_card_is_never_moved_by_a_cross_reference(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open", "NVD,rent,R999999999,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R999999999,{CARD}")
    learn(visit, (CARD, RENT, "R"))
    bring_file(visit, "NVDC0002.PO", unknown(100, card=CARD), total=100)
    reconcile(visit)
    assert placed(visit) == [("NVD", "posted", "R999999999", "card")]
    [problem] = list_problems(visit)
    assert problem.message.endswith(
        f"learned: row 2, card ...{CARD[-4:]} is on rent R999999999 already, not on {RENT}."
    )


def test_what_is_told_of_a_cross_reference_stays_short(visit: Visit) -> None:
    learn(visit, *((f"98269999000009{number:05}", "R999999999", "N") for number in range(5)))
    [problem] = list_problems(visit)
    assert problem.message.endswith("; and 2 more rows.")


def test_a_file_is_booked_on_the_day_on_which_it_is_reconciled(visit: Visit) -> None:
    bring_file(visit, "NVDC0001.PO", unknown(100), total=100)
    reconcile(replace(visit, now=dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)))  # summer time: the 2nd
    assert {leg["date"] for leg in rows(visit, "journal")} == {"2026-07-02"}


@pytest.fixture
def both(visit: Visit, tmp_path: Path) -> Visit:
    """Two councils with the same references and the same card numbers, on accounts of their own."""
    twice = [f"{council},rent,{RENT},open" for council in ("NVD", "HMB")]
    bring_accounts(visit, tmp_path, *twice, "HMB,rent,R555555555,open")
    bring_cards(visit, tmp_path, f"NVD,rent,{RENT},{CARD}", f"HMB,rent,R555555555,{CARD}")
    return visit


def test_the_same_card_and_reference_pay_into_the_council_that_the_file_is_for(both: Visit) -> None:
    for client in ("NVDC", "HMBC"):
        rows_of_file = [unknown(100, card=CARD), unknown(200, reference=RENT)]
        bring_file(both, f"{client}0001.PO", *rows_of_file, total=300)
    reconcile(both)
    assert placed(both) == [
        ("NVD", "posted", RENT, "card"),
        ("NVD", "posted", RENT, "reference"),
        ("HMB", "posted", "R555555555", "card"),
        ("HMB", "posted", RENT, "reference"),
    ]
    balances = {
        (row["council"], row["account_reference"]): row["received_pence"] for row in rows(both, "balances")
    }
    assert balances == {("NVD", RENT): "300", ("HMB", RENT): "200", ("HMB", "R555555555"): "100"}
    assert verify(both).agrees


def test_an_account_of_another_council_never_places_a_payment(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, f"HMB,rent,{RENT},open")
    bring_cards(visit, tmp_path, f"HMB,rent,{RENT},{CARD}")
    bring_file(visit, "NVDC0001.PO", unknown(100, card=CARD, reference=RENT), total=100)
    reconcile(visit)
    assert placed(visit) == [("NVD", "suspense", "", "unknown_card")]
    assert {account for account in trial_balance(visit) if "HMB" in account} == set()


def test_a_councils_exports_show_nothing_of_another(both: Visit) -> None:
    for client in ("NVDC", "HMBC"):
        bring_file(both, f"{client}0001.PO", unknown(100, card=CARD), unknown(200), total=300)
    reconcile(both)
    for name in ("files", "lines", "balances", "suspense", "journal", "postings"):
        for council in ("NVD", "HMB"):
            assert {row["council"] for row in rows(both, name, council)} == {council}
        assert len(rows(both, name)) == sum(len(rows(both, name, council)) for council in ("NVD", "HMB"))


def test_a_prefix_in_the_reference_is_the_contracts_own(both: Visit) -> None:
    row = short_row(100, reference=f"HM{RENT}")
    import_file(both, "HMBC0001.PO", allpay_file([row], 100))
    import_file(both, "NVDC0001.PO", allpay_file([row], 100))
    reconcile(both)
    assert sorted(placed(both)) == [
        ("HMB", "posted", RENT, "reference"),
        ("NVD", "suspense", "", "unknown_reference"),
    ]
