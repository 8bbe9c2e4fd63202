"""The housing pages: find, one customer, a card from issue to print, whole offices, take-up."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
import zxingcpp
from pyzbar import pyzbar
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.cli.worker import kinds
from paycards.closing.bulk_issue import long_list
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.keep_form import keep_form
from paycards.staff.roles import Role
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.desk import card_ids
from paycards.store.tables.staff import kept_forms
from paycards.worker.loop import Worker
from tests.closing import office
from tests.web.housing_world import housing, person
from tests.web.signed import CSRF, Browser, Staff


@pytest.fixture(scope="module")
def world(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visit, Staff]]:
    home = tmp_path_factory.mktemp("desk")
    shutil.copy(_migrated_sqlite, home / "paycards.db")
    with housing(home, f"sqlite:///{home}/paycards.db") as world:
        yield world


@pytest.fixture
def visit(world: tuple[Visit, Staff]) -> Visit:
    return world[0]


@pytest.fixture
def staff(world: tuple[Visit, Staff]) -> Staff:
    return world[1]


@pytest.fixture
def officer(staff: Staff) -> Browser:
    return person(staff)


def account(visit: Visit, reference: str, council: str = "NVD") -> int:
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        query = select(accounts.c.id).where(
            accounts.c.reference == reference, accounts.c.council_id == seen.council(council)
        )
        return int(seen.connection.execute(query.order_by(accounts.c.id)).scalars().first() or 0)


def card_of(visit: Visit, account_id: int) -> tuple[int, str, str]:
    """Id, number and state of the newest card of an account."""
    with visit.reading("NVD", may=Permission.SEE_CUSTOMERS) as seen:
        query = (
            select(card_ids.c.id, cards.c.card_number, cards.c.status)
            .join(cards, cards.c.card_number == card_ids.c.card_number)
            .where(cards.c.account_id == account_id)
            .order_by(card_ids.c.id.desc())
        )
        row = seen.connection.execute(query).first()
        assert row is not None
        return row.id, row.card_number, row.status


def find(browser: Browser, text: str) -> str:
    answer = browser.post("/c/NVD/find", text=text)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["Location"]).text


def as_typed(browser: Browser, text: str) -> TestResponse:
    sent = {"data": {"csrf": CSRF, "text": text}, "headers": {"X-As-You-Type": "yes"}}
    return browser.open("/c/NVD/find", "POST", **sent)


def kept_searches(visit: Visit) -> int:
    with visit.people_seen() as connection:
        return int(connection.execute(select(func.count()).select_from(kept_forms)).scalar_one())


def test_what_is_searched_for_stands_in_no_address(officer: Browser) -> None:
    answer = officer.post("/c/NVD/find", text="Marks")
    assert answer.status_code == 303
    assert re.fullmatch(r"/c/NVD/find/[\w-]{20,}", answer.headers["Location"])
    assert "marks" not in answer.headers["Location"].lower()


def test_a_found_customer_says_why_with_the_part_in_bold(officer: Browser) -> None:
    assert " autofocus>" in officer.get("/c/NVD/find").text  # for a scanner, at the beginning only
    page = find(officer, "mark")
    assert " autofocus" not in page
    assert "<strong>Mark</strong>s" in page
    assert "1 customer found" in page
    assert ">Name</td>" in page


def test_the_last_digits_of_a_card_find_its_customer(officer: Browser) -> None:
    page = find(officer, office.HELD[-4:])
    assert "Carded" in page
    assert f"Ending <strong>{office.HELD[-4:]}</strong>" in page
    assert office.HELD not in page


def test_nothing_found_says_what_was_searched_and_what_to_try(officer: Browser) -> None:
    page = find(officer, "nobody at all")
    assert "No customer found" in page
    assert "the postcode alone" in page


def test_too_many_found_says_how_to_narrow_it(officer: Browser) -> None:
    assert "The first 20 customers; there are more" in find(officer, "jones")


def test_an_empty_search_is_answered_in_place(officer: Browser) -> None:
    answer = officer.post("/c/NVD/find", text="  ")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "<title>Error: " in answer.text


def test_what_is_found_while_one_types_comes_alone_and_is_kept_nowhere(
    visit: Visit, officer: Browser
) -> None:
    before = kept_searches(visit)
    answer = as_typed(officer, text="mark")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="found">')
    assert "<strong>Mark</strong>s" in answer.text
    assert "<h1" not in answer.text
    assert kept_searches(visit) == before
    assert as_typed(officer, text=" ").status_code == 422


def test_a_search_is_its_own_persons_and_its_own_councils(staff: Staff) -> None:
    address = person(staff).post("/c/NVD/find", text="Marks").headers["Location"]
    assert person(staff, Role.AUDITOR).get(address).status_code == 404
    assert person(staff).get("/c/NVD/find/nothing-of-the-kind").status_code == 404


def test_a_customer_of_another_council_is_not_there(visit: Visit, officer: Browser) -> None:
    other = account(visit, "R10001", "HMB")
    assert officer.get(f"/c/NVD/people/{other}").status_code == 404
    assert officer.get(f"/c/NVD/people/{other}/card/new").status_code == 404


def test_a_card_is_issued_and_its_letter_printed_in_three_clicks(visit: Visit, officer: Browser) -> None:
    this = account(visit, "R10005")
    page = officer.get(f"/c/NVD/people/{this}").text  # 1: the customer
    form = re.search(r'href="([^"]+)"[^>]*>Issue a card<', page)
    assert form
    shown = officer.get(form[1]).text  # 2: Issue a card
    assert 'value="Mrs A Jones"' in shown
    answer = officer.post(form[1], holder="Mrs A Jones", language="en", way="hand")  # 3: Issue and print
    assert answer.status_code == 303
    card_id, number, status = card_of(visit, this)
    assert status == "active"
    done = officer.get(answer.headers["Location"]).text
    assert 'role="alert"' in done
    assert " ".join(re.findall("....|.+", number)) in done
    letter = officer.get(f"/c/NVD/cards/{card_id}/print")
    assert (letter.status_code, letter.mimetype) == (200, "application/pdf")
    assert b"/PrintScaling/None" in letter.data
    assert read_back(letter.data) == {number}


def read_back(pdf: bytes) -> set[str]:
    """What two readers read in the bars of the first page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil()
    one = {found.text for found in zxingcpp.read_barcodes(picture) if found.format.name == "Code128"}
    two = {found.data.decode() for found in pyzbar.decode(picture) if found.type == "CODE128"}
    assert one == two
    return one


def test_pressing_twice_issues_one_card(visit: Visit, officer: Browser) -> None:
    this = account(visit, "R10006")
    said = {"holder": "Mrs A Jones", "language": "en", "way": "hand"}
    first = officer.post(f"/c/NVD/people/{this}/card/new", **said)
    second = officer.post(f"/c/NVD/people/{this}/card/new", **said)
    assert first.headers["Location"] == second.headers["Location"]
    card_id, _, _ = card_of(visit, this)
    said |= {"reason": "lost", "version": version(officer, card_id, "replace")}
    first = officer.post(f"/c/NVD/cards/{card_id}/replace", **said)
    second = officer.post(f"/c/NVD/cards/{card_id}/replace", **said)
    assert (first.status_code, first.headers["Location"]) == (303, second.headers["Location"])
    assert officer.post(f"/c/NVD/cards/{card_id}/replace", **said | {"reason": "stolen"}).status_code == 409


def test_what_stands_in_the_way_is_said_before_the_button_with_the_way_out(
    visit: Visit, officer: Browser
) -> None:
    this = account(visit, "R70001")
    page = officer.get(f"/c/NVD/people/{this}/card/new").text
    assert page.index("already has a live card") < page.index("Issue and print")
    assert f"/cards/{card_of(visit, this)[0]}/replace" in page
    answer = officer.post(f"/c/NVD/people/{this}/card/new", holder="A", language="en", way="hand")
    assert answer.status_code == 422
    assert 'value="A"' in answer.text


def test_a_closed_account_has_no_button(visit: Visit, officer: Browser) -> None:
    page = officer.get(f"/c/NVD/people/{account(visit, 'R40001')}/card/new").text
    assert "The account is closed" in page
    assert "Issue and print" not in page


@pytest.mark.parametrize(
    "wrong", [{"holder": ""}, {"language": "fr"}, {"way": ""}, {"holder": "x" * 99}], ids=str
)
def test_a_wrong_form_is_answered_in_place(visit: Visit, officer: Browser, wrong: dict[str, str]) -> None:
    this = account(visit, "R10007")
    said = {"holder": "Mrs A Jones", "language": "en", "way": "hand"} | wrong
    answer = officer.post(f"/c/NVD/people/{this}/card/new", **said)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    with visit.reading("NVD", may=Permission.SEE_CUSTOMERS) as seen:
        found = seen.connection.execute(select(card_requests).where(card_requests.c.account_id == this))
        assert found.first() is None


def test_a_card_is_lost_found_replaced_and_cancelled(visit: Visit, officer: Browser) -> None:
    this = account(visit, "R10008")
    officer.post(f"/c/NVD/people/{this}/card/new", holder="Mrs A Jones", language="en", way="hand")
    first, _, _ = card_of(visit, this)
    seen = version(officer, first, "lose")
    assert officer.post(f"/c/NVD/cards/{first}/lose", version=seen).status_code == 422
    assert officer.post(f"/c/NVD/cards/{first}/lose", version=seen, happened="lost").status_code == 303
    stale = officer.post(f"/c/NVD/cards/{first}/lose", version=seen, happened="stolen", note="typed")
    assert stale.status_code == 409
    assert "housing_officer@northvale.example did something to the card" in stale.text
    assert "typed" in stale.text
    found = officer.post(f"/c/NVD/cards/{first}/reinstate", version=version(officer, first), reason="found")
    assert found.status_code == 303
    answer = officer.post(
        f"/c/NVD/cards/{first}/replace",
        version=version(officer, first, "replace"),
        reason="damaged",
        holder="Mrs A Jones",
        language="cy",
        way="hand",
        large="yes",
    )
    assert answer.status_code == 303
    second, _, status = card_of(visit, this)
    assert (second > first, status) == (True, "active")
    assert "was replaced by" in officer.get(f"/c/NVD/cards/{first}").text
    cancelled = officer.post(
        f"/c/NVD/cards/{second}/cancel", version=version(officer, second, "cancel"), reason="died"
    )
    assert cancelled.status_code == 303
    assert card_of(visit, this)[2] == "cancelled"


def test_a_live_card_of_a_former_customer_is_told_on_each_page_of_its_account(
    visit: Visit, officer: Browser, tmp_path: Path
) -> None:
    this = account(visit, "R10009")
    officer.post(f"/c/NVD/people/{this}/card/new", holder="Mrs A Jones", language="en", way="hand")
    card_id, number, _ = card_of(visit, this)
    extract = tmp_path / "extract.csv"
    row = office.account("R10009", surname="Price", forenames="Owen", postcode="UNKNOWN")
    extract.write_text(f"{office.HEADER}\n{row}\n", encoding="utf-8")
    import_accounts(visit, extract)
    customer = officer.get(f"/c/NVD/people/{this}").text
    assert f"The card ending {number[-4:]} was issued to a former customer" in customer
    assert f'href="/c/NVD/cards/{card_id}/cancel"' in customer
    assert "issued to its former customer" in officer.get(f"/c/NVD/people/{this}/card/new").text
    assert "issued to a former customer" in officer.get(f"/c/NVD/cards/{card_id}").text
    replace = officer.get(f"/c/NVD/cards/{card_id}/replace").text
    assert 'value="Mrs O Price"' in replace
    assert "Post cannot reach this customer" in replace
    seen = version(officer, card_id, "cancel")
    officer.post(f"/c/NVD/cards/{card_id}/cancel", version=seen, reason="moved")
    assert "former customer" not in officer.get(f"/c/NVD/people/{this}").text


def test_what_was_typed_at_the_desk_when_the_session_ended_comes_back(visit: Visit, officer: Browser) -> None:
    this = account(visit, "R70001")
    card_id, _, _ = card_of(visit, this)
    mine = replace(visit, visitor=Visitor("housing_officer@northvale.example"), now=office.NOW)
    for address, fields in (
        (f"/c/NVD/cards/{card_id}/lose", {"happened": "stolen", "note": "on the bus"}),
        (f"/c/NVD/people/{this}/card/new", {"holder": "Ms on the bus", "way": "post"}),
    ):
        page = officer.get(f"{address}?kept={keep_form(mine, address, fields)}").text
        assert "on the bus" in page
        assert len(re.findall(r'value="(?:stolen|post)" checked', page)) == 1


def version(browser: Browser, card_id: int, act: str = "") -> str:
    page = browser.get(f"/c/NVD/cards/{card_id}/{act}".rstrip("/")).text
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_the_whole_number_is_for_the_desk_and_for_an_auditor_who_is_recorded(
    visit: Visit, staff: Staff
) -> None:
    card_id, number, _ = card_of(visit, account(visit, "R70001"))
    grouped = " ".join(re.findall("....|.+", number))
    assert grouped in person(staff).get(f"/c/NVD/cards/{card_id}").text
    for role in (Role.FINANCE_OFFICER, Role.FINANCE_MANAGER):
        page = person(staff, role).get(f"/c/NVD/cards/{card_id}").text
        assert grouped not in page
        assert f"Ends in {number[-4:]}" in page
    auditor = person(staff, Role.AUDITOR)
    assert grouped not in auditor.get(f"/c/NVD/cards/{card_id}").text
    assert auditor.post(f"/c/NVD/cards/{card_id}/number").status_code == 303
    assert grouped in auditor.get(f"/c/NVD/cards/{card_id}").text
    with visit.reading("NVD", may=Permission.SEE_TRAIL) as seen:
        query = select(audit_trail.c.actor).where(audit_trail.c.action == "card.number_seen")
        assert seen.connection.execute(query).scalars().all() == ["auditor@northvale.example"]


def test_only_the_desk_does_something_to_cards(visit: Visit, staff: Staff) -> None:
    card_id, _, _ = card_of(visit, account(visit, "R70001"))
    for role in (Role.FINANCE_OFFICER, Role.FINANCE_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
        browser = person(staff, role)
        for act in ("lose", "cancel", "replace", "print"):
            assert browser.get(f"/c/NVD/cards/{card_id}/{act}").status_code == 403
            assert browser.post(f"/c/NVD/cards/{card_id}/{act}").status_code == 403


def test_a_list_is_checked_issued_by_the_worker_and_its_files_fetched(
    visit: Visit, officer: Browser, staff: Staff
) -> None:
    rows = "fund,account_reference,surname\nrent,R10020,Jones\nrent,R10021,Jones\nrent,GONE,Who"
    answer = upload(officer, rows.encode())
    assert answer.status_code == 303, answer.text
    page = officer.get(answer.headers["Location"]).text
    assert "Nothing is issued yet" in page
    assert "GONE" in page  # the sheet's own row
    assert "2 letters to post" in page
    address = answer.headers["Location"].partition("?")[0]
    started = officer.post(address)
    assert started.status_code == 303
    assert officer.post(address).status_code == 303  # a second press is the same work
    waits = officer.get(address).text
    assert "Waiting" in waits
    again = f'<noscript><meta http-equiv="refresh" content="5; url={address}?again="></noscript>'
    assert again in waits
    assert "http-equiv" not in officer.get(f"{address}?rest=").text
    assert officer.get(f"{address}?after=x").status_code == 400
    assert Worker(lambda: visit, kinds(), Event()).work(once=True) == 1
    done = officer.get(f"{address}?outcome=issued").text
    assert "Finished on" in done
    assert "Open the card" in done
    letters = officer.get(f"{address}/files/letters.pdf")
    assert (letters.status_code, letters.mimetype) == (200, "application/pdf")
    assert officer.get(f"{address}/files/..%2fcheck.json").status_code == 404
    auditor = person(staff, Role.AUDITOR)
    assert auditor.get(address).status_code == 200
    assert auditor.get(f"{address}/files/letters.pdf").status_code == 403
    assert "/files/" not in auditor.get(address).text


LONG_LIST = b"fund,account_reference\nrent,R10022\nrent,AWAY\n"


def test_a_long_list_is_checked_by_the_worker_while_its_page_says_so(
    visit: Visit, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_list, "AT_ONCE", 1)
    answer = upload(officer, LONG_LIST)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"].partition("?")[0]
    waits = officer.get(answer.headers["Location"]).text
    assert "The list is to be checked: no card is issued." in waits
    assert 'data-refresh="3" data-reloads' in waits
    assert (">Start</button>" in waits, "AWAY" in waits) == (False, False)
    assert Worker(lambda: visit, kinds(), Event()).work(once=True) == 1
    checked = officer.get(address).text
    assert "Nothing is issued yet. Checked on" in checked.replace("\n", " ")
    assert ("AWAY" in checked, ">Start" in checked) == (True, True)
    again = officer.post(f"{address}/check")
    assert again.headers["Location"].endswith("?done=to_check")
    [archived] = visit.settings.paycards.archive.rglob(f"*{hashlib.sha256(LONG_LIST).hexdigest()}*")
    archived.rename(archived.with_suffix(".away"))
    Worker(lambda: visit, kinds(), Event()).work(once=True)
    failed = officer.get(address).text
    assert ("The check failed:" in failed, "Check again</button>" in failed) == (True, True)
    assert "AWAY" not in failed  # nothing of the check before
    archived.with_suffix(".away").rename(archived)
    monkeypatch.undo()
    assert officer.post(f"{address}/check").headers["Location"].endswith("?done=checked")


def upload(browser: Browser, data: bytes, name: str = "market.csv", **more: str) -> TestResponse:
    browser.door.person = browser.person
    fields = {"csrf": CSRF, "office": "MARKET-HALL", "sheet": "", "list": (io.BytesIO(data), name)} | more
    return browser.client.post("/c/NVD/bulk", data=fields)


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", ""), (b"a,b\n1,2\n", "list.csv"), (b"x", "list.exe"), (b"PK\x03\x04", "list.xlsx")],
)
def test_what_is_no_list_is_said_at_its_field(officer: Browser, data: bytes, name: str) -> None:
    answer = upload(officer, data, name)
    assert answer.status_code == 422
    assert 'href="#list"' in answer.text
    assert 'value="MARKET-HALL"' in answer.text


def test_take_up_shows_who_pays_with_a_card_with_the_curve_and_its_table(officer: Browser) -> None:
    assert "MARKET-HALL" in officer.get("/c/NVD/takeup").text
    page = officer.get("/c/NVD/takeup/MARKET-HALL")
    assert page.status_code == 200
    assert "Week by week" in page.text
    assert "<td" in page.text
    curve = officer.get("/c/NVD/takeup/MARKET-HALL/curve.svg")
    assert curve.mimetype == "image/svg+xml"
    people = officer.get("/c/NVD/takeup/MARKET-HALL/people.csv")
    assert people.data.decode("utf-8-sig").startswith("council,office")
    assert "Jones" not in people.text
    assert officer.get("/c/NVD/takeup/NOWHERE").status_code == 404


def test_the_test_sheet_has_its_line(officer: Browser) -> None:
    sheet = officer.get("/c/NVD/cards/test-sheet")
    assert (sheet.status_code, sheet.mimetype) == (200, "application/pdf")
    picture = pypdfium2.PdfDocument(sheet.data)[0].render(scale=254 / 72).to_pil().convert("L")
    band = picture.crop((0, 950, picture.width, 1100)).point(lambda grey: 255 if grey < 128 else 0)
    left, _, right, _ = band.getbbox() or (0, 0, 0, 0)
    assert abs(right - left - 500) <= 2  # 50 mm at ten dots a millimetre


def test_no_page_of_housing_has_a_name_in_its_title(visit: Visit, officer: Browser) -> None:
    this = account(visit, "R70001")
    for address in (f"people/{this}", f"people/{this}/card/new", f"cards/{card_of(visit, this)[0]}"):
        title = re.search("<title>(.*?)</title>", officer.get(f"/c/NVD/{address}").text)
        assert title
        assert "Carded" not in title[1]
        assert re.search(r"\d", title[1]) is None
