"""Signing in, in a browser without script: from the link to the first page, and axe in each state."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pyotp
import pytest

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.conftest import TWO_COUNCILS
from tests.fresh import init_fresh
from tests.visits import open_visit
from tests.web.browser import chromium, violations
from tests.web.live import live
from tests.web.signed import OpenDoor, Staff

EMAIL, PASSWORD = "zoe@northvale.example", "purple staple horse"


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Visit:
    path = tmp_path / "paycards.toml"
    path.write_text(TWO_COUNCILS.format(database=database_url), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    return open_visit(settings, now=dt.datetime.now(dt.UTC))


def test_a_person_comes_from_the_link_to_their_account_and_in_again(world: Visit) -> None:
    token = add_person(world, EMAIL, [Role.ADMINISTRATOR], ["NVD"]).token
    staff = Staff(create_app(world.installation), OpenDoor())
    with live(staff) as address, chromium() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        looked = browser.new_context(bypass_csp=True).new_page()  # where axe runs
        looked.goto(f"{address}/sign-in")
        assert violations(looked) == []
        looked.get_by_role("button", name="Sign in").click()
        assert violations(looked) == []
        looked.goto(f"{address}/set-up/{token}")
        looked.get_by_role("button", name="Save and sign in").click()
        assert "There is a problem" in looked.content()
        assert violations(looked) == []

        page.goto(f"{address}/set-up/{token}")
        key = re.search(r"Key: <strong[^>]*>([A-Z2-7 ]+)<", page.content())
        assert key is not None
        phone = pyotp.TOTP(key[1].replace(" ", ""))
        now = int(dt.datetime.now(dt.UTC).timestamp())
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password again").fill(PASSWORD)
        page.get_by_label("Security code").fill(phone.at(now))
        page.get_by_role("button", name="Save and sign in").click()
        assert page.locator("h1").inner_text() == "Your recovery codes"
        page.get_by_role("button", name="I have kept them").click()
        assert page.url == f"{address}/admin"  # the first page of the role
        page.get_by_role("button", name="Sign out").click()
        assert "You are signed out." in page.content()

        page.goto(f"{address}/admin/people")
        page.get_by_label("Email address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Security code").fill(phone.at(now + 30))  # each code is used once
        page.get_by_role("button", name="Sign in").click()
        assert page.url == f"{address}/admin/people"

        page.goto(f'data:text/html,<a href="{address}/admin/timetable">a link in a mail</a>')
        page.get_by_role("link").click()
        page.wait_for_url(f"{address}/admin/timetable")
        assert page.locator("h1").inner_text() == "Timetable"
        assert "paycards_once" in {each["name"] for each in page.context.cookies()}  # it was asked for twice
    world.installation.close()
