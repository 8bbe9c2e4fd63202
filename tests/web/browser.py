"""Debian's Chromium, driven by the tests; its pages are looked at by axe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (320, 768, 1366)
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-gpu")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own; as root it needs to run without its sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong: the rule and where."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{each['id']} at {node['target']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def is_wider_than_its_window(page: Page) -> bool:
    """Tell whether one has to scroll sideways to read it."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def wait_until(page: Page, holds: str) -> None:
    """Wait up to ten seconds until a JavaScript expression holds.

    Playwright's own wait asks again by `eval`, which our pages forbid: it fails unless that holds at once.
    """
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it never became true that {holds}")
