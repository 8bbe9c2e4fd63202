"""The customer's way in Chromium, with script and without: from the letter to the card and the payment."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.customer.house import House, pay
from tests.web.browser import wait_until


@pytest.fixture(scope="module", autouse=True)
def paid(house: House) -> None:
    pay(house, 1, (house.card, 2000, "16/11/2026"))


def faultless(page: Page) -> None:
    """Axe finds nothing, nothing goes beyond the edge, and no word of the terminal stands there."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "--" not in page.inner_text("body")
    assert page.locator("h1").count() == page.locator("main").count() == 1


@pytest.mark.parametrize("width", [320, pytest.param(768, marks=pytest.mark.soak), 1366])
def test_a_customer_comes_from_the_letter_to_the_card_and_finds_a_payment(
    chromium: Browser, house: House, address: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 700}, device_scale_factor=2)
    page.goto(f"{address}/en/c/{house.token}")
    faultless(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your postcode.")
    page.get_by_label("Your postcode").fill("NV1 1AA")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("We cannot show a card")
    faultless(page)
    page.get_by_label("Your postcode").fill("nv24qt")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{address}/en/card")
    expect(page).to_have_title("Your payment card – Northvale District Council – paycards")
    faultless(page)
    page.get_by_role("link", name="Cymraeg").click()
    expect(page).to_have_url(f"{address}/cy/card")
    faultless(page)
    page.get_by_role("link", name="Ble mae fy nhaliad?").click()
    page.get_by_role("button", name="Dod o hyd i’m taliad").click()
    faultless(page)
    for label, typed in (("Diwrnod", "16"), ("Mis", "Tachwedd"), ("Blwyddyn", "2026"), ("Faint", "20")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Dod o hyd i’m taliad").click()
    expect(page.get_by_role("status")).to_contain_text("Mae ar eich cyfrif ers 20 Tachwedd 2026")
    faultless(page)
    page.goto(f"{address}/cy/lost")
    faultless(page)
    page.get_by_role("link", name="Datganiad hygyrchedd").click()
    faultless(page)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_title("Accessibility statement – Northvale District Council – paycards")
    faultless(page)
    page.goto(f"{address}/cy/card")
    page.get_by_role("button", name="Cau’r dudalen hon").click()
    expect(page).to_have_url(f"{address}/cy/finished")
    page.go_back()
    expect(page.locator(".paycards-bars")).to_have_count(0)
    page.close()


def test_it_is_whole_without_script(chromium: Browser, house: House, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/c/{house.token}")
    page.get_by_label("Your postcode").fill("NV2 4QT")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your payment card")).to_be_visible()
    expect(page.get_by_role("button", name="Fill the screen")).to_have_count(0)
    page.get_by_role("link", name="I have lost my card").click()
    expect(page.get_by_text("01632 960 100")).to_be_visible()
    context.close()


def test_the_bars_fill_the_screen_after_a_tap_and_stay_awake(
    chromium: Browser, house: House, address: str
) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 700}, device_scale_factor=3)
    page.goto(f"{address}/en/c/{house.token}")
    page.get_by_label("Your postcode").fill("NV2 4QT")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)
    page.evaluate("navigator.wakeLock.request = kind => { window.awake = kind; return Promise.resolve({}); }")
    page.get_by_role("button", name="Fill the screen").click()
    wait_until(page, "document.fullscreenElement && window.awake === 'screen'")
    page.get_by_role("button", name="Close", exact=True).click()
    wait_until(page, "!document.fullscreenElement")
    page.close()
