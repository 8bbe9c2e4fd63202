"""The pages of the morning, files, suspense, approvals and problems, by a client without script."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.decisions.kinds import KINDS
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from tests.conftest import NOW, TWO_COUNCILS
from tests.fresh import init_fresh
from tests.jobs.hand_in import STRANGER
from tests.jobs.night_pages import OTHER_CARD, bring_morning
from tests.visits import open_visit
from tests.web.signed import Browser, Staff, staff_of

MORNING = NOW + dt.timedelta(days=1, hours=5)
BEN = "ben@northvale.example"


def _visit(folder: Path) -> Visit:
    path = folder / "paycards.toml"
    path.write_text(TWO_COUNCILS.format(database=f"sqlite:///{folder}/paycards.db"), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    return open_visit(settings, now=NOW, actor="tester")


@pytest.fixture(scope="module")
def template(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night-pages")
    shutil.copy(_migrated_sqlite, folder / "paycards.db")
    visit = _visit(folder)
    bring_morning(visit, folder)
    visit.installation.engine.dispose()
    return folder


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[Visit]:
    shutil.copy(template / "paycards.db", tmp_path)
    shutil.copytree(template / "archive", tmp_path / "archive")
    visit = _visit(tmp_path)
    yield visit
    visit.installation.engine.dispose()


@pytest.fixture
def night(desk: Visit) -> Staff:
    return staff_of(desk.installation, MORNING)


@pytest.fixture
def officer(night: Staff) -> Browser:
    return night.signed_in("finance_officer")


@pytest.fixture
def manager(night: Staff) -> Browser:
    return night.signed_in("finance_manager")


def version(page: str) -> str:
    found = re.search(r'name="version" value="([^"]*)"', page)
    assert found
    return found[1]


def main_words(page: str) -> str:
    inside = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


def test_the_morning_begins_with_the_sentence_and_leads_to_the_rows(officer: Browser) -> None:
    page = officer.get("/c/NVD/finance").text
    assert main_words(page).startswith(
        "Last night differs by £715.50: NVD-ALLPAY, owed; NVD-ALLPAY, explained."
    )
    assert "<title>This morning – Northvale District Council – paycards</title>" in page
    assert 'href="/c/NVD/suspense/2"' in page
    assert 'href="/c/NVD/suspense?passed=0"' in page
    assert 'href="/c/NVD/files?show=waiting"' in page
    assert re.search(r'href="/c/NVD/proof/2026-11-20#NVD-ALLPAY-owed">[−£]', page)


def test_a_sure_suggestion_is_chosen_beforehand_and_placed_in_two_clicks(
    officer: Browser, desk: Visit, night: Staff
) -> None:
    page = officer.get("/c/NVD/suspense/2").text
    assert 'value="rent:R100000001" checked' in page
    assert "Post to this account</button>" in page
    sent = officer.post("/c/NVD/suspense/2", version=version(page), account="rent:R100000001")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/c/NVD/suspense/2?done=applied")
    after = officer.get(sent.headers["Location"]).text
    assert "The payment is posted to the account." in after
    assert "Posted to rent R100000001" in after
    other = night.signed_in("finance_officer", email=BEN).get(sent.headers["Location"]).text
    assert "Posted to rent R100000001" in other
    assert "Success" not in other  # of an address that was passed on
    assert "As suggested: " in after
    assert 'href="/c/NVD/suspense/3"' in after  # the next one
    assert verify(desk).agrees


def test_where_nothing_is_sure_nothing_is_chosen_and_a_form_without_a_choice_is_shown_again(
    officer: Browser,
) -> None:
    page = officer.get("/c/NVD/suspense/4").text
    assert " checked" not in page
    wrong = officer.post("/c/NVD/suspense/4", version=version(page), note="rung them")
    assert wrong.status_code == 422
    assert "Choose the account that the money belongs to." in wrong.text
    assert "rung them" in wrong.text
    assert "<title>Error: Suspense item 4" in wrong.text
    unknown = officer.post(
        "/c/NVD/suspense/4",
        version=version(page),
        account="other",
        fund="rent",
        reference="R1",
        note="x",
    )
    assert (unknown.status_code, "NVD has no rent account R1." in unknown.text) == (422, True)


def test_the_second_of_two_people_is_told_who_decided_and_keeps_what_was_typed(
    officer: Browser, night: Staff
) -> None:
    seen = version(officer.get("/c/NVD/suspense/2").text)
    night.signed_in("finance_officer", email=BEN).post(
        "/c/NVD/suspense/2", version=seen, account="rent:R100000001"
    )
    late = officer.post(
        "/c/NVD/suspense/2",
        version=seen,
        account="other",
        fund="rent",
        reference="R100000002",
        note="the till roll says so",
    )
    assert late.status_code == 409
    assert BEN in late.text
    assert "at 9:00am on 21 November 2026: post a suspense item to an account; it is done" in late.text
    assert "the till roll says so" in late.text
    assert "Somebody else has already changed this" in late.text
    assert 'href="/c/NVD/suspense/2">Look at how it stands now' in late.text
    without_account = officer.post("/c/NVD/suspense/2", version=seen, note="who is this?")
    assert (without_account.status_code, "who is this?" in without_account.text) == (409, True)


def test_who_presses_twice_is_told_that_it_was_they_themselves(officer: Browser) -> None:
    said = {"version": version(officer.get("/c/NVD/suspense/2").text), "account": "rent:R100000001"}
    assert officer.post("/c/NVD/suspense/2", **said).status_code == 303
    again = officer.post("/c/NVD/suspense/2", **said)
    assert (again.status_code, "You have already changed this yourself" in again.text) == (409, True)


def test_above_the_tier_it_is_proposed_and_another_person_approves_it(
    officer: Browser, manager: Browser, desk: Visit
) -> None:
    page = officer.get("/c/NVD/suspense/3").text
    assert "Propose</button>" in page
    assert "Post to this account</button>" not in page
    fields = {"account": "other", "fund": "rent", "reference": "R100000002", "note": "receipt seen"}
    sent = officer.post("/c/NVD/suspense/3", version=version(page), **fields)
    assert sent.headers["Location"] == "/c/NVD/suspense/3?done=proposed"
    own = officer.get("/c/NVD/approvals/2").text
    assert "Why can&#39;t I?" in own or "Why can't I?" in own
    assert "Withdraw my proposal" in own
    other = manager.get("/c/NVD/approvals/2").text
    assert "£700.00 paid in" in other
    refused = manager.post("/c/NVD/approvals/2", version=version(other), act="refuse")
    assert (refused.status_code, "Enter why you refuse it" in refused.text) == (422, True)
    done = manager.post("/c/NVD/approvals/2", version=version(other), act="approve")
    assert done.headers["Location"] == "/c/NVD/approvals/2?done=applied"
    again = manager.post("/c/NVD/approvals/2", version=version(other), act="refuse", reason="no")
    assert again.status_code == 409
    without_reason = manager.post("/c/NVD/approvals/2", version=version(other), act="refuse")
    assert (without_reason.status_code, "was decided meanwhile" in without_reason.text) == (409, True)
    assert verify(desk).agrees


def test_nobody_approves_their_own_through_any_form(night: Staff) -> None:
    from paycards.staff.roles import Role

    both = night.person({"NVD": frozenset({Role.FINANCE_OFFICER, Role.FINANCE_MANAGER})}, BEN)
    page = both.get("/c/NVD/suspense/3").text
    both.post("/c/NVD/suspense/3/write-off", version=version(page), note="nobody claims it")
    own = both.post("/c/NVD/approvals/2", act="approve")
    assert (own.status_code, "another person decides it" in own.text) == (422, True)


def test_an_item_is_shared_out_in_parts_that_come_to_it(officer: Browser) -> None:
    page = officer.get("/c/NVD/suspense/4/split").text
    parts = {"to-1": "rent", "reference-1": "R100000001", "amount-1": "2.00", "to-2": "council_tax",
             "reference-2": "770000001", "amount-2": "0.50", "note": "two tenancies"}  # fmt: skip
    wrong = officer.post("/c/NVD/suspense/4/split", version=version(page), **parts)
    assert wrong.status_code == 422
    assert "R100000001" in wrong.text
    right = officer.post("/c/NVD/suspense/4/split", version=version(page), **parts | {"amount-2": "£1.00"})
    assert right.headers["Location"] == "/c/NVD/suspense/4?done=split"
    assert "Shared out" in officer.get("/c/NVD/suspense/4").text


def test_items_are_posted_together_and_returned_or_written_off_by_two(officer: Browser) -> None:
    page = officer.get("/c/NVD/suspense/2/combine").text
    account = {"fund": "rent", "reference": "R100000001", "note": "one tenant"}
    none = officer.post("/c/NVD/suspense/2/combine", version=version(page), **account)
    assert (none.status_code, "Choose at least one more item." in none.text) == (422, True)
    done = officer.post("/c/NVD/suspense/2/combine", version=version(page), **account, **{"item-4": "yes"})
    assert done.headers["Location"] == "/c/NVD/suspense/2?done=combined"
    back = officer.get("/c/NVD/suspense/3/return").text
    wrong = officer.post("/c/NVD/suspense/3/return", version=version(back), note="wrong council")
    assert (wrong.status_code, "Choose whom it goes back to." in wrong.text) == (422, True)
    sent = officer.post("/c/NVD/suspense/3/return", version=version(back), to="payer", note="wrong council")
    assert sent.headers["Location"] == "/c/NVD/suspense/3?done=proposed"
    assert "Waits for approval" in officer.get("/c/NVD/suspense/3").text


def approve(manager: Browser, number: int) -> None:
    page = manager.get(f"/c/NVD/approvals/{number}").text
    done = manager.post(f"/c/NVD/approvals/{number}", version=version(page), act="approve")
    assert done.headers["Location"] == f"/c/NVD/approvals/{number}?done=applied"


def given_up(officer: Browser, manager: Browser, act: str, **fields: str) -> None:
    """Return item 3 or write it off, by decision 2 of two people."""
    page = officer.get(f"/c/NVD/suspense/3/{act}").text
    officer.post(f"/c/NVD/suspense/3/{act}", version=version(page), note="nobody claims it", **fields)
    approve(manager, 2)


@pytest.mark.parametrize(
    ("act", "to", "who_is_told"),
    [
        ("write-off", "", ""),
        ("return", "payer", "tell the creditors team"),
        ("return", "supplier", "tell it not to"),
    ],
)
def test_what_was_given_up_by_mistake_is_taken_back_from_its_page_by_two_people(
    night: Staff, desk: Visit, act: str, to: str, who_is_told: str
) -> None:
    officer, manager = night.signed_in("finance_officer"), night.signed_in("finance_manager")
    given_up(officer, manager, act, to=to)
    file = re.search(r"/files/(\d+)/rows/2", officer.get("/c/NVD/suspense/3").text)
    assert file
    assert 'href="/c/NVD/suspense/3">Item 3</a>' in officer.get(f"/c/NVD/payments/{file[1]}-2").text
    assert 'href="/c/NVD/suspense/3/take-back"' in officer.get("/c/NVD/suspense/3").text
    page = officer.get("/c/NVD/suspense/3/take-back").text
    assert "Take suspense item 3 back" in page
    assert 'href="/c/NVD/approvals/2"' in page
    assert "Nobody claims it" in page
    assert who_is_told in page
    wrong = officer.post("/c/NVD/suspense/3/take-back", version=version(page), note=" ")
    assert (wrong.status_code, "Enter why, in a few words." in wrong.text) == (422, True)
    sent = officer.post("/c/NVD/suspense/3/take-back", version=version(page), note="the receipt came")
    assert sent.headers["Location"] == "/c/NVD/suspense/3?done=proposed"
    waiting = officer.get("/c/NVD/suspense/3").text
    assert "Take a return or write-off back: finance_officer@northvale.example proposed it" in waiting
    assert "/take-back" not in waiting
    approve(manager, 3)
    again = officer.get("/c/NVD/suspense/3").text
    assert "Which account does it belong to?" in again
    assert "The receipt came" in again
    assert verify(desk).agrees


def test_what_somebody_else_has_taken_back_meanwhile_is_not_taken_back_again(
    officer: Browser, manager: Browser, night: Staff
) -> None:
    given_up(officer, manager, "write-off")
    seen = version(officer.get("/c/NVD/suspense/3/take-back").text)
    ben = night.signed_in("finance_officer", email=BEN)
    ben.post("/c/NVD/suspense/3/take-back", version=seen, note="the receipt came")
    late = officer.post("/c/NVD/suspense/3/take-back", version=seen, note="the till roll says so")
    assert (late.status_code, BEN in late.text, "the till roll says so" in late.text) == (409, True, True)
    assert "take a return or a write-off back; it waits for a second person" in late.text
    incomplete = officer.post("/c/NVD/suspense/3/take-back", version=seen)
    assert (incomplete.status_code, "was decided meanwhile" in incomplete.text) == (409, True)
    assert "A decision about this item waits." in officer.get("/c/NVD/suspense/3/take-back").text


def test_what_was_not_given_up_offers_no_way_back_and_a_reader_none(
    officer: Browser, manager: Browser, night: Staff
) -> None:
    assert "/take-back" not in officer.get("/c/NVD/suspense/3").text
    page = officer.get("/c/NVD/suspense/3/take-back").text
    assert "neither returned nor written off as a whole" in page
    assert 'name="note"' not in page
    given_up(officer, manager, "write-off")
    assert "/take-back" not in manager.get("/c/NVD/suspense/3").text
    for reader in (manager, night.signed_in("auditor")):
        assert reader.get("/c/NVD/suspense/3/take-back").status_code == 403
        assert reader.post("/c/NVD/suspense/3/take-back", note="so").status_code == 403


def test_a_refused_decision_does_not_hide_who_gave_the_item_up(officer: Browser, manager: Browser) -> None:
    given_up(officer, manager, "write-off")
    page = officer.get("/c/NVD/suspense/3/take-back").text
    officer.post("/c/NVD/suspense/3/take-back", version=version(page), note="the receipt came")
    asked = manager.get("/c/NVD/approvals/3").text
    manager.post("/c/NVD/approvals/3", version=version(asked), act="refuse", reason="no receipt")
    item = main_words(officer.get("/c/NVD/suspense/3").text)
    assert "approved by finance_manager@northvale.example: nobody claims it." in item


def test_notes_and_owners_are_kept(officer: Browser) -> None:
    assert officer.post("/c/NVD/suspense/2/note", remark=" ").status_code == 422
    assert officer.post("/c/NVD/suspense/2/note", remark="asked the outlet").status_code == 303
    officer.post("/c/NVD/suspense/2/owner", act="take")
    page = officer.get("/c/NVD/suspense/2").text
    assert "asked the outlet" in page
    assert "finance_officer@northvale.example is dealing with it" in page
    mine = officer.get("/c/NVD/suspense?whose=mine").text
    assert "1 item, £12.50, oldest first" in mine
    late = {"act": "give", "owner": BEN, "due-day": "1", "due-month": "11", "due-year": "2026"}
    assert "must be today or later" in officer.post("/c/NVD/suspense/2/owner", **late).text


def test_files_lead_down_to_the_bytes_without_a_whole_card_number(officer: Browser, desk: Visit) -> None:
    taken, held = (each.id for each in list_files(desk)[1:])
    listed = officer.get("/c/NVD/files").text
    assert f'href="/c/NVD/files/{taken}"' in listed
    assert "Sunday 15 November 2026, not a working day" in listed
    file = officer.get(f"/c/NVD/files/{taken}").text
    assert f'href="/c/NVD/files/{taken}/rows/1"' in file
    row = officer.get(f"/c/NVD/files/{taken}/rows/1").text
    for page in (
        listed,
        file,
        row,
        officer.get("/c/NVD/suspense").text,
        officer.get("/c/NVD/suspense/2").text,
    ):
        assert STRANGER not in page
        assert OTHER_CARD not in page
    assert "•••••••••••••••9999" in row
    assert officer.get(f"/c/NVD/files/{taken}/rows/99").status_code == 404
    assert "Beside the file that was accepted" in officer.get(f"/c/NVD/files/{held}").text


def test_a_held_file_is_rejected_with_a_reason_once(officer: Browser, night: Staff, desk: Visit) -> None:
    held = list_files(desk)[2].id
    address = f"/c/NVD/files/{held}"
    seen = version(officer.get(address).text)
    wrong = officer.post(address, version=seen, act="reject")
    assert (wrong.status_code, "Enter why, in a few words." in wrong.text) == (422, True)
    done = officer.post(address, version=seen, act="reject", note="a copy of another")
    assert done.headers["Location"] == f"{address}?done=rejected"
    late = night.signed_in("finance_officer", email=BEN).post(
        address, version=seen, act="release", note="good"
    )
    assert (late.status_code, "a copy" in late.text or "finance_officer@" in late.text) == (409, True)
    assert (
        officer.post(address, version=seen, act="reject").status_code == 409
    )  # no reason, nor a field for it


def test_problems_are_shown_with_what_to_do_and_closed_with_a_note(officer: Browser, desk: Visit) -> None:
    problems = [each for each in list_problems(desk) if each.council == "NVD"]
    page = officer.get("/c/NVD/problems").text
    assert f"{len(problems)} open problem" in page
    one = next(each for each in problems if each.kind == "held")
    waits = officer.post(f"/c/NVD/problems/{one.id}", note="seen")
    assert (waits.status_code, "is still held" in waits.text) == (422, True)
    officer.post(f"/c/NVD/files/{list_files(desk)[2].id}", act="reject", note="a copy")
    late = officer.post(f"/c/NVD/problems/{one.id}", note="asked the supplier")
    assert (late.status_code, "asked the supplier" in late.text) == (409, True)
    assert officer.post(f"/c/NVD/problems/{one.id}").status_code == 409


def test_every_kind_of_decision_has_its_words() -> None:
    words = Path("paycards/web/templates/suspense/words.html").read_text(encoding="utf-8")
    assert [kind.code for kind in KINDS if f"'{kind.code}':" not in words] == []


@pytest.mark.parametrize("role", ["finance_manager", "auditor"])
def test_who_only_reads_sees_the_pages_without_forms_that_act(night: Staff, role: str) -> None:
    reader = night.signed_in(role)
    for address in ("finance", "files", "suspense", "suspense/2", "approvals", "problems"):
        page = reader.get(f"/c/NVD/{address}")
        assert page.status_code == 200
        assert "Post to this account" not in page.text
    assert reader.post("/c/NVD/suspense/2", account="rent:R100000001").status_code == 403
    assert reader.get("/c/NVD/suspense/2/split").status_code == 403


def test_an_administrator_sees_how_files_stand_without_amounts(night: Staff) -> None:
    admin = night.signed_in("administrator")
    page = admin.get("/c/NVD/files").text
    assert "NVDC0002.PO" in page
    assert "£" not in page
    assert admin.get("/c/NVD/files/1").status_code == 403
    assert admin.get("/c/NVD/suspense").status_code == 403


def test_nothing_of_another_council_is_there(night: Staff) -> None:
    other = night.signed_in("finance_officer", council="HMB")
    for address in ("suspense/2", "files/1", "files/1/rows/1", "approvals/1", "problems/1"):
        assert other.get(f"/c/HMB/{address}").status_code == 404
    assert "nothing is in suspense" in other.get("/c/HMB/suspense").text.lower()
    assert other.get("/c/HMB/finance").status_code == 200


def test_odd_addresses_are_refused_in_peace(officer: Browser) -> None:
    odd = (
        *("suspense?after=x~y", "suspense?after=2026-11-20", "suspense?reason=whim"),
        *("files?before=yesterday", "problems?kind=whim", "approvals?after=1"),
        *(f"suspense/{9**30}", "suspense/0"),
    )
    assert {officer.get(f"/c/NVD/{each}").status_code for each in odd} <= {400, 404}
