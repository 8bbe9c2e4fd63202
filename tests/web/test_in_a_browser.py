"""Every page as somebody sees it: in Chromium, narrow and wide, with and without script, looked at by axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage

from paycards.staff.roles import Role
from paycards.web.context import SignedIn
from tests.web.browser import WIDTHS, chromium, is_wider_than_its_window, violations
from tests.web.eventful import address_of, eventful, pages
from tests.web.live import live
from tests.web.signed import CSRF, Staff


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Staff:
    home = tmp_path_factory.mktemp("week")
    staff = eventful(home, f"sqlite:///{home}/paycards.db")
    staff.door.person = SignedIn("everybody@northvale.example", {"NVD": frozenset(Role)}, CSRF)
    return staff


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(week: Staff) -> Iterator[str]:
    with live(week) as address:
        yield address


def addresses(week: Staff) -> list[str]:
    """Of every page, and of what is not there."""
    everybody = week.person({"NVD": frozenset(Role)})
    found = (address_of(week.app, route) for route in pages(week) if route.endpoint != "council")
    return [*sorted(path for path in found if everybody.get(path).mimetype == "text/html"), "/nowhere"]


def test_axe_finds_nothing_and_the_console_is_quiet(browser: Browser, address: str, week: Staff) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    wrong = {}
    for path in addresses(week):
        page.goto(address + path)
        if found := violations(page):
            wrong[path] = found
    page.close()
    assert wrong == {}
    assert said == []


def _is_wrong(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning") and "404" not in message.text


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(browser: Browser, address: str, week: Staff, width: int) -> None:
    """320 CSS pixels are what 1,280 are at 400 %."""
    page = browser.new_page(viewport={"width": width, "height": 640})
    wide = []
    for path in addresses(week):
        page.goto(address + path)
        if is_wider_than_its_window(page):
            wide.append(path)
    page.close()
    assert wide == []


def test_without_script_every_page_says_the_same(browser: Browser, address: str, week: Staff) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain, whole = context.new_page(), browser.new_page()
    for path in addresses(week):
        for page in (plain, whole):
            page.goto(address + path)
        assert plain.locator("main").inner_text() == whole.locator("main").inner_text(), path
    context.close()
    whole.close()


def test_the_keyboard_comes_first_to_the_way_past_the_navigation(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/c/NVD/suspense")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("govuk-skip-link")
    page.close()


def test_the_colours_are_those_of_the_council(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/c/NVD/suspense")
    header = page.locator("header.paycards-header")
    assert header.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(29, 112, 184)"
    assert "Northvale District Council" in header.inner_text()
    page.close()
