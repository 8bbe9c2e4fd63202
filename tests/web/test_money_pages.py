"""The pages of the bank, the dues, the proof, closing, payments, charts and returns."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert

from paycards.cli.worker import kinds
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.show_closing import show_closing
from paycards.store.engine import writing
from paycards.store.tables.people import people
from paycards.worker.loop import Worker
from tests.reconcile.settlement.bank_world import BankWorld
from tests.web import money_world
from tests.web.money_world import MONDAY
from tests.web.signed import Browser, Staff

OPEN = "/c/NVD/bank"
ENTRY = "/c/NVD/bank/6-1"  # 700 of the 18th
DUE_OF_1000, DUE_OF_500 = "2-0", "3-0"


@pytest.fixture(scope="module")
def template(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("money-pages")
    shutil.copy(_migrated_sqlite, folder / "paycards.db")
    money_world.build(folder, f"sqlite:///{folder}/paycards.db").visit.installation.engine.dispose()
    return folder


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Iterator[BankWorld]:
    world = money_world.copied(template, tmp_path)
    yield world
    world.visit.installation.engine.dispose()


@pytest.fixture
def staff(world: BankWorld) -> Staff:
    return money_world.staff(world)


@pytest.fixture
def officer(staff: Staff) -> Browser:
    return staff.signed_in("finance_officer")


@pytest.fixture
def manager(staff: Staff) -> Browser:
    return staff.signed_in("finance_manager")


def version(browser: Browser, address: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', browser.get(address).text)
    assert found is not None
    return found[1]


def test_the_open_entries_are_listed_with_what_is_open(officer: Browser) -> None:
    page = officer.get(OPEN).text
    assert "3 entries" in page
    assert "£7.00 of 18 November 2026" in page
    assert "oldest first" in page
    assert "No day is closed yet." in page
    assert officer.get(f"{OPEN}?view=any").status_code == 404
    assert officer.get(f"{OPEN}?after=nonsense").status_code == 400


def test_an_entry_is_matched_in_part_by_two_people_and_leads_to_the_next(officer: Browser) -> None:
    answer = officer.post(
        ENTRY, act="match", version=version(officer, ENTRY), note="advice", **{f"due-{DUE_OF_1000}": "yes"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ENTRY}?done=match_waits")
    page = officer.get(answer.headers["Location"]).text
    assert "A second person has to approve it." in page
    assert "Next open entry" in page
    assert 'name="act" value="match"' not in page


def test_the_difference_is_worked_out_by_the_server(officer: Browser) -> None:
    fields = {f"due-{DUE_OF_1000}": "yes", f"pence-{DUE_OF_1000}": "2.50"}
    answer = officer.post(ENTRY, act="work_out", **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ENTRY}?due={DUE_OF_1000}_250")
    page = officer.get(answer.headers["Location"]).text
    assert "£4.50" in page
    assert "needs a second person" in page


def test_a_wrong_form_is_shown_again_with_what_was_typed(officer: Browser) -> None:
    seen = version(officer, ENTRY)
    nothing = officer.post(ENTRY, act="match", version=seen, note="the advice of the 18th")
    assert nothing.status_code == 422
    assert "Choose the dues that this entry pays." in nothing.text
    assert "the advice of the 18th" in nothing.text
    fields = {f"due-{DUE_OF_1000}": "yes", f"pence-{DUE_OF_1000}": "2.505"}
    odd = officer.post(ENTRY, act="match", version=seen, **fields)
    assert odd.status_code == 422
    assert 'value="2.505"' in odd.text
    assert "must be pounds and pence" in odd.text
    much = officer.post(
        ENTRY, act="match", version=seen, **{f"due-{DUE_OF_1000}": "1", f"pence-{DUE_OF_1000}": "9"}
    )
    assert much.status_code == 422
    assert "cannot be matched" in much.text


def test_who_was_late_is_told_so_and_keeps_what_they_typed(staff: Staff, officer: Browser) -> None:
    seen = version(officer, ENTRY)
    other = staff.signed_in("finance_officer", email="bola@northvale.example")
    other.post(ENTRY, act="match", version=seen, **{f"due-{DUE_OF_1000}": "yes"})
    late = officer.post(
        ENTRY, act="match", version=seen, note="my own reason", **{f"due-{DUE_OF_500}": "yes"}
    )
    assert late.status_code == 409
    assert "bola@northvale.example decided meanwhile, at 9:00am on 23 November 2026" in late.text
    assert "my own reason" in late.text


def test_an_entry_is_assigned_and_charged_with_reasons(officer: Browser) -> None:
    nobodys = "/c/NVD/bank/6-2"
    without = officer.post(nobodys, act="assign", version=version(officer, nobodys))
    assert without.status_code == 422
    other = officer.post(
        nobodys,
        act="assign",
        version=version(officer, nobodys),
        contract="HMB-ALLPAY",
        assign__note="x",
    )
    assert (other.status_code, "Choose whose entry this is." in other.text) == (422, True)
    done = officer.post(
        nobodys,
        act="assign",
        version=version(officer, nobodys),
        contract="PAYZONE",
        assign__note="their letter",
    )
    assert done.status_code == 303
    assert "The entry is assigned." in officer.get(done.headers["Location"]).text
    debit = "/c/NVD/bank/6-3"
    charge = officer.post(debit, act="charge", version=version(officer, debit), charge__note="invoice 4")
    assert charge.headers["Location"] == f"{debit}?done=charge_waits"


def test_the_manager_and_the_auditor_look_at_entries_only(staff: Staff, manager: Browser) -> None:
    for browser in (manager, staff.signed_in("auditor")):
        assert "Match</button>" not in browser.get(ENTRY).text
        assert browser.post(ENTRY, act="match").status_code == 403
    for role in ("housing_officer", "administrator"):
        assert staff.signed_in(role).get(OPEN).status_code == 403


def test_dues_show_what_is_late_and_each_why_it_is_expected(officer: Browser) -> None:
    page = officer.get("/c/NVD/dues").text
    assert "dues are late" in page
    assert "£49.61" in page
    due = officer.get(f"/c/NVD/dues/{DUE_OF_1000}").text
    assert "This supplier pays each file by itself" in due
    fee = officer.get("/c/NVD/dues/4-0").text
    assert "38.5" in fee
    assert "3 dues" in officer.get("/c/NVD/dues?view=days").text
    assert "There is no such due." in officer.get("/c/NVD/dues?view=old").text
    assert officer.get("/c/NVD/dues/999-0").status_code == 404
    assert officer.get("/c/NVD/dues/99999999999999999999-0").status_code == 404


def test_each_check_of_a_proof_opens_to_its_rows_and_comes_on_paper(officer: Browser) -> None:
    page = officer.get("/c/NVD/proof/2026-11-18").text
    assert f'href="/c/NVD/dues/{DUE_OF_1000}"' in page
    assert f'href="{ENTRY}"' in page
    pdf = officer.get("/c/NVD/proof/2026-11-18/proof.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert "attachment" in pdf.headers["Content-Disposition"]
    for wrong in ("2026-11-31", "2020-01-01", "2027-01-01", "today", "2026-1-1"):
        assert officer.get(f"/c/NVD/proof/{wrong}").status_code == 404


def test_only_who_closes_days_or_signs_exceptions_is_led_to_it_from_the_proof(
    staff: Staff, officer: Browser, manager: Browser
) -> None:
    proof = f"/c/NVD/proof/{MONDAY}"
    for browser in (officer, manager):
        assert "Go on to closing this day" in browser.get(proof).text
    auditor = staff.signed_in("auditor")
    page = auditor.get(proof).text
    assert "Go on to closing this day" not in page
    assert "What keeps this day open" in page
    assert ">Needs attention</h2>" in auditor.get("/c/NVD/finance").text
    assert ">Needs your attention</h2>" in officer.get("/c/NVD/finance").text


def sign_all(staff: Staff, world: BankWorld) -> None:
    """Every exception is proposed by the officer on the page, and approved by the manager."""
    officer = staff.signed_in("finance_officer")
    visit = world.on("11-23", hour=9)
    tasks = show_closing(visit, "NVD", MONDAY).tasks
    for nth, task in enumerate(tasks, start=1):
        if task.state == "to_sign":
            until = dict(zip(("day", "month", "year"), ("31", "12", "2026"), strict=True))
            fields = {f"until-{nth}-{part}": value for part, value in until.items()}
            fields |= {f"note-{nth}": "known", "nth": str(nth)}
            done = officer.post(
                f"/c/NVD/close/{MONDAY}/exception", contract=task.contract, check=task.figure.check, **fields
            )
            assert done.status_code == 303, done.text
    manager = replace(visit, visitor=replace(visit.visitor, name="manager@northvale.example"))
    for task in show_closing(visit, "NVD", MONDAY).tasks:
        if task.state == "waits" and task.decision is not None:
            approve_decision(manager, task.decision.decision)


def test_a_day_is_closed_by_its_button_once_everything_holds(
    staff: Staff, world: BankWorld, officer: Browser, manager: Browser
) -> None:
    address = f"/c/NVD/close/{MONDAY}"
    assert "Close the day" not in officer.get(address).text
    too_soon = manager.post(address, version=version(manager, address))
    assert too_soon.status_code == 422
    assert "cannot be closed yet" in too_soon.text
    assert officer.post(address, version="x").status_code == 403
    sign_all(staff, world)
    assert "Everything holds." in manager.get(address).text
    assert manager.post(address, version="others").status_code == 409
    done = manager.post(address, version=version(manager, address))
    assert (done.status_code, done.headers["Location"]) == (303, f"{address}?done=closed")
    page = manager.get(done.headers["Location"]).text
    assert "The day is closed." in page
    assert "Closed by finance_manager@northvale.example" in page
    assert "Agreed up to 16 November 2026" in manager.get("/c/NVD/proof").text


def test_opening_a_day_again_is_proposed_with_a_reason(
    staff: Staff, world: BankWorld, officer: Browser, manager: Browser
) -> None:
    address = f"/c/NVD/close/{MONDAY}"
    sign_all(staff, world)
    manager.post(address, version=version(manager, address))
    assert officer.post(f"{address}/reopen").status_code == 422
    done = officer.post(f"{address}/reopen", reopen__note="a late file")
    assert done.headers["Location"] == f"{address}?done=reopening"
    page = officer.get(address).text
    assert "proposed on 23 November 2026 at 9:00am to reopen this day: a late file" in page


def test_a_wrong_exception_is_shown_again_at_its_check(officer: Browser, world: BankWorld) -> None:
    tasks = show_closing(world.on("11-23", hour=9), "NVD", MONDAY).tasks
    nth, task = next((nth, task) for nth, task in enumerate(tasks, 1) if task.state == "to_sign")
    fields = {f"until-{nth}-day": "1", f"until-{nth}-month": "1", f"until-{nth}-year": "2020"}
    fields |= {f"note-{nth}": "because the bank was late", "nth": str(nth)}
    answer = officer.post(
        f"/c/NVD/close/{MONDAY}/exception", contract=task.contract, check=task.figure.check, **fields
    )
    assert answer.status_code == 422
    assert f'<a href="#until-{nth}">1 January 2020 is over.</a>' in answer.text
    assert "because the bank was late" in answer.text


def test_a_day_that_is_not_over_says_when_it_can_be_closed(officer: Browser) -> None:
    assert "It can be closed from 24 November 2026 at 12:00am" in officer.get("/c/NVD/close/2026-11-23").text
    assert "16 November 2026</a> comes first" in officer.get("/c/NVD/close/2026-11-18").text


def test_a_payment_tells_its_story(officer: Browser, staff: Staff) -> None:
    page = officer.get("/c/NVD/payments/1-1").text
    assert "A customer paid £3.00 at a Post Office" in page
    assert "In suspense" in page
    assert staff.signed_in("housing_officer").get("/c/NVD/payments/1-1").status_code == 200
    assert officer.get("/c/NVD/payments/1-2").status_code == 404


def test_charts_stand_beside_their_tables_without_a_style(officer: Browser) -> None:
    page = officer.get("/c/NVD/charts").text
    assert page.count("<svg") == 3
    assert page.count("<caption") == 3
    assert "style=" not in page


def test_the_return_of_a_month_is_prepared_on_its_page(world: BankWorld) -> None:
    later = money_world.staff(world, dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC))
    officer = later.signed_in("finance_officer")
    address = "/c/NVD/returns/2026-11"
    assert "To be prepared" in officer.get("/c/NVD/returns").text
    assert officer.post(address).status_code == 422
    done = officer.post(address, note="as it is")
    assert done.headers["Location"] == f"{address}?done=prepared"
    page = officer.get(address).text
    assert "Prepared by finance_officer@northvale.example" in page
    assert officer.get(f"{address}/return.pdf").data.startswith(b"%PDF")
    assert "Its return can be made from 1 January 2027" in officer.get("/c/NVD/returns/2026-12").text
    assert officer.post("/c/NVD/returns/2026-12", note="too soon").status_code == 422
    assert officer.get("/c/NVD/returns/2026-13").status_code == 404


def known(world: BankWorld, email: str) -> None:
    """A person with this address, so that what they type can be kept for them."""
    with writing(world.visit.installation.engine) as connection:
        connection.execute(insert(people).values(email=email, state="active", added_at=money_world.NOW))


def test_what_a_receipt_shows_stands_in_no_address(staff: Staff, world: BankWorld) -> None:
    known(world, "housing@northvale.example")
    housing = staff.signed_in("housing_officer", email="housing@northvale.example")
    assert housing.post("/c/NVD/trace").status_code == 422
    typed = {"amount": "£3.00", "card_ending": "99 9999", "paid__day": "15"}
    half = housing.post("/c/NVD/trace", **typed)
    assert half.status_code == 422
    assert "must include a month and a year" in half.text
    asked = housing.post("/c/NVD/trace", **typed, paid__month="Nov", paid__year="2026")
    assert asked.status_code == 303
    address = asked.headers["Location"]
    assert "99" not in address.rpartition("/")[0]
    page = housing.get(address).text
    assert "1 payment found" in page
    assert "/c/NVD/payments/1-1" in page
    assert 'value="£3.00"' in page
    other = staff.signed_in("housing_officer", email="other@northvale.example")
    assert other.get(address).status_code == 404
    long_ago = housing.post("/c/NVD/trace", **typed, paid__month="Jun", paid__year="2026")
    told = housing.get(long_ago.headers["Location"])
    assert (told.status_code, "older than 90 days" in told.text) == (403, True)


def test_nothing_is_told_where_too_little_is_known(staff: Staff, world: BankWorld) -> None:
    known(world, "housing@northvale.example")
    housing = staff.signed_in("housing_officer", email="housing@northvale.example")
    answers = [
        housing.get(housing.post("/c/NVD/trace", **typed).headers["Location"]).text
        for typed in ({"amount": "3.00"}, {"amount": "3.01"})
    ]
    assert all("No payment can be shown" in answer for answer in answers)
    assert answers[0].replace("3.00", "") == answers[1].replace("3.01", "")


def test_an_export_is_made_at_once_and_fetched_by_its_number(officer: Browser, staff: Staff) -> None:
    assert "No file has been made yet." in officer.get("/c/NVD/exports").text
    assert officer.post("/c/NVD/exports", form="csv").status_code == 422
    assert officer.post("/c/NVD/exports", form="exe", name="dues").status_code == 422
    assert officer.post("/c/NVD/exports", form="csv", name="people").status_code == 404
    for form in ("csv", "xlsx"):
        assert officer.post("/c/NVD/exports", form=form, name="payments").status_code == 303
    page = officer.get("/c/NVD/exports").text
    assert "finance_officer@northvale.example, 23 November 2026 at 9:00am" in page
    table, book = (
        officer.get("/c/NVD/exports/1", buffered=True),
        officer.get("/c/NVD/exports/2", buffered=True),
    )
    assert hashlib.sha256(table.data).hexdigest() in page
    assert table.data.startswith(b"\xef\xbb\xbfcouncil,contract")
    assert book.data.startswith(b"PK")
    assert "attachment; filename=NVD-payments-" in table.headers["Content-Disposition"]
    assert officer.get("/c/NVD/exports/3").status_code == 404
    assert staff.signed_in("housing_officer").get("/c/NVD/exports").status_code == 403


def test_a_large_export_is_left_to_a_worker(
    officer: Browser, world: BankWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paycards.jobs.export.ROWS_AT_ONCE", 2)
    officer.post("/c/NVD/exports", form="csv", name="payments")
    page = officer.get("/c/NVD/exports").text
    assert "Waiting" in page
    assert "need not keep this page open" in page
    Worker(lambda: world.on("11-23", hour=9), kinds(), Event()).work(once=True)
    assert officer.get("/c/NVD/exports/1", buffered=True).data.count(b"\r\n") == 5


def test_an_export_that_the_disk_refuses_has_failed_and_says_why(officer: Browser, world: BankWorld) -> None:
    made = world.visit.settings.paycards.made
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(b"no folder")
    officer.post("/c/NVD/exports", form="csv", name="dues")
    page = officer.get("/c/NVD/exports").text
    assert "The folder of the setting made cannot be written to: Not a directory." in page
    made.unlink()
    assert officer.post("/c/NVD/exports", form="csv", name="dues").status_code == 303
    assert officer.get("/c/NVD/exports/2", buffered=True).status_code == 200


def test_a_file_that_was_changed_is_not_given_out(officer: Browser, world: BankWorld) -> None:
    officer.post("/c/NVD/exports", form="csv", name="dues")
    [path] = (world.visit.settings.paycards.made / "NVD/exports").glob("dues-*.csv")
    path.write_bytes(path.read_bytes() + b"x")
    assert officer.get("/c/NVD/exports/1", buffered=True).status_code == 500
    path.unlink()
    assert officer.get("/c/NVD/exports/1", buffered=True).status_code == 404
    assert "No longer kept" in officer.get("/c/NVD/exports").text


def test_a_payment_is_moved_from_its_page(officer: Browser) -> None:
    address = "/c/NVD/payments/4-2"
    assert "On the account: rent account R100000001" in officer.get(address).text
    empty = officer.post(address, version=version(officer, address))
    assert empty.status_code == 422
    said = {"fund": "rent", "note": "the tenant moved"}
    unknown = officer.post(address, version=version(officer, address), reference="R9", **said)
    assert (unknown.status_code, "has no rent account R9" in unknown.text) == (422, True)
    done = officer.post(address, version=version(officer, address), reference="R100000002", **said)
    assert done.headers["Location"] == f"{address}?done=moved"
    page = officer.get(done.headers["Location"]).text
    assert "The payment is moved to the right account." in page
    assert "On the account: rent account R100000002" in page
    late = officer.post(address, version="0.1.0.0", reference="R100000001", **said)
    assert (late.status_code, "the tenant moved" in late.text) == (409, True)


def test_housing_sees_payments_of_the_last_ninety_days(world: BankWorld) -> None:
    later = money_world.staff(world, dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC))
    address = "/c/NVD/payments/4-2"
    assert later.signed_in("housing_officer").get(address).status_code == 403
    assert later.signed_in("finance_officer").get(address).status_code == 200
    now = money_world.staff(world).signed_in("housing_officer").get(address).text
    assert "On the account" in now
    assert "Postings" not in now


def test_what_is_kept_of_a_proof_is_never_older_than_the_books(officer: Browser) -> None:
    address, nobodys = "/c/NVD/proof/2026-11-23", "/c/NVD/bank/6-2"
    before = officer.get(address).text
    assert officer.get(address).text == before
    said = {"contract": "PAYZONE", "assign__note": "their letter"}
    officer.post(nobodys, act="assign", version=version(officer, nobodys), **said)
    assert officer.get(address).text != before
