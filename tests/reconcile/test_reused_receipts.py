"""A natural key that came before: the same payment again, or another one that the supplier numbered twice."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.errors import PaycardsError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.export import export
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.nightly import nightly
from paycards.jobs.reconcile import Reconciled, reconcile
from paycards.jobs.release_file import release_file
from paycards.jobs.verify import verify
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.oracle import writers
from tests.oracle.writers import Paid

MINE, HERS, NOBODYS = "9826999900000000015", "9826999900000000023", "9826999900000000031"
PAID = Paid(MINE, 1000, "2026-11-13", number="8", time="093000")
HER_PAYMENT = replace(PAID, card=HERS, amount_pence=2500)
REUSED, AGAIN = "suspense receipt_reused", "duplicate"
CHANNELS = ("post_office", "paypoint", "payzone")
EACH_CHANNEL = pytest.mark.parametrize(  # by the same statements: one shows them on PostgreSQL
    ("database_url", "channel"),
    [
        *(("sqlite", channel) for channel in CHANNELS),
        pytest.param("postgresql", "post_office", marks=pytest.mark.soak),
        ("postgresql", "paypoint"),
        pytest.param("postgresql", "payzone", marks=pytest.mark.soak),
    ],
    indirect=["database_url"],
)


@pytest.fixture(autouse=True)
def known(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R1,open", "NVD,rent,R2,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R1,{MINE}", f"NVD,rent,R2,{HERS}")


def bring(visit: Visit, channel: str, number: int, *payments: Paid) -> None:
    """Import a supplier's file of this number, and reconcile nothing."""
    if channel == "post_office":
        name = f"P317{number:03}.TXN"
        data = writers.post_office_payments(name, "NVD0001", payments)
    elif channel == "paypoint":
        name = f"PP000123_20261115_{number:06}.DAT"
        data = writers.paypoint("000123", number, "2026-11-15", payments)
    else:
        name = f"payzone_nvdc_{number:06}.csv"
        data = writers.payzone("nvdc", f"{number:06}", "2026-11-15", payments)
    result = import_file(visit, name, data)
    assert result.state == "accepted", result.reason


def outcomes(visit: Visit) -> list[str]:
    """What becomes of each line in the end: its state and its reason or rule, as exported."""
    reconcile(visit)
    out = io.StringIO(newline="")
    export(visit, "lines", out)
    rows = csv.DictReader(io.StringIO(out.getvalue()))
    return [f"{row['state']} {row['reason'] or row['rule']}".strip() for row in rows]


def agrees(visit: Visit) -> bool:
    return not verify(visit).differences


@EACH_CHANNEL
def test_another_payment_with_a_number_that_was_used_waits_for_a_person(visit: Visit, channel: str) -> None:
    bring(visit, channel, 1, PAID)
    bring(visit, channel, 2, HER_PAYMENT)
    assert outcomes(visit) == ["posted card", REUSED]
    assert agrees(visit)


@EACH_CHANNEL
def test_it_is_the_same_within_one_file(visit: Visit, channel: str) -> None:
    bring(visit, channel, 1, PAID, HER_PAYMENT, PAID, HER_PAYMENT)
    assert outcomes(visit) == ["posted card", REUSED, AGAIN, AGAIN]
    assert agrees(visit)


DIFFERENT = {
    "card number": replace(PAID, card=HERS),
    "amount": replace(PAID, amount_pence=1001),
    "time": replace(PAID, time="093100"),
    "kind": replace(PAID, kind="reversal", original="7"),
}


@pytest.mark.parametrize("what", DIFFERENT)
@EACH_CHANNEL
def test_one_thing_that_differs_makes_it_another_payment(visit: Visit, channel: str, what: str) -> None:
    bring(visit, channel, 1, PAID)
    bring(visit, channel, 2, DIFFERENT[what], PAID)
    assert outcomes(visit) == ["posted card", REUSED, AGAIN]


def test_another_day_makes_it_another_payment_where_the_key_has_none(visit: Visit) -> None:
    tomorrow = replace(PAID, paid_on="2026-11-14")
    bring(visit, "payzone", 1, PAID, tomorrow)
    bring(visit, "paypoint", 1, PAID, tomorrow)
    same_accounting_date = replace(tomorrow, key_date=PAID.paid_on)
    bring(visit, "post_office", 1, PAID, same_accounting_date, tomorrow)
    posted = "posted card"
    assert outcomes(visit) == [posted, REUSED, posted, posted, posted, REUSED, posted]


def test_a_later_line_that_equals_any_earlier_one_of_its_number_is_its_duplicate(visit: Visit) -> None:
    third = replace(PAID, amount_pence=700)
    for number, paid in enumerate((PAID, HER_PAYMENT, HER_PAYMENT, third, PAID, HER_PAYMENT, third), start=1):
        bring(visit, "payzone", number, paid)
    assert outcomes(visit) == ["posted card", REUSED, AGAIN, REUSED, AGAIN, AGAIN, AGAIN]
    assert agrees(visit)


def test_the_numbers_of_another_contract_are_its_own(visit: Visit) -> None:
    bring(visit, "payzone", 1, PAID)
    bring(visit, "paypoint", 1, HER_PAYMENT)
    assert outcomes(visit) == ["posted card", "posted card"]


def test_it_stands_before_any_other_reason_and_is_never_tried_again(visit: Visit, tmp_path: Path) -> None:
    bring(visit, "payzone", 1, PAID, replace(PAID, card=NOBODYS), replace(PAID, card=MINE, amount_pence=1))
    assert outcomes(visit) == ["posted card", REUSED, REUSED]
    bring_cards(visit, tmp_path, f"NVD,rent,R2,{NOBODYS}")
    assert reconcile(visit) == Reconciled(files=0, new_suspense=0, retried=0)
    assert [item.reason for item in list_suspense(visit, reason="receipt_reused")] == ["receipt_reused"] * 2


def test_nothing_of_it_leaves_until_a_person_places_it(visit: Visit) -> None:
    bring(visit, "payzone", 1, PAID, HER_PAYMENT)
    assert nightly(visit).report.suspense == {"receipt_reused": (1, 2500)}
    assert _balance(visit, "R2") == 0
    [item] = list_suspense(visit)
    allocate_item(visit, item.id, fund="rent", reference="R2", note="The supplier confirmed it.")
    assert (_balance(visit, "R2"), outcomes(visit)) == (2500, ["posted card", "posted manual"])
    assert agrees(visit)


def _balance(visit: Visit, reference: str) -> int:
    out = io.StringIO(newline="")
    export(visit, "balances", out)
    rows = csv.DictReader(io.StringIO(out.getvalue()))
    return next(int(row["received_pence"]) for row in rows if row["account_reference"] == reference)


def test_a_file_that_is_released_later_comes_after_what_came_meanwhile(visit: Visit) -> None:
    bring(visit, "payzone", 1, replace(PAID, number="1"))
    held = writers.payzone("nvdc", "000001", "2026-11-15", [HER_PAYMENT])
    file = import_file(visit, "payzone_nvdc_000001.csv", held)
    assert file.state == "held"
    bring(visit, "payzone", 2, PAID)
    release_file(visit, str(file.id), note="Both files are right.")
    assert outcomes(visit) == ["posted card", REUSED, "posted card"]
    assert agrees(visit)


# reversals

TAKEN_BACK = replace(PAID, kind="reversal", number="9", original="8")


@EACH_CHANNEL
def test_a_reversal_means_the_payment_that_had_the_number_first(visit: Visit, channel: str) -> None:
    bring(visit, channel, 1, PAID, HER_PAYMENT, TAKEN_BACK)
    assert outcomes(visit) == ["posted card", REUSED, "posted reversal"]
    assert _balance(visit, "R1") == 0
    assert agrees(visit)


@EACH_CHANNEL
def test_a_reversal_with_the_card_of_the_other_payment_of_that_number_is_sure_of_neither(
    visit: Visit, channel: str
) -> None:
    bring(visit, channel, 1, PAID, replace(PAID, card=HERS), replace(TAKEN_BACK, card=HERS))
    assert outcomes(visit) == ["posted card", REUSED, "suspense reversal_mismatch"]


def test_the_latest_day_of_a_number_decides_before_who_had_it_first(visit: Visit) -> None:
    later = replace(PAID, paid_on="2026-11-14")
    reversal = replace(TAKEN_BACK, paid_on="2026-11-15")
    bring(visit, "paypoint", 1, PAID, later, replace(HER_PAYMENT, paid_on="2026-11-14"), reversal)
    assert outcomes(visit) == ["posted card", "posted card", REUSED, "posted reversal"]


def test_a_reversal_whose_own_number_was_used_takes_nothing_back(visit: Visit) -> None:
    bring(visit, "paypoint", 1, replace(PAID, number="9"), PAID, TAKEN_BACK)
    assert outcomes(visit) == ["posted card", "posted card", REUSED]
    bring(visit, "paypoint", 2, replace(TAKEN_BACK, number="10"))
    assert outcomes(visit)[-1] == "posted reversal"


def test_a_reversal_that_names_itself_names_no_payment(visit: Visit) -> None:
    bring(visit, "paypoint", 1, replace(TAKEN_BACK, number="8"))
    assert outcomes(visit) == ["suspense no_original"]


REVERSED = replace(PAID, kind="reversed", original="9")


def test_the_original_of_a_reversal_is_judged_by_its_number_first(visit: Visit) -> None:
    bring(visit, "post_office", 1, PAID, REVERSED)
    assert outcomes(visit) == ["posted card", REUSED]
    bring(visit, "post_office", 2, TAKEN_BACK, REVERSED)
    assert outcomes(visit) == ["posted card", REUSED, "posted reversal", AGAIN]


def test_an_original_waits_for_its_reversal_though_a_duplicate_names_it(visit: Visit) -> None:
    """The duplicate repeats the reversal of another payment, and only names another original."""
    names_another = replace(TAKEN_BACK, original="7")
    bring(visit, "post_office", 1, names_another, TAKEN_BACK, REVERSED)
    assert outcomes(visit) == ["suspense no_original", AGAIN, "suspense reversal_expected"]


def test_a_reused_receipt_that_is_taken_away_is_found_by_verify(visit: Visit) -> None:
    bring(visit, "payzone", 1, PAID, HER_PAYMENT)
    reconcile(visit)
    engine = visit.installation.engine
    where = "" if engine.dialect.name == "sqlite" else " ON reused_receipts"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER reused_receipts_no_delete{where}")
        connection.exec_driver_sql("DELETE FROM reused_receipts")
    assert "reused receipt" in {found.kind for found in verify(visit).differences}


def test_a_note_is_needed_to_place_it(visit: Visit) -> None:
    bring(visit, "payzone", 1, PAID, HER_PAYMENT)
    reconcile(visit)
    [item] = list_suspense(visit)
    with pytest.raises(PaycardsError, match="note"):
        allocate_item(visit, item.id, fund="rent", reference="R2", note=" ")
