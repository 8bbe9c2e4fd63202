"""What people say of bank entries and balances, and what the night makes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.camt053 import camt053
from paycards.errors import Invalid, NotAllowed, NotFound, Stale, UsageError
from paycards.intake.file_result import BankFileResult
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.collect import collect
from paycards.jobs.enter_bank_balance import enter_bank_balance
from paycards.jobs.import_files import import_files
from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.list_files import list_files
from paycards.jobs.retry_file import retry_file
from paycards.jobs.show_bank_entry import show_bank_entry
from paycards.jobs.sort_bank_entries import sort_bank_entries
from paycards.jobs.verify import verify
from paycards.settings.contract import Settlement
from paycards.settings.drop import FolderDrop
from tests.bank.made import document, ntry, stmt
from tests.decisions.two_people import person
from tests.jobs.bank_files import (
    MONDAY,
    NOW,
    begin,
    bring,
    day,
    entries,
    exported,
    journal,
    open_problems,
)
from tests.jobs.test_import_bank_files import ALLPAY, BOTH
from tests.visits import with_settings


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = begin(tmp_path)
    yield visit
    verified = verify(visit)
    assert verified.agrees, verified.differences
    visit.installation.engine.dispose()


def telling(visit: Visit, bank_texts: dict[str, str]) -> Visit:
    """The same visit where contracts of the first council are known by these texts."""
    first, *others = visit.settings.councils
    contracts = tuple(
        each.model_copy(update={"settlement": Settlement(bank_text=bank_texts[each.code])})
        if each.code in bank_texts
        else each
        for each in first.contracts
    )
    councils = (first.model_copy(update={"contracts": contracts}), *others)
    return with_settings(visit, visit.settings.model_copy(update={"councils": councils}))


def test_a_person_says_whose_an_unclear_entry_is_and_it_is_posted_that_day(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, BOTH)))
    decision = assign_bank_entry(visit, "mon.xml:1", contract="NVD-EVERY", note="their remittance advice")
    assert (decision.kind, decision.state, decision.amount_pence) == ("bank_contract", "applied", 500)
    [posting] = show_bank_entry(visit, "mon.xml:1").postings
    assert (posting.date, posting.debit, posting.credit) == (
        visit.today,
        "bank:NVD:MAIN",
        "clearing:NVD-EVERY",
    )
    assert entries(visit, "contract", "state") == [("NVD-EVERY", "open")]
    assert not open_problems(visit, "unclear_entry")


def test_what_was_posted_moves_by_postings_of_its_own_and_back(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY), (-200, ALLPAY)))
    for row in (1, 2):
        assign_bank_entry(visit, f"mon.xml:{row}", contract="NVD-PAYZONE", note="")
    assert journal(visit) == {"bank:NVD:MAIN": 300, "clearing:NVD-ALLPAY": 0, "clearing:NVD-PAYZONE": -300}
    assign_bank_entry(visit, "mon.xml:1", contract="", note="")
    assert journal(visit)["bank:NVD:MAIN"] == -200
    assert entries(visit, "contract", "state") == [("", "other"), ("NVD-PAYZONE", "open")]
    assign_bank_entry(visit, "mon.xml:1", contract="NVD-ALLPAY", note="")
    assert journal(visit)["clearing:NVD-ALLPAY"] == -500
    assert [row["step"] for row in exported(visit, "postings") if row["row"] == "1"] == ["0", "1", "2", "3"]


def test_above_the_tier_a_second_person_approves_and_the_night_leaves_it_alone(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (50_001, BOTH)))
    decision = assign_bank_entry(visit, "mon.xml:1", contract="NVD-EVERY", note="")
    assert decision.state == "proposed"
    sure = telling(visit, {"NVD-EVERY": "BOTH", "NVD-ALLPAY": "nothing"})
    assert sort_bank_entries(sure) == 0
    with pytest.raises(Stale, match="waits for a second person"):
        assign_bank_entry(person(visit, "other"), "mon.xml:1", contract="", note="")
    assert not journal(visit)
    approve_decision(person(visit, "second"), decision.decision, note="")
    assert journal(visit)["clearing:NVD-EVERY"] == -50_001


def test_what_cannot_be_assigned_says_why(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    bring(visit, "tue.xml", day(1, 500, (5, ALLPAY), status="PDNG"))
    for which, contract, error, why in (
        ("mon.xml:2", "NVD-EVERY", NotFound, "No bank entry mon.xml:2"),
        ("mon.xml", "NVD-EVERY", Invalid, "names no entry"),
        ("mon.xml:1", "HMB-ALLPAY", NotFound, "No contract HMB-ALLPAY"),
        ("mon.xml:1", "NVD-ALLPAY", NotAllowed, "already"),
        ("tue.xml:1", "NVD-ALLPAY", NotAllowed, "has not booked"),
    ):
        with pytest.raises(error, match=why):
            assign_bank_entry(visit, which, contract=contract, note="")


def test_undecided_entries_are_tried_again_by_the_settings_of_today(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, BOTH), (70, "NEW NAME LTD"), (9, "RATES"), (1, "NEW NAME LTD")))
    assign_bank_entry(visit, "mon.xml:4", contract="", note="a refund of ours")
    later = replace(visit, now=NOW + dt.timedelta(days=1))
    sure = telling(later, {"NVD-EVERY": "BOTH", "NVD-ALLPAY": "NEW NAME"})
    assert sort_bank_entries(sure) == 2
    assert sort_bank_entries(sure) == 0
    assert entries(visit, "contract", "state") == [
        *(("NVD-EVERY", "open"), ("NVD-ALLPAY", "open"), ("", "other"), ("", "other"))
    ]
    assert {row["date"] for row in exported(visit, "postings")} == {"2026-11-17"}
    assert not open_problems(visit, "unclear_entry")
    unsure = telling(later, {"NVD-EVERY": "RATES", "NVD-PAYZONE": "rates"})
    assert sort_bank_entries(unsure) == 1
    assert open_problems(visit, "unclear_entry")
    assert [entry.row for entry in list_bank_entries(visit, state="unclear")] == [3]


def test_a_balance_that_a_person_enters_closes_a_gap_and_a_wrong_one_is_a_problem(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    bring(visit, "wed.xml", day(2, 700, (1, ALLPAY)))
    wednesday = MONDAY + dt.timedelta(days=2)
    wrong = enter_bank_balance(visit, "RENTS", on=wednesday, pence=700)
    assert (wrong.council, wrong.agrees, wrong.stated_pence) == ("NVD", True, None)
    wrong = enter_bank_balance(visit, "MAIN", on=wednesday, pence=700, council="NVD")
    assert (wrong.agrees, wrong.stated_pence) == (False, 701)
    assert open_problems(visit, "bank_balance") == [
        "NVD: bank account MAIN: for 11 November 2026 the balance 7.00 was entered, and the statements make"
        " it 7.01: 0.01 apart."
    ]
    assert enter_bank_balance(visit, "MAIN", on=wednesday, pence=701, council="NVD").agrees
    assert not open_problems(visit, "bank_balance")
    assert not open_problems(visit, "bank_gap")
    assert show_bank_entry(visit, "wed.xml:1").statement.proved


def bare(on: str) -> bytes:
    """A statement of one day without balances."""
    period = f"<FrToDt><FrDtTm>{on}T00:00:00</FrDtTm><ToDtTm>{on}T23:00:00</ToDtTm></FrToDt>"
    return document(stmt(ntry(100, day=on), before=period)).encode()


def test_of_an_account_without_balances_the_entries_make_the_next_one(visit: Visit) -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    bring(visit, "mon.xml", data=bare("2026-11-09"))
    enter_bank_balance(visit, "MAIN", on=MONDAY, pence=900, council="NVD")
    assert bring(visit, "tue.xml", data=bare("2026-11-10")).state == "accepted"
    tuesday = MONDAY + dt.timedelta(days=1)
    assert enter_bank_balance(visit, "MAIN", on=tuesday, pence=1000, council="NVD").stated_pence == 1000
    assert enter_bank_balance(visit, "MAIN", on=sunday, pence=1, council="NVD").stated_pence is None


def test_a_balance_of_the_day_before_is_held_against_those_that_were_entered_already(visit: Visit) -> None:
    bring(visit, "mon.xml", data=bare("2026-11-09"))
    assert enter_bank_balance(visit, "MAIN", on=MONDAY, pence=100, council="NVD").agrees
    sunday = MONDAY - dt.timedelta(days=1)
    enter_bank_balance(visit, "MAIN", on=sunday, pence=1, council="NVD")
    assert open_problems(visit, "bank_balance") == [
        "NVD: bank account MAIN: for 9 November 2026 the balance 1.00 was entered, and the statements make it"
        " 1.01: 0.01 apart."
    ]
    enter_bank_balance(visit, "MAIN", on=sunday, pence=0, council="NVD")
    assert not open_problems(visit, "bank_balance")


def test_a_balance_that_contradicts_one_of_another_day_needs_a_person(visit: Visit) -> None:
    bring(visit, "mon.xml", data=bare("2026-11-09"))
    assert not enter_bank_balance(visit, "MAIN", on=MONDAY, pence=100, council="NVD").needs_person
    sunday = MONDAY - dt.timedelta(days=1)
    entered = enter_bank_balance(visit, "MAIN", on=sunday, pence=1, council="NVD")
    assert (entered.agrees, entered.disagreeing, entered.needs_person) == (True, (MONDAY,), True)
    assert not enter_bank_balance(visit, "MAIN", on=sunday, pence=0, council="NVD").needs_person


@pytest.mark.parametrize("statement_first", [True, False])
def test_a_balance_of_the_day_before_is_held_against_what_the_first_statement_opens_with(
    visit: Visit, statement_first: bool
) -> None:
    friday = MONDAY - dt.timedelta(days=3)
    if statement_first:
        bring(visit, "mon.xml", day(0, 500, (1, ALLPAY)))
        assert enter_bank_balance(visit, "MAIN", on=friday, pence=499, council="NVD").needs_person
    else:
        assert enter_bank_balance(visit, "MAIN", on=friday, pence=499, council="NVD").agrees
        assert bring(visit, "mon.xml", day(0, 500, (1, ALLPAY))).needs_person
    assert len(open_problems(visit, "bank_balance")) == 1
    thursday = friday - dt.timedelta(days=1)
    assert enter_bank_balance(visit, "MAIN", on=thursday, pence=7, council="NVD").agrees
    assert not enter_bank_balance(visit, "MAIN", on=friday, pence=500, council="NVD").needs_person
    assert not open_problems(visit, "bank_balance")


def test_a_statement_that_comes_late_is_held_against_the_balances_that_were_entered(visit: Visit) -> None:
    bring(visit, "mon.xml", data=bare("2026-11-09"))
    wednesday = MONDAY + dt.timedelta(days=2)
    enter_bank_balance(visit, "MAIN", on=MONDAY, pence=100, council="NVD")
    bring(visit, "wed.xml", data=bare("2026-11-11"))
    assert enter_bank_balance(visit, "MAIN", on=wednesday, pence=200, council="NVD").agrees
    taken = bring(visit, "tue.xml", data=bare("2026-11-10"))
    assert len(open_problems(visit, "bank_balance")) == 1
    assert isinstance(taken, BankFileResult)
    assert (taken.disagreeing, taken.needs_person) == (1, True)


def test_what_is_no_account_or_no_day_that_has_ended_is_refused(visit: Visit) -> None:
    with pytest.raises(NotFound, match="No bank account OTHER"):
        enter_bank_balance(visit, "OTHER", on=MONDAY, pence=1)
    with pytest.raises(Invalid, match="More than one council has a bank account MAIN"):
        enter_bank_balance(visit, "MAIN", on=MONDAY, pence=1)
    with pytest.raises(Invalid, match="has not ended"):
        enter_bank_balance(visit, "RENTS", on=visit.today, pence=1)


def with_drop(visit: Visit, folder: Path) -> Visit:
    """The same visit where both accounts of the first council, and its allpay files, lie in one folder."""
    drop = FolderDrop(kind="folder", directory=folder, after="move", settle_seconds=0)
    first, *others = visit.settings.councils
    accounts = tuple(each.model_copy(update={"drop": drop}) for each in first.bank_accounts)
    contract = first.contracts[0].model_copy(update={"drop": drop})
    shared = {"bank_accounts": accounts, "contracts": (contract, *first.contracts[1:])}
    councils = (first.model_copy(update=shared), *others)
    return with_settings(visit, visit.settings.model_copy(update={"councils": councils}))


def test_the_night_takes_statements_from_a_drop_and_one_bad_file_stops_no_other(
    visit: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "bank"
    visit = with_drop(visit, folder)
    assert [(who, name) for who, name, _ in collect(visit).troubles] == [
        ("NVD-ALLPAY", ""),
        ("NVD MAIN", ""),
    ]
    assert any(
        message.startswith("NVD MAIN: could not be collected") for message in open_problems(visit, "drop")
    )
    folder.mkdir()
    (folder / "a-bad.xml").write_bytes(b"<Document/>")
    (folder / "b-good.xml").write_bytes(camt053([day(0, 0, (500, ALLPAY))]))
    (folder / "NVDC0001.PO").write_bytes(b"damaged")
    collected = collect(visit)
    assert [(each.name, each.contract, each.state) for each in collected.files] == [
        ("NVDC0001.PO", "NVD-ALLPAY", "quarantined"),
        ("a-bad.xml", "", "quarantined"),
        ("b-good.xml", "", "accepted"),
    ]
    assert not open_problems(visit, "drop")
    assert sorted(path.name for path in folder.iterdir()) == ["NVDC0001.PO", "a-bad.xml", "done"]
    assert [file.council for file in list_files(visit)] == ["NVD", "NVD", "NVD"]
    assert [result.fresh for result in collect(visit).files if result.state == "accepted"] == []


def test_a_drop_that_works_leaves_the_trouble_of_another_whose_name_begins_alike(
    visit: Visit, tmp_path: Path
) -> None:
    first, *others = visit.settings.councils
    (tmp_path / "there").mkdir()
    drops = {
        code: FolderDrop(kind="folder", directory=tmp_path / name, after="move", settle_seconds=0)
        for code, name in (("MAIN", "there"), ("MAIN2", "gone"))
    }
    accounts = [
        account.model_copy(update={"code": code, "drop": drops[code]})
        for account, code in zip(reversed(first.bank_accounts), ("MAIN2", "MAIN"), strict=True)
    ]
    council = first.model_copy(update={"bank_accounts": tuple(accounts)})
    there = with_settings(visit, visit.settings.model_copy(update={"councils": (council, *others)}))
    for _ in range(2):
        assert [who for who, _, _ in collect(there).troubles] == ["NVD MAIN2"]
        assert len(open_problems(there, "drop")) == 1


def test_a_refused_file_is_read_again_when_settings_change_or_a_person_asks(
    visit: Visit, tmp_path: Path
) -> None:
    council = visit.settings.councils[0]
    only_rents = council.model_copy(update={"bank_accounts": council.bank_accounts[1:]})
    before = with_settings(visit, visit.settings.model_copy(update={"councils": (only_rents,)}))
    refused = bring(before, "mon.xml", day(0, 0, (500, ALLPAY)))
    assert refused.reason.startswith("field account: this is none of our bank accounts")
    assert retry_file(before, "mon.xml").state == "quarantined"
    [again] = collect(visit).files
    assert (again.name, again.state) == ("mon.xml", "accepted")
    assert not open_problems(visit, "quarantined")


def test_a_statement_among_settlement_files_is_told_where_it_belongs(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "statement.xml"
    path.write_bytes(camt053([day(0, 0)]))
    with pytest.raises(UsageError, match=r"statement\.xml is a bank statement") as refused:
        import_files(visit, [path])
    assert refused.value.code == "bank_statement"
