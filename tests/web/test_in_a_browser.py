"""Every page as somebody sees it: in Chromium, narrow and wide, with and without script, looked at by axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

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


@dataclass
class Seen:
    """What is wrong with which page; each is opened once with script, and once without."""

    by_axe: dict[str, list[str]] = field(default_factory=dict)
    by_console: list[str] = field(default_factory=list)
    too_wide: dict[int, list[str]] = field(default_factory=lambda: {width: [] for width in WIDTHS})
    without_script: list[str] = field(default_factory=list)
    pages: int = 0


@pytest.fixture(scope="module")
def seen(browser: Browser, address: str, week: Staff) -> Seen:
    seen = Seen()
    page = browser.new_page(viewport=window(WIDTHS[0]))
    page.on("console", lambda message: seen.by_console.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: seen.by_console.append(str(error)))
    plain = browser.new_page(viewport=window(WIDTHS[-1]), java_script_enabled=False)
    for path in addresses(week):
        look_at(page, plain, address, path, seen)
    page.close()
    plain.close()
    return seen


def addresses(week: Staff) -> list[str]:
    """Of every page, and of what is not there."""
    everybody = week.person({"NVD": frozenset(Role)})
    found = (address_of(week.app, route) for route in pages(week) if route.endpoint != "council")
    return [*sorted(path for path in found if everybody.get(path).mimetype == "text/html"), "/nowhere"]


def look_at(page: Page, plain: Page, address: str, path: str, seen: Seen) -> None:
    """Open a page where it is narrowest, widen it, and show it to axe; then compare it without script."""
    page.set_viewport_size(window(WIDTHS[0]))
    page.goto(address + path)
    for width in WIDTHS:
        page.set_viewport_size(window(width))
        if is_wider_than_its_window(page):
            seen.too_wide[width].append(path)
    if found := violations(page):
        seen.by_axe[path] = found
    plain.goto(address + path)
    if plain.locator("main").inner_text() != page.locator("main").inner_text():
        seen.without_script.append(path)
    seen.pages += 1


def window(width: int) -> ViewportSize:
    return {"width": width, "height": 768}


def _is_wrong(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning") and "404" not in message.text


def test_axe_finds_nothing_and_the_console_is_quiet(seen: Seen) -> None:
    assert seen.pages > 40
    assert seen.by_axe == {}
    assert seen.by_console == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(seen: Seen, width: int) -> None:
    """320 CSS pixels are what 1,280 are at 400 %."""
    assert seen.too_wide[width] == []


def test_without_script_every_page_says_the_same(seen: Seen) -> None:
    assert seen.without_script == []


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
