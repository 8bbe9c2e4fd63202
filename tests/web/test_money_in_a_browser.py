"""In Chromium, from sign-in: a bank entry is matched and the next one opened; a day is proved and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.show_closing import show_closing
from paycards.jobs.sign_exception import sign_exception
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.visits import with_settings
from tests.web import money_world
from tests.web.browser import chromium, violations
from tests.web.live import live
from tests.web.money_world import MONDAY
from tests.web.signed import OpenDoor, Staff
from tests.web.test_sign_in import PASSWORD, Clock, Desk

OFFICER, MANAGER = "amira@northvale.example", "bola@northvale.example"


@pytest.fixture(scope="module")
def visit(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    world = money_world.build(tmp_path_factory.mktemp("journey"), database_of_module)
    settings = world.visit.settings
    serving = settings.serving.model_copy(update={"secure": False})
    visit = with_settings(world.on("11-23", hour=9), settings.model_copy(update={"serving": serving}))
    yield visit
    visit.installation.close()


@pytest.fixture(scope="module")
def clock(visit: Visit) -> Clock:
    return Clock(money_world.NOW)


@pytest.fixture(scope="module")
def staff(visit: Visit, clock: Clock) -> Staff:
    return Staff(create_app(visit.installation, clock=clock), OpenDoor())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def set_up(visit: Visit, staff: Staff, clock: Clock, email: str, role: Role) -> Desk:
    """A person with a password and a phone."""
    desk = Desk(staff.app.test_client(), clock)
    desk.set_up(add_person(visit, email, [role], ["NVD"]).token)
    clock.on(minutes=5)
    return desk


def sign_in(page: Page, desk: Desk, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Security code").fill(desk.code())
    page.get_by_role("button", name="Sign in").click()


def test_an_officer_matches_an_entry_and_goes_on_to_the_next(
    visit: Visit, staff: Staff, clock: Clock, browser: Browser
) -> None:
    desk = set_up(visit, staff, clock, OFFICER, Role.FINANCE_OFFICER)
    with live(staff) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{address}/c/NVD/bank")
        sign_in(page, desk, OFFICER)
        page.get_by_role("link", name="£7.00 of 18 November 2026").click()
        page.get_by_role("checkbox", name="NVDF0002.PO").check()
        page.get_by_role("button", name="Work out the difference").click()
        expect(page.get_by_text("Difference after this choice")).to_be_visible()
        expect(page.get_by_role("checkbox", name="NVDF0002.PO")).to_be_checked()
        assert "£0.00" in page.locator("main").inner_text()
        page.get_by_role("button", name="Match").click()
        expect(page.get_by_role("alert")).to_contain_text("A second person has to approve it.")
        assert violations(page) == []
        page.get_by_role("button", name="Next open entry").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bank entry")
        expect(page.get_by_role("button", name="Match", exact=True)).to_be_visible()
        page.get_by_role("button", name="Match", exact=True).click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        assert violations(page) == []
        page.close()


def sign_exceptions(visit: Visit) -> None:
    """What does not agree is signed for by two people."""
    second = replace(visit, visitor=replace(visit.visitor, name="cleo"))
    for task in show_closing(visit, "NVD", MONDAY).tasks:
        if task.state == "to_sign":
            check, until = task.figure.check, dt.date(2026, 12, 31)
            made = sign_exception(
                visit, MONDAY, contract=task.contract, check=check, note="known", until=until
            )
            approve_decision(second, made.decision)


def test_a_manager_goes_from_the_proof_to_the_closed_day(
    visit: Visit, staff: Staff, clock: Clock, browser: Browser
) -> None:
    sign_exceptions(visit)
    desk = set_up(visit, staff, clock, MANAGER, Role.FINANCE_MANAGER)
    with live(staff) as address:
        page = browser.new_page(viewport={"width": 375, "height": 700})
        page.goto(f"{address}/c/NVD/proof")
        sign_in(page, desk, MANAGER)
        page.get_by_role("button", name="Prove 16 November 2026").click()
        page.get_by_role("button", name="Go on to closing this day").click()
        expect(page.get_by_text("Everything holds.")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Close the day").click()
        expect(page.get_by_role("alert")).to_contain_text("The day is closed.")
        expect(page.get_by_text(f"Closed by {MANAGER}")).to_be_visible()
        page.close()
