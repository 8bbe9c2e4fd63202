"""Makes the pictures of the guides: real screens of the demo, for each person's first morning.

    make demo ARGS=--once && make pictures

It serves the demo in var/demo as on its last morning, signs in as each sample person, and writes small PNG
files to docs/screens: what the guides show. With a folder given, every page that the navigation leads to
goes there, on a laptop and on a phone, for looking at.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.serving.process import served
from tests.web.browser import chromium

ROOT = Path(__file__).parent.parent.parent
AS_AT = "2026-11-23T09:30:00+00:00"
SHOWN = (
    ("finance_officer", "PEN", ("/c/PEN/finance",)),
    ("finance_officer", "NVD", ("/c/NVD/suspense", "/c/NVD/suspense/2", "/c/NVD/bank")),
    ("finance_manager", "PEN", ("/c/PEN/approvals/1", "/c/PEN/proof/2026-11-19")),
    ("housing_officer", "NVD", ("/c/NVD/find", "/c/NVD/people/180")),
    ("auditor", "PEN", ("/c/PEN/files",)),
    ("administrator", "PEN", ("/admin", "/admin/people")),
)
COLOURS = 48


def main(demo: Path, every: Path | None) -> None:
    """Write the pictures."""
    sign_in = json.loads((demo / "sign-in.json").read_text(encoding="utf-8"))
    out = every or ROOT / "docs/screens"
    out.mkdir(parents=True, exist_ok=True)
    with served(demo / "paycards.toml", "--now", AS_AT, folder=out) as process, chromium() as browser:
        for role, council, addresses in SHOWN:
            person = next(
                each for each in sign_in["people"] if each["role"] == role and each["councils"] == [council]
            )
            for width in (1024, 390) if every else (1024,):
                page = signed_in(browser, process.address, person, width)
                paths = (*addresses, *(led_to(page) if every else ()))
                for path in paths:
                    page.goto(process.address + path)
                    take(page, out / f"{role}{path.replace('/', '-')}{'' if width > 400 else '-phone'}.png")
                page.context.close()
    (out / "serve.log").unlink()


def signed_in(browser: Browser, address: str, person: dict[str, Any], width: int) -> Page:
    """A window of a person who has just signed in."""
    page = browser.new_context(viewport={"width": width, "height": 700}).new_page()
    page.goto(address)
    page.get_by_label("Email address").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in").click()
    seconds = 30 if width < 400 else 0  # a code is used once: the second window takes the next one
    page.get_by_label("Security code").fill(pyotp.TOTP(person["totp_secret"]).at(int(time.time()) + seconds))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def led_to(page: Page) -> list[str]:
    """Every address that the navigation leads to."""
    return [str(link.get_attribute("href")) for link in page.locator("nav[aria-label=Menu] a").all()]


def take(page: Page, path: Path) -> None:
    """One picture, in few colours, so that it is small."""
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
