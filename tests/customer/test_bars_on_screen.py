"""The bars as a screen shows them: read back from Chromium's screenshots by two readers, at usual ratios."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page
from pyzbar import pyzbar

from paycards.customer import bars
from paycards.issue.proof.measuring import DARKEST, LIGHTEST
from tests.customer.house import House
from tests.web.browser import wait_until

SCREENS = [(1, 640), (1.25, 667), (1.5, 390), (2, 320), (2.625, 412), (3, 390)]  # ratio, CSS pixels of width
OTHERS = [(1, 1366), (1.1, 700), (1.75, 600), (2, 375), (3, 360)]


def card_page(
    chromium: Browser, house: House, address: str, ratio: float, width: int, *, script: bool
) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 700}, device_scale_factor=ratio, java_script_enabled=script
    )
    customer = house.browser()
    customer.enter()
    cookie = customer.client.get_cookie("paycards_card")
    assert cookie
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/en/card")
    page.wait_for_load_state("networkidle")
    return page


def seen(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("L")


def read(picture: Image.Image) -> tuple[list[str], list[str]]:
    """What zxing-cpp and zbar read."""
    by_zxing = [found.text for found in zxingcpp.read_barcodes(picture)]
    return by_zxing, [found.data.decode() for found in pyzbar.decode(picture)]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("ratio", "width"), [*SCREENS, *(pytest.param(*each, marks=pytest.mark.soak) for each in OTHERS)]
)
def test_both_readers_read_the_card_from_the_screen(
    chromium: Browser, house: House, address: str, ratio: float, width: int, *, script: bool
) -> None:
    page = card_page(chromium, house, address, ratio, width, script=script)
    picture = seen(page)
    assert read(picture) == ([house.card], [house.card])
    assert not page.get_by_text("Turn your phone").is_visible()
    if script or ratio in {float(each) for each in bars.RATIOS}:
        pixels = bars.whole_pixels(min(width, bars.WIDEST), Fraction(str(ratio)), 176)
        assert module_of(page, picture, ratio) == pixels >= bars.LEAST
    page.context.close()


def module_of(page: Page, picture: Image.Image, ratio: float) -> int:
    """Device pixels a module, where every bar and space is a whole number of them, black or white."""
    box = page.locator(".paycards-bars__picture").bounding_box()
    assert box
    row = np.asarray(picture)[int((box["y"] + box["height"] / 2) * ratio)]
    assert ((row <= DARKEST) | (row >= LIGHTEST)).all()
    widths = np.diff(np.flatnonzero(np.diff(row < 128)))
    module = int(np.gcd.reduce(widths))
    assert (widths <= 4 * module).all()
    assert widths.sum() == 156 * module
    assert np.flatnonzero(row < 128)[0] >= 10 * module
    return module


@pytest.mark.parametrize("script", [True, False])
def test_a_screen_that_is_too_narrow_asks_to_be_turned(
    chromium: Browser, house: House, address: str, *, script: bool
) -> None:
    for ratio, width, is_narrow in ((1, 375, True), (1.25, 360, True), (1.25, 480, False), (2, 240, True)):
        page = card_page(chromium, house, address, ratio, width, script=script)
        assert page.get_by_text("Turn your phone").is_visible() == is_narrow
        page.context.close()


def test_bars_fit_again_when_the_phone_is_turned_and_dark_mode_leaves_them_alone(
    chromium: Browser, house: House, address: str
) -> None:
    page = card_page(chromium, house, address, 1, 375, script=True)
    page.emulate_media(color_scheme="dark", forced_colors="active")
    page.set_viewport_size({"width": 667, "height": 375})
    wait_until(page, "document.querySelector('.paycards-bars img').src.endsWith('/bars/3-528.png')")
    page.wait_for_load_state("networkidle")
    assert not page.get_by_text("Turn your phone").is_visible()
    page.locator(".paycards-bars").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.paycards-bars').scrollIntoView()")
    assert read(seen(page)) == ([house.card], [house.card])
    page.context.close()


def test_the_bars_stay_when_the_visit_has_ended_before_the_phone_is_turned(
    chromium: Browser, house: House, address: str
) -> None:
    page = card_page(chromium, house, address, 2, 375, script=True)
    assert read(seen(page)) == ([house.card], [house.card])
    page.context.clear_cookies()
    with page.expect_response(lambda answer: answer.status == 404):
        page.set_viewport_size({"width": 667, "height": 375})
    page.evaluate("document.querySelector('.paycards-bars').scrollIntoView()")
    assert read(seen(page)) == ([house.card], [house.card])
    page.context.close()
