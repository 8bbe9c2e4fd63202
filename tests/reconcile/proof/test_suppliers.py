"""The proof beside a supplier's own statement, and with a supplier that keeps its fee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.demo.banks.booked import Booked, Line
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.close_day import close_day
from paycards.jobs.day_status import day_status
from paycards.jobs.enter_bank_balance import enter_bank_balance
from paycards.jobs.import_files import import_file
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.prove_night import prove_night
from paycards.jobs.reconcile import reconcile
from paycards.jobs.release_file import release_file
from paycards.jobs.show_proof import show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.verify import verify
from paycards.reconcile.proof.day_proof import prove
from paycards.reconcile.proof.figure import Figure, Part
from paycards.store.engine import reading
from tests.bank.made import document, ntry, stmt
from tests.jobs.bank_files import MAIN, RENTS, begin, bring, open_problems
from tests.oracle import writers
from tests.oracle.writers import Paid, allpay_payments, allpay_row
from tests.statements import counted

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 1
[councils.contracts.settlement]
bank_text = "ALLPAY"
[[councils.contracts]]
code = "PAYZONE"
channel = "payzone"
client_code = "nvdc"
settlement_lag_working_days = 1
[councils.contracts.settlement]
bank_text = "PAYZONE"
fees = "netted"
fee_pence = {{ payzone = "38.5" }}
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""
STRANGER = "9826999900000999999"
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = begin(tmp_path, text=SETTINGS)
    yield visit
    verified = verify(at(visit, 10))
    assert verified.agrees, verified.differences
    visit.installation.engine.dispose()


def at(visit: Visit, day: int) -> Visit:
    when = dt.datetime.combine(of_day(day), dt.time(4), tzinfo=dt.UTC)
    return replace(visit, now=when)


def of_day(day: int) -> dt.date:
    return MONDAY + dt.timedelta(days=day)


def allpay(visit: Visit, number: int, pence: int) -> None:
    paid = Paid(STRANGER, pence, str(visit.today - dt.timedelta(days=1)), reference=f"R{number}")
    data = allpay_payments([allpay_row(paid, "P", False)], pence, str(visit.today))
    assert import_file(visit, f"NVDC{number:04}.PO", data).state == "accepted"


def statement(visit: Visit, number: int, opening: int, taken: int, debits: int = 0) -> None:
    data = writers.statement(opening, {"Post Office (.PO)": taken}, debits, str(visit.today))
    assert import_file(visit, f"NVDC{number:04}.STA", data).state == "accepted"


def bank(visit: Visit, day: int, opening: int, *lines: tuple[int, str]) -> None:
    booked = [Line(of_day(day), pence, said, status="BOOK") for pence, said in lines]
    on = of_day(day)
    assert bring(visit, f"{on}.xml", Booked(MAIN, 300 + day, on, on, opening, booked)).state == "accepted"


def figures(visit: Visit, contract: str, day: int) -> dict[str, Figure]:
    [proof] = show_proof(visit, of_day(day), contract=contract).proofs
    return {figure.check: figure for figure in proof.figures}


def test_a_statement_agrees_with_what_the_supplier_holds_by_our_files(visit: Visit) -> None:
    for day, (opening, taken, debits) in enumerate(((0, 1000, 0), (1000, 500, 1000), (500, 70, 500))):
        today = at(visit, day)
        allpay(today, 2 * day + 1, taken)
        statement(today, 2 * day + 2, opening, taken, debits)
        reconcile(today)
    bank(at(visit, 2), 1, 0, (1000, "ALLPAY LTD"))
    bank(at(visit, 3), 2, 1000, (500, "ALLPAY LTD"))
    match_settlements(at(visit, 3))
    stated = [figures(at(visit, 4), "ALLPAY", day)["stated"] for day in range(3)]
    assert [(figure.left_pence, figure.right_pence) for figure in stated] == [
        (1000, 1000),
        (500, 500),
        (70, 70),
    ]
    assert "stated" not in figures(at(visit, 4), "ALLPAY", 3)
    assert figures(at(visit, 4), "ALLPAY", 3)["explained"].state == "agrees"


def test_a_charge_that_the_supplier_takes_is_no_payment_that_its_statement_forgot(visit: Visit) -> None:
    allpay(at(visit, 0), 1, 1000)
    statement(at(visit, 0), 2, 0, 1000)
    statement(at(visit, 1), 3, 1000, 0, 1000)
    reconcile(at(visit, 1))
    bank(at(visit, 2), 1, 0, (1000, "ALLPAY LTD"), (-60, "ALLPAY FEES DD"))
    match_settlements(at(visit, 2))
    assert figures(at(visit, 3), "ALLPAY", 1)["stated"].difference_pence == -60
    charge = charge_bank_entry(at(visit, 2), "2026-11-17.xml:2", note="invoice 4471", council=None)
    approve_decision(replace(at(visit, 2), visitor=Visitor("second clerk")), charge.decision)
    stated = figures(at(visit, 3), "ALLPAY", 1)["stated"]
    assert (stated.state, stated.right_pence) == ("agrees", 0)


def test_a_corrected_statement_is_what_the_proof_of_its_day_compares(visit: Visit) -> None:
    for day, (opening, taken) in enumerate(((0, 1000), (1000, 500))):
        allpay(at(visit, day), 2 * day + 1, taken)
        statement(at(visit, day), 2 * day + 2, opening + 7 * day, taken)
        reconcile(at(visit, day))
    assert figures(at(visit, 2), "ALLPAY", 1)["stated"].difference_pence == 7
    data = writers.statement(1000, {"Post Office (.PO)": 500}, 0, str(of_day(1)))
    held = import_file(at(visit, 2), "NVDC0004.STA", data)
    release_file(at(visit, 2), str(held.id), note="the supplier has corrected it")
    assert figures(at(visit, 3), "ALLPAY", 1)["stated"].state == "agrees"
    assert open_problems(at(visit, 3), "statement") == []


def test_a_contract_that_names_no_account_is_proved_by_all_of_its_council_together(tmp_path: Path) -> None:
    rents = (
        '[[councils.bank_accounts]]\ncode = "RENTS"\nsort_code = "00-04-71"\naccount_number = "00004472"\n'
    )
    visit = begin(tmp_path, text=SETTINGS + rents)
    allpay(at(visit, 0), 1, 1500)
    bank(at(visit, 1), 0, 0, (1000, "ALLPAY LTD"))
    on = of_day(1)
    bring(at(visit, 2), "rents.xml", Booked(RENTS, 1, on, on, 70, [Line(on, 500, "ALLPAY", status="BOOK")]))
    proofs = [figures(at(visit, 3), "ALLPAY", day)["bank"] for day in (0, 1)]
    assert [(each.state, each.left_pence, each.right_pence) for each in proofs] == [
        ("agrees", 1000, 1000),
        ("unknown", None, 1500),  # of MAIN no statement of Tuesday has come
    ]
    bank(at(visit, 3), 1, 1000)
    proved = figures(at(visit, 3), "ALLPAY", 1)["bank"]
    assert (proved.state, proved.left_pence) == ("agrees", 1500)
    visit.installation.engine.dispose()


def test_a_contract_is_proved_from_its_first_file_on_and_keeps_no_day_open_before(
    tmp_path: Path, database_url: str
) -> None:
    visit = begin(tmp_path, database_url, text=SETTINGS)
    allpay(at(visit, 0), 1, 1000)
    reconcile(at(visit, 0))
    bank(at(visit, 1), 0, 0)
    morning, colleague = at(visit, 2), Visitor("second clerk")
    for proved in (show_proof(morning, of_day(1)).proofs, prove_night(morning)):
        assert len(proved) == 1
    [closed] = close_day(morning, of_day(0))
    assert [proof.contract.terms.code for proof in closed.proofs if proof.figures] == ["ALLPAY"]
    [status] = day_status(morning)
    assert [(each.contract, each.check, each.state) for each in status.missing] == [
        ("ALLPAY", "bank", "unknown")
    ]
    signed = sign_exception(
        morning, of_day(1), contract="ALLPAY", check="bank", note="comes late", until=of_day(9)
    )
    approve_decision(replace(morning, visitor=colleague), signed.decision)
    assert all(each.is_closed for each in close_day(morning, of_day(1)))
    payzone = writers.payzone(
        "nvdc", "000001", str(of_day(2)), [Paid(STRANGER, 500, str(of_day(1)), number="A1")]
    )
    assert import_file(morning, "payzone_nvdc_000001.csv", payzone).state == "accepted"
    reconcile(morning)
    codes = [
        [proof.contract.terms.code for proof in show_proof(at(visit, 3), of_day(day)).proofs]
        for day in (1, 2)
    ]
    assert codes == [["ALLPAY"], ["ALLPAY", "PAYZONE"]]
    visit.installation.engine.dispose()


def test_days_without_balances_are_proved_once_a_person_entered_what_the_bank_says(visit: Visit) -> None:
    allpay(at(visit, 0), 1, 800)
    days = [str(of_day(day)) for day in (0, 1)]
    period = f"<FrToDt><FrDtTm>{days[0]}T00:00:00</FrDtTm><ToDtTm>{days[1]}T23:00:00</ToDtTm></FrToDt>"
    text = "<AddtlNtryInf>ALLPAY</AddtlNtryInf>"
    lines = [ntry(pence, text, day=day) for pence, day in zip((500, 300), days, strict=True)]
    bring(at(visit, 2), "bare.xml", data=document(stmt(*lines, before=period)).encode())
    later = at(visit, 3)
    assert figures(later, "ALLPAY", 0)["bank"].why == "nobody has entered what MAIN held before bare.xml"
    enter_bank_balance(later, "MAIN", on=of_day(1), pence=1800)
    proofs = [figures(later, "ALLPAY", day)["bank"] for day in (0, 1)]
    assert [(each.state, each.right_pence) for each in proofs] == [("agrees", 500), ("agrees", 800)]
    enter_bank_balance(later, "MAIN", on=of_day(-1), pence=1100)
    assert figures(later, "ALLPAY", 1)["bank"].difference_pence == -100
    assert not enter_bank_balance(later, "MAIN", on=of_day(1), pence=1800).agrees
    assert len(open_problems(later, "bank_balance")) == 1
    assert enter_bank_balance(later, "MAIN", on=of_day(-1), pence=1000).agrees
    assert not open_problems(later, "bank_balance")
    assert figures(later, "ALLPAY", 1)["bank"].state == "agrees"


def test_a_file_that_stands_on_no_statement_yet_is_explained_as_such(visit: Visit) -> None:
    allpay(at(visit, 0), 1, 1000)
    reconcile(at(visit, 0))
    explained = figures(at(visit, 1), "ALLPAY", 0)["explained"]
    assert (explained.state, explained.left_pence) == ("agrees", 1000)
    assert [part.what for part in explained.parts] == [
        "balance of the clearing account",
        "not yet on a statement",
    ]


def test_a_statement_that_holds_more_than_our_files_differs_by_it(visit: Visit) -> None:
    allpay(at(visit, 0), 1, 1000)
    statement(at(visit, 0), 2, 0, 1250)
    reconcile(at(visit, 0))
    assert figures(at(visit, 1), "ALLPAY", 0)["stated"].difference_pence == 250


def test_a_fee_that_is_kept_lowers_what_is_owed_once_it_is_posted(visit: Visit) -> None:
    paid = [Paid(STRANGER, pence, "2026-11-16", number=str(pence)) for pence in (1250, 900)]
    data = writers.payzone("nvdc", "000001", "2026-11-16", paid)
    assert import_file(at(visit, 0), "payzone_nvdc_000001.csv", data).state == "accepted"
    reconcile(at(visit, 0))
    bank(at(visit, 2), 1, 0, (2150 - 77, "PAYZONE UK"))
    before = figures(at(visit, 2), "PAYZONE", 1)
    assert [before[name].state for name in ("owed", "explained", "bank")] == ["agrees"] * 3
    assert before["owed"].right_pence == 77
    match_settlements(at(visit, 2))
    after = figures(at(visit, 3), "PAYZONE", 2)
    assert [after[name].state for name in ("owed", "explained")] == ["agrees"] * 2
    assert after["owed"].right_pence == 0


def test_a_number_that_was_left_out_is_named_as_its_problem_names_it(visit: Visit) -> None:
    allpay(at(visit, 0), 1, 1000)
    allpay(at(visit, 1), 5, 700)
    allpay(at(visit, 2), 3, 400)
    left_out = figures(at(visit, 3), "ALLPAY", 1)["complete"]
    assert left_out.parts == (
        Part("left", "numbers left out that came late", 1),
        Part("right", "numbers left out that came late", 1),
        Part("left", "2 numbers from 2 to 4 left out", 2),
    )
    allpay(at(visit, 3), 2, 400)
    allpay(at(visit, 3), 4, 400)
    assert figures(at(visit, 4), "ALLPAY", 1)["complete"].state == "agrees"


def test_the_contracts_of_a_day_are_proved_together_as_each_is_alone_by_as_many_questions(
    visit: Visit,
) -> None:
    for day, (opening, taken, debits) in enumerate(((0, 1000, 0), (1000, 500, 1000))):
        today = at(visit, day)
        allpay(today, 2 * day + 1, taken)
        statement(today, 2 * day + 2, opening, taken, debits)
        data = writers.payzone(
            "nvdc", f"{day + 1:06}", str(of_day(day)), [Paid(STRANGER, 1250, str(of_day(day)))]
        )
        assert import_file(today, f"payzone_nvdc_{day + 1:06}.csv", data).state == "accepted"
        reconcile(today)
    bank(at(visit, 2), 1, 0, (1000, "ALLPAY LTD"), (1200, "PAYZONE"), (7, "PAYZONE"))
    match_settlements(at(visit, 2))
    contracts, now = list(visit.installation.contracts.values()), at(visit, 3).now
    with reading(visit.installation.engine) as connection:
        for day in range(-1, 4):
            with counted(visit.installation.engine) as for_all:
                together = prove(connection, contracts, of_day(day), now)
            alone, counts = [], []
            for contract in contracts:
                with counted(visit.installation.engine) as for_one:
                    alone += prove(connection, [contract], of_day(day), now)
                counts.append(len(for_one))
            assert together == alone
            assert (
                len(for_all) <= max(counts) + 1
            )  # of a contract that nothing was ever posted for, less is asked
