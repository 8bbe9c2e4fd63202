"""What a contract owes: one due for each statement or file, its key, its day and its amount."""

from __future__ import annotations

import hashlib

from sqlalchemy import update

from paycards.jobs.close_problem import close_problem
from paycards.jobs.list_problems import list_problems
from paycards.jobs.verify import verify
from paycards.store.tables.files import accepted_files
from tests.oracle import writers
from tests.oracle.writers import Paid
from tests.reconcile.settlement.supplier_world import STRANGER, SupplierWorld, day
from tests.verify.test_rebuilding import unguarded


def test_a_statement_makes_one_due_of_the_files_numbered_since_the_one_before(world: SupplierWorld) -> None:
    world.allpay(1, 1000)
    world.allpay(2, 250, ext="PP")
    world.statement(3, 1250, closes="11-16")
    world.allpay(4, 700, came="11-17")
    world.statement(5, 700, closes="11-17")
    world.allpay(6, 99, came="11-18")
    assert world.owed("ALLPAY", "11-18") == [
        ("NVDC0003.STA", "12-01", 1250),  # ten working days later, 30 November being free
        ("NVDC0005.STA", "12-02", 700),
    ]
    assert world.unstated("ALLPAY", "11-18") == 99


def test_the_first_statement_takes_every_file_of_a_lower_number_and_is_due_what_the_files_say(
    world: SupplierWorld,
) -> None:
    world.allpay(41, -96_66, ext="CSH")
    world.statement(44, 1_531_624, closes="11-16", opening=2_000_000)
    world.allpay(43, 50, came="11-17")
    assert world.owed("ALLPAY", "11-17") == [("NVDC0044.STA", "12-01", -96_16)]


def test_a_due_of_zero_is_no_due(world: SupplierWorld) -> None:
    world.allpay(1, 500, -500)
    world.statement(2, 0, closes="11-16")
    world.statement(3, 0, closes="11-17")
    assert world.owed("ALLPAY", "11-17") == []


def test_what_the_council_s_own_terminals_took_is_never_owed(world: SupplierWorld) -> None:
    world.allpay(1, 1000)
    world.allpay(2, 800, ext="TC")
    world.allpay(3, -150, ext="CQE")
    world.statement(4, 850, closes="11-16")
    world.allpay(5, 60, ext="TC", came="11-17")
    world.allpay(1, 700, ext="TC", client="NVDF")
    assert world.owed("ALLPAY", "11-17") == [("NVDC0004.STA", "12-01", 850)]
    assert world.unstated("ALLPAY", "11-17") == 0
    assert world.owed("BYFILE", "11-17") == []


def test_numbers_that_start_again_after_all_nines_go_on(world: SupplierWorld) -> None:
    world.allpay(9997, 100)
    world.statement(9998, 100, closes="11-16")
    world.allpay(9999, 20, came="11-17")
    world.allpay(1, 3, came="11-17")
    world.statement(2, 23, closes="11-17")
    assert [amount for _, _, amount in world.owed("ALLPAY", "11-17")] == [100, 23]


def test_a_name_that_comes_again_gets_eight_digits_of_its_own_digest(world: SupplierWorld) -> None:
    first = post_office("P320001.TXN", "2025-11-16", 100)
    again = post_office("P320001.TXN", "2026-11-16", 250)
    world.bring("P320001.TXN", first, "2025-11-16")
    world.bring("P320001.TXN", again, "11-16")
    assert [key for key, _, _ in world.owed("POST", "11-17")] == [
        "P320001.TXN",
        f"P320001.TXN@{hashlib.sha256(again).hexdigest()[:8]}",
    ]


def test_a_refused_copy_does_not_take_the_name_of_the_good_one(world: SupplierWorld) -> None:
    world.bring("P320001.TXN", b"AHR1NVD0001P320001.TXN" + b" " * 85, "11-16", "quarantined")
    world.bring("P320001.TXN", post_office("P320001.TXN", "2026-11-16", 250), "11-16")
    assert [key for key, _, _ in world.owed("POST", "11-17")] == ["P320001.TXN"]


def test_a_file_named_like_one_of_another_contract_keeps_its_name(world: SupplierWorld) -> None:
    world.allpay(1, 100, client="NVDF")
    world.allpay(1, 100)
    world.statement(2, 100, closes="11-16")
    world.allpay(2, 5, client="NVDF", came="11-17")
    assert [key for key, _, _ in world.owed("BYFILE", "11-17")] == ["NVDF0001.PO", "NVDF0002.PO"]


def test_a_statement_that_does_not_follow_makes_no_due_while_a_number_is_missing(
    world: SupplierWorld,
) -> None:
    world.allpay(1, 100)
    world.statement(2, 100, closes="11-16")
    world.allpay(3, 200, came="11-17")
    world.allpay(5, 400, came="11-18")
    world.statement(6, 400, closes="11-18", opening=300)  # 4 is a statement that did not come
    world.allpay(7, 800, came="11-19")
    world.statement(8, 800, closes="11-19")
    assert world.owed("ALLPAY", "11-19") == [("NVDC0002.STA", "12-01", 100), ("NVDC0008.STA", "12-04", 800)]
    assert world.unstated("ALLPAY", "11-19") == 600

    world.statement(4, 200, closes="11-17", opening=100, came="11-20")
    assert world.owed("ALLPAY", "11-20") == [
        ("NVDC0002.STA", "12-01", 100),
        ("NVDC0004.STA", "12-02", 200),
        ("NVDC0006.STA", "12-03", 400),
        ("NVDC0008.STA", "12-04", 800),
    ]
    assert world.unstated("ALLPAY", "11-20") == 0
    assert world.unstated("ALLPAY", "11-19") == 600  # as it was then


def test_a_statement_makes_its_due_when_a_person_has_closed_the_gap(world: SupplierWorld) -> None:
    world.statement(1, 0, closes="11-16")
    world.allpay(3, 300, came="11-17")
    world.statement(4, 300, closes="11-17", opening=50)
    assert world.unstated("ALLPAY", "11-17") == 300
    [gap] = [problem for problem in list_problems(world.visit) if problem.kind == "gap"]
    close_problem(world.on("11-18"), gap.id, note="number 2 was never sent")
    assert world.unstated("ALLPAY", "11-17") == 300
    assert world.owed("ALLPAY", "11-18") == [("NVDC0004.STA", "12-02", 300)]


def test_a_statement_that_follows_makes_its_due_whatever_numbers_are_missing(world: SupplierWorld) -> None:
    world.statement(1, 0, closes="11-16")
    world.allpay(3, 300, came="11-17")
    world.statement(4, 300, closes="11-17")
    assert world.owed("ALLPAY", "11-17") == [("NVDC0004.STA", "12-02", 300)]


def test_a_statement_that_disagrees_with_no_number_missing_is_due_what_the_files_say(
    world: SupplierWorld,
) -> None:
    world.statement(1, 0, closes="11-16")
    world.allpay(2, 300, came="11-17")
    world.statement(3, 310, closes="11-17", opening=7)
    assert world.owed("ALLPAY", "11-17") == [("NVDC0003.STA", "12-02", 300)]


def test_a_late_file_joins_the_due_of_its_number_which_keeps_key_and_day(world: SupplierWorld) -> None:
    world.statement(1, 0, closes="11-16")
    world.allpay(3, 300, came="11-17")
    world.statement(4, 340, closes="11-17")
    world.allpay(2, 40, came="11-19", made="11-17")
    assert world.owed("ALLPAY", "11-18") == [("NVDC0004.STA", "12-02", 300)]
    assert world.owed("ALLPAY", "11-19") == [("NVDC0004.STA", "12-02", 340)]


def test_a_released_file_counts_at_the_place_of_its_number_from_its_release(world: SupplierWorld) -> None:
    world.allpay(1, 100)
    world.statement(2, 130, closes="11-16")
    world.allpay(3, 7, came="11-17")
    world.allpay(1, 30, ext="PP", came="11-17", state="held")
    assert world.owed("ALLPAY", "11-18") == [("NVDC0002.STA", "12-01", 100)]
    world.release("NVDC0001.PP", "11-19")
    assert world.owed("ALLPAY", "11-18") == [("NVDC0002.STA", "12-01", 100)]
    assert world.owed("ALLPAY", "11-19") == [("NVDC0002.STA", "12-01", 130)]


def test_a_contract_of_files_owes_each_file_less_its_duplicates(world: SupplierWorld) -> None:
    again, other = sold("A1", 2000), sold("A2", 300)
    world.payzone(1, again, other, created="11-16")
    world.payzone(2, again, sold("A3", 500), sold("A3", 500), sold("A2", 900), created="11-17")
    assert [amount for _, _, amount in world.owed("PAYZONE", "11-17")] == [
        2300,
        1400,
    ]  # a reused number counts


def test_a_released_file_has_its_own_old_day_and_may_be_late_at_once(world: SupplierWorld) -> None:
    world.payzone(1, sold("A1", 2000), created="11-02")
    data = writers.payzone("nvdc", "000001", "2026-11-02", [sold("A2", 100)])
    world.bring("payzone_nvdc_1.csv", data, "11-03", "held")
    world.release("payzone_nvdc_1.csv", "11-20")
    assert world.owed("PAYZONE", "11-20") == [
        ("payzone_nvdc_000001.csv", "11-02", 2000),
        ("payzone_nvdc_1.csv", "11-02", 100),
    ]
    assert world.states("PAYZONE", "11-20") == ["late", "late"]


def test_the_lag_counts_working_days_after_the_day_and_none_is_the_day_or_the_next_working_day(
    world: SupplierWorld,
) -> None:
    """Nothing of 28 November, a Saturday, is due on it; Monday the 30th is free in this world."""
    for number, created in enumerate(("11-27", "11-28", "11-30"), start=1):
        world.payzone(number, sold(f"A{number}", 100), created=created, came="12-01")
    assert [due_on for _, due_on, _ in world.owed("PAYZONE", "12-01")] == ["11-27", "12-01", "12-01"]
    world.bring("P332001.TXN", post_office("P332001.TXN", "2026-11-28", 100), "12-01")
    assert world.owed("POST", "12-01") == [("P332001.TXN", "12-02", 100)]


def test_the_settlement_date_of_a_header_is_the_day_as_written_weekend_or_not(world: SupplierWorld) -> None:
    paid = Paid(STRANGER, 900, "2026-11-15", number="1")
    data = writers.paypoint("000123", 1, "2026-11-16", [paid])
    data = data.replace(b"20261116021500" + b"20261116", b"20261116021500" + b"20261128")
    world.bring("PP000123_20261116_000001.DAT", data, "11-16")
    assert world.owed("PAYPOINT", "11-16") == [("PP000123_20261116_000001.DAT", "11-28", 900)]


def test_the_own_day_of_a_post_office_file_is_the_latest_accounting_day_of_its_rows(
    world: SupplierWorld,
) -> None:
    paid = [
        Paid(STRANGER, 100, "2026-11-13", number="1", key_date="2026-11-16"),
        Paid(STRANGER, 200, "2026-11-13", number="2", key_date="2026-11-13"),
    ]
    data = writers.post_office_payments("P320001.TXN", "NVD0001", paid)
    world.bring("P320001.TXN", data, "11-20")
    assert world.owed("POST", "11-20") == [("P320001.TXN", "11-18", 300)]


def test_the_own_day_of_a_payzone_file_is_the_day_in_london_on_which_it_was_made(
    world: SupplierWorld,
) -> None:
    data = writers.payzone("nvdc", "000001", "2026-10-14", [sold("A1", 100, "2026-10-14")])
    world.bring("payzone_nvdc_000001.csv", data.replace(b"T02:15:00+00:00", b"T23:15:00+00:00"), "10-15")
    assert world.owed("PAYZONE", "10-16") == [("payzone_nvdc_000001.csv", "10-15", 100)]


def test_an_allpay_file_of_its_own_is_due_by_its_footer_or_by_the_day_of_its_acceptance(
    world: SupplierWorld,
) -> None:
    world.allpay(1, 100, client="NVDF", made="11-12", came="11-16")
    world.allpay(2, 200, client="NVDF", came="11-17")
    assert world.owed("BYFILE", "11-18") == [("NVDF0001.PO", "11-12", 100), ("NVDF0002.PO", "11-17", 200)]


def test_a_due_is_known_from_the_day_on_which_its_file_was_accepted(world: SupplierWorld) -> None:
    world.allpay(1, 100, client="NVDF", made="11-12", came="11-16")
    assert world.owed("BYFILE", "11-15") == []
    assert world.owed("BYFILE", "11-16") == [("NVDF0001.PO", "11-12", 100)]


def test_verify_finds_a_changed_day_of_acceptance(world: SupplierWorld) -> None:
    world.allpay(1, 100)
    assert verify(world.visit).agrees
    with unguarded(world.visit) as connection:
        connection.execute(update(accepted_files).values(own_day=day("11-02")))
    assert verify(world.visit).counts == {"accepted file": 1}


def post_office(name: str, accounted: str, pence: int) -> bytes:
    paid = Paid(STRANGER, pence, accounted, number=name[4:7])
    return writers.post_office_payments(name, "NVD0001", [paid])


def sold(number: str, pence: int, paid_on: str = "2026-11-01") -> Paid:
    return Paid(STRANGER, pence, paid_on, number=number)
