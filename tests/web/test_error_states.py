"""Every page as it is when something is wrong, looked at by axe: what the application answers, in Chromium.

The answers are asked for without a browser, from every form that there is; one window then shows each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Page, Route
from werkzeug.test import TestResponse

from paycards.access.installation import Installation
from paycards.jobs.add_person import add_person
from paycards.staff.roles import Role
from paycards.web.app import create_app
from paycards.web.context import SignedIn
from paycards.web.routes import ROUTES
from tests.visits import open_visit
from tests.web.browser import chromium
from tests.web.eventful import NOW, address_of, eventful, pages
from tests.web.signed import CSRF, Browser, Staff
from tests.web.test_sign_in import PASSWORD, Clock, Desk

EVERYBODY = {"NVD": frozenset(Role)}
EMAIL = "zoe@northvale.example"
Answers = dict[str, TestResponse]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Staff:
    home = tmp_path_factory.mktemp("errors")
    return eventful(home, f"sqlite:///{home}/paycards.db")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1366, "height": 768})


def violations(page: Page, week: Staff, answers: Answers) -> dict[str, list[str]]:
    """Show each answer that is unlike those before it; return what axe finds wrong in which."""
    files: Answers = {}  # that pages are drawn with

    def show(route: Route) -> None:
        path = route.request.url.removeprefix("http://paycards.test")
        if path not in files:
            files[path] = week.nobody().get(path)
        answer = files[path]
        route.fulfill(status=answer.status_code, content_type=answer.content_type, body=answer.data)

    page.route("**/*", show)
    wrong, known = {}, set()
    for name, answer in answers.items():
        said = re.sub(r'value="[^"]*"', "", answer.text)
        if said in known:
            continue
        known.add(said)
        files["/"] = answer
        page.goto("http://paycards.test/")
        found = Axe().run(page).response["violations"]
        if found:
            wrong[name] = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    page.unroute("**/*")
    return wrong


def filled(form: html.FormElement) -> dict[str, str]:
    """A form as somebody sends it who chose the first of everything, from a page that was drawn long ago."""
    sent: dict[str, str] = {}
    for field in form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]"):
        name, kind = field.get("name"), field.get("type", "text")
        if field.tag == "select":
            sent.setdefault(name, next(iter(field.value_options), ""))
        elif kind != "file":
            sent.setdefault(name, field.get("value") or "1")
    return sent | ({"version": "another"} if "version" in sent else {})


def as_written(person: Browser, week: Staff) -> Answers:
    """What each form of each page answers when it is sent as it stands."""
    found = {}
    for route in pages(week):
        address = address_of(week.app, route)
        shown = person.get(address)
        if shown.status_code != 200 or shown.mimetype != "text/html":
            shown.close()
            continue
        for number, form in enumerate(html.fromstring(shown.text).xpath("//form[@method='post']")):
            target = form.get("action") or address
            if not target.startswith(("/sign-", "/me", "/set-up")):
                found[f"{route.endpoint} {number} as written"] = person.post(target, **filled(form))
    return found


def test_axe_finds_nothing_in_any_form_that_is_sent_empty_or_too_late(page: Page, week: Staff) -> None:
    person = week.person(EVERYBODY)
    acts = [route for route in ROUTES if "POST" in route.methods]
    answers = {route.endpoint: person.post(address_of(week.app, route)) for route in acts}
    answers |= as_written(person, week)
    wrong = {name: answer for name, answer in answers.items() if answer.status_code >= 400}
    for name in answers.keys() - wrong.keys():
        answers[name].close()
    statuses = [answer.status_code for answer in wrong.values()]
    assert set(statuses) == {404, 409, 422}
    assert statuses.count(422) > 25
    assert statuses.count(409) >= 8
    assert violations(page, week, wrong) == {}


def of_errors(week: Staff) -> Answers:
    """The pages of errors that belong to no form."""
    person = week.person(EVERYBODY)
    ending = NOW + dt.timedelta(seconds=121)
    soon = SignedIn(EMAIL, EVERYBODY, CSRF, ends_at=ending, seconds_left=121)
    return {
        "no such page": person.get("/nowhere"),
        "no such thing": person.get("/c/NVD/suspense/4711"),
        "no such list page": person.get("/c/NVD/suspense?after=nonsense"),
        "a missing role": week.signed_in(Role.HOUSING_OFFICER).get("/c/NVD/suspense"),
        "no token": person.post("/c/NVD/suspense/1", csrf="another", note="what was typed"),
        "another method": person.open("/c/NVD/suspense", "PUT"),
        "too large": too_large(week),
        "no list": person.client.post(
            "/c/NVD/bulk", data={"csrf": CSRF, "office": "HALL", "list": (BytesIO(b"\0\1"), "list.xlsx")}
        ),
        "no council": week.nobody().get("/c/XYZ/suspense", follow_redirects=True),
        "the session ends soon": Browser(person.client, week.door, soon).get("/c/NVD/suspense"),
    }


def too_large(week: Staff) -> TestResponse:
    """A form that is over the limit."""
    return week.person(EVERYBODY).post("/c/NVD/bulk", office="M" * 1_000_000)


def test_axe_finds_nothing_on_the_pages_of_errors(page: Page, week: Staff) -> None:
    answers = of_errors(week)
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        **dict.fromkeys(("no such page", "no such thing"), 404),
        **dict.fromkeys(("no such list page",), 400),
        **dict.fromkeys(("a missing role", "no token"), 403),
        "another method": 405,
        "too large": 413,
        "no list": 422,
        **dict.fromkeys(("no council", "the session ends soon"), 200),
    }
    assert violations(page, week, answers) == {}


def desk_of(week: Staff) -> Desk:
    """A new person at the sign-in, set up and signed out."""
    installation: Installation = week.app.extensions["paycards.installation"]
    clock = Clock(NOW)
    client: FlaskClient = create_app(installation, clock=clock).test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    desk = Desk(client, clock)
    visit = open_visit(installation.settings, now=NOW)
    desk.set_up(add_person(visit, EMAIL, [Role.FINANCE_OFFICER], ["NVD"]).token)
    desk.post("/sign-out", "/me")
    clock.on(minutes=5)
    return desk


def test_axe_finds_nothing_when_a_sign_in_fails_or_a_session_has_ended(page: Page, week: Staff) -> None:
    desk = desk_of(week)
    answers = {"no such link": desk.get("/set-up/nothing"), "nothing": desk.sign_in("", "")}
    answers["wrong password"] = desk.sign_in("wrong", EMAIL)
    desk.sign_in(PASSWORD, EMAIL)
    answers["wrong code"] = desk.post("/sign-in/code", code="000000")
    assert [answer.status_code for answer in answers.values()] == [404, 422, 422, 422]
    desk.clock.on(minutes=1)
    assert desk.post("/sign-in/code", code=desk.code()).status_code == 303
    shown = desk.get("/c/NVD/suspense/1")
    [csrf] = set(re.findall(r'name="csrf" value="([^"]+)"', shown.text))
    desk.clock.on(hours=2)
    late = {"csrf": csrf, "note": "what was typed"}
    answers["the session has ended"] = desk.client.post("/c/NVD/suspense/1", data=late, follow_redirects=True)
    assert "Sign in" in answers["the session has ended"].text
    desk.sign_in(PASSWORD, EMAIL)
    answers["filled again"] = desk.post("/sign-in/code", code=desk.code())
    answers["filled again"] = desk.get(answers["filled again"].headers["Location"])
    assert "what was typed" in answers["filled again"].text
    for _ in range(6):
        answers["to wait"] = desk.sign_in("wrong", EMAIL)
    assert "Wait" in answers["to wait"].text or "wait" in answers["to wait"].text
    assert violations(page, week, answers) == {}
