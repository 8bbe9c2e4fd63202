"""In Chromium, from sign-in: a customer is found, gets a card, and its letter is read back: three clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.closing import office
from tests.visits import with_settings
from tests.web.browser import chromium, is_wider_than_its_window, violations
from tests.web.clicks import Clicks
from tests.web.live import live
from tests.web.signed import OpenDoor, Staff
from tests.web.test_housing_pages import read_back
from tests.web.test_sign_in import PASSWORD, Clock, Desk

OFFICER = "amira@northvale.example"
BOX = "Name, reference, postcode or card number"


@dataclass(frozen=True)
class World:
    """Where the pages are, and how Amira signs in."""

    address: str
    clock: Clock
    desk: Desk


@pytest.fixture(scope="module")
def world(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("journey")
    with office.council(home, database_of_module) as visit:
        clock = Clock(office.NOW)
        staff = Staff(create_app(_without_tls(visit).installation, clock=clock), OpenDoor())
        desk = Desk(staff.app.test_client(), clock)
        desk.set_up(add_person(visit, OFFICER, [Role.HOUSING_OFFICER], ["NVD"]).token)
        clock.on(minutes=2)
        with live(staff) as address:
            yield World(address, clock, desk)


def _without_tls(visit: Visit) -> Visit:
    serving = visit.settings.serving.model_copy(update={"secure": False})
    return with_settings(visit, visit.settings.model_copy(update={"serving": serving}))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def signed_in(browser: Browser, world: World, *, with_script: bool = True) -> Page:
    page = browser.new_context(
        viewport={"width": 1366, "height": 768}, java_script_enabled=with_script
    ).new_page()
    world.clock.on(seconds=60)
    page.goto(f"{world.address}/sign-in")
    page.get_by_label("Email address").fill(OFFICER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Security code").fill(world.desk.code())
    page.get_by_role("button").filter(has_text=re.compile("Sign in|Continue")).click()
    page.wait_for_url("**/c/NVD/find")
    return page


def test_a_card_is_issued_and_printed_in_three_clicks(browser: Browser, world: World) -> None:
    page = signed_in(browser, world)
    clicks = Clicks(page)
    page.reload()
    page.get_by_label(BOX).press_sequentially("jones r10005")
    found = page.locator("#found")
    expect(found.get_by_text("1 customer found")).to_be_visible()  # as one types, without a click
    expect(page.locator("#found-said")).to_contain_text("1 customer found")
    assert "jones" not in page.url
    found.get_by_role("link", name="Mrs Ann Jones").click()
    page.get_by_role("button", name="Issue a card").click()
    page.get_by_role("button", name="Issue and print").click()
    expect(page.get_by_role("alert")).to_contain_text("The card is issued")
    assert clicks.count == 3
    number = page.locator("dd").first.inner_text().replace(" ", "")
    to_print = page.get_by_role("button", name="Print the letter")
    answer = page.request.get(world.address + str(to_print.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert read_back(answer.body()) == {number}
    assert violations(page) == []
    to_print.click()  # the letter opens, to be printed
    page.wait_for_url("**/print")
    assert clicks.count == 4  # three from the page of the customer
    page.context.close()


def test_the_same_without_script_and_on_a_phone(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, with_script=False)
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_label(BOX).fill("R10011")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("link", name="Mrs Ann Jones").click()
    page.get_by_role("button", name="Issue a card").click()
    page.get_by_label("Name to print").fill("")
    page.get_by_role("button", name="Issue and print").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the name to print")
    assert not is_wider_than_its_window(page)
    page.get_by_label("Name to print").fill("Mrs A Jones")
    page.get_by_role("button", name="Issue and print").click()
    expect(page.get_by_role("alert")).to_contain_text("The card is issued")
    assert not is_wider_than_its_window(page)
    page.context.close()


def test_one_card_in_two_browsers_of_a_person(browser: Browser, world: World) -> None:
    one, other = signed_in(browser, world), signed_in(browser, world)
    for page in (one, other):
        page.get_by_label(BOX).fill("R70001")
        page.get_by_role("button", name="Find", exact=True).click()
        page.get_by_role("link", name="Mrs Ann Carded").click()
        page.get_by_role("link", name="Ending").first.click()
        page.get_by_role("button", name="Report lost").click()
    one.get_by_label("It is lost").check()
    one.get_by_role("button", name="Report").click()
    expect(one.get_by_role("alert")).to_contain_text("The card is reported")
    other.get_by_label("It was stolen").check()
    other.get_by_label("Note (optional)").fill("seen by a neighbour")
    other.get_by_role("button", name="Report").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("You have already changed this")
    expect(other.locator("main")).to_contain_text(f"{OFFICER} did something to the card")
    expect(other.locator("main")).to_contain_text("seen by a neighbour")
    assert violations(other) == []
    for page in (one, other):
        page.context.close()
