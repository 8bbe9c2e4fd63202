"""In Chromium, from sign-in: an item is placed from the morning in two clicks; two people at one item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.conftest import NOW, TWO_COUNCILS
from tests.fresh import init_fresh
from tests.jobs.night_pages import bring_morning
from tests.visits import open_visit
from tests.web.browser import chromium, violations
from tests.web.clicks import Clicks
from tests.web.live import live
from tests.web.signed import OpenDoor, Staff
from tests.web.test_sign_in import PASSWORD, Clock, Desk

AMIRA, BEN, CLEO = "amira@northvale.example", "ben@northvale.example", "cleo@northvale.example"
DORA, EVE = "dora@northvale.example", "eve@northvale.example"
NINE = NOW + dt.timedelta(days=1, hours=5)


@pytest.fixture(scope="module")
def visit(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("night-journey")
    text = TWO_COUNCILS.format(database=database_of_module)
    path = folder / "paycards.toml"
    path.write_text(text.replace("[[councils]]", "[serving]\nsecure = false\n\n[[councils]]", 1), "utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=NOW)
    bring_morning(visit, folder)
    yield visit
    visit.installation.close()


@pytest.fixture(scope="module")
def clock(visit: Visit) -> Clock:
    return Clock(NINE)


@pytest.fixture(scope="module")
def address(visit: Visit, clock: Clock) -> Iterator[str]:
    with live(Staff(create_app(visit.installation, clock=clock), OpenDoor())) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def come_in(visit: Visit, clock: Clock, page: Page, email: str, role: Role) -> None:
    """A new person signs in for the first time, with password and code."""
    desk = Desk(create_app(visit.installation, clock=clock).test_client(), clock)
    desk.set_up(add_person(replace(visit, now=clock.now), email, [role], ["NVD"]).token)
    clock.on(minutes=1)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Security code").fill(desk.code())
    page.get_by_role("button", name="Sign in").click()


def test_a_finance_officer_places_items_and_a_second_person_is_told(
    visit: Visit, clock: Clock, address: str, browser: Browser
) -> None:
    plain = browser.new_context(java_script_enabled=False)
    amira, ben = browser.new_page(viewport={"width": 1366, "height": 768}), plain.new_page()
    clicks = Clicks(amira)
    for page, email in ((amira, AMIRA), (ben, BEN)):
        page.goto(f"{address}/")
        come_in(visit, clock, page, email, Role.FINANCE_OFFICER)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Last night differs by £715.50")
    ben.goto(f"{address}/c/NVD/suspense/2")
    ben.get_by_label("Why (optional").fill("the till roll says so")
    clicks.from_here()
    amira.get_by_role("button", name="Place the oldest item").click()
    expect(amira.get_by_role("radio", name="Rent R100000001")).to_be_checked()
    amira.get_by_role("button", name="Post to this account").click()
    expect(amira.get_by_role("alert")).to_contain_text("The payment is posted to the account.")
    assert clicks.count == 2
    ben.get_by_role("button", name="Post to this account").click()
    expect(ben.get_by_role("heading", level=1)).to_have_text("Somebody else has already changed this")
    assert AMIRA in ben.locator("main").inner_text()
    assert "the till roll says so" in ben.locator("main").inner_text()
    amira.get_by_role("button", name="Next item").click()
    expect(amira.get_by_role("heading", level=1)).to_have_text("Suspense item 3")
    amira.get_by_role("button", name="Propose").click()
    expect(amira.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert violations(amira) == []
    amira.goto(f"{address}/c/NVD/finance")
    clicks.from_here()
    amira.get_by_role("button", name="Place the oldest item").click()
    amira.get_by_role("radio", name="Rent R100000002").check()
    amira.get_by_role("button", name="Propose").click()
    expect(amira.get_by_role("alert")).to_contain_text("A second person has to approve it.")
    assert clicks.count == 3
    assert violations(amira) == []


def test_a_manager_approves_on_a_phone_what_an_officer_proposed(
    visit: Visit, clock: Clock, address: str, browser: Browser
) -> None:
    cleo = browser.new_page(viewport={"width": 375, "height": 700})
    cleo.goto(f"{address}/c/NVD/finance")
    come_in(visit, clock, cleo, CLEO, Role.FINANCE_MANAGER)
    cleo.get_by_role("button", name="Look at what waits for approval").click()
    cleo.get_by_role("link", name="Decision").click()
    expect(cleo.get_by_text("£700.00 paid in")).to_be_visible()
    cleo.get_by_role("button", name="Refuse").click()
    expect(cleo.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert violations(cleo) == []
    cleo.get_by_role("button", name="Approve").click()
    expect(cleo.get_by_role("alert")).to_contain_text("Approved. It is done.")


def test_an_officer_takes_back_what_two_people_wrote_off_and_posts_it(
    visit: Visit, clock: Clock, address: str, browser: Browser
) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    dora, eve = browser.new_page(viewport={"width": 1366, "height": 768}), plain.new_page()
    for page, email, role in (
        (dora, DORA, Role.FINANCE_OFFICER),
        (eve, EVE, Role.FINANCE_MANAGER),
    ):
        page.goto(f"{address}/")
        come_in(visit, clock, page, email, role)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    dora.goto(f"{address}/c/NVD/suspense/4")
    dora.get_by_role("link", name="write it off").click()
    propose(dora, "nobody claims it")
    approve(eve, address)
    dora.reload()
    expect(dora.get_by_text("Written off")).to_be_visible()
    assert violations(dora) == []
    dora.get_by_role("link", name="take it back to suspense").click()
    expect(dora.get_by_role("heading", level=1)).to_have_text("Take suspense item 4 back")
    expect(dora.get_by_role("cell", name="Nobody claims it")).to_be_visible()
    assert violations(dora) == []
    dora.get_by_role("button", name="Propose").click()
    expect(dora.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert violations(dora) == []
    propose(dora, "the tenant came with the receipt")
    expect(dora.get_by_role("alert")).to_contain_text("A second person has to approve it.")
    approve(eve, address)
    dora.reload()
    dora.get_by_role("radio", name="Another account").check()
    dora.get_by_label("Fund").select_option("rent")
    dora.get_by_label("Account reference").fill("R100000001")
    dora.get_by_label("Why").fill("the receipt names it")
    dora.get_by_role("button", name="Post to this account").click()
    expect(dora.get_by_role("alert")).to_contain_text("The payment is posted to the account.")
    assert violations(dora) == []


def propose(page: Page, why: str) -> None:
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Propose").click()


def approve(page: Page, address: str) -> None:
    """Approve the only decision that waits."""
    page.goto(f"{address}/c/NVD/approvals")
    page.get_by_role("link", name="Decision").first.click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Approved. It is done.")
