"""A person comes in by the real door: link, password, code; and out again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.conftest import TWO_COUNCILS
from tests.fresh import init_fresh
from tests.visits import open_visit

EMAIL, PASSWORD = "amira@northvale.example", "purple staple horse"
START = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@dataclass
class Clock:
    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.now

    def on(self, **how_long: int) -> None:
        self.now += dt.timedelta(**how_long)


@dataclass
class Desk:
    """A browser, and the phone beside it."""

    client: FlaskClient
    clock: Clock
    secret: str = ""
    source: str = "192.0.2.1"
    answers: list[TestResponse] = field(default_factory=list)

    def get(self, address: str, **more: object) -> TestResponse:
        return self.client.get(address, environ_overrides={"REMOTE_ADDR": self.source}, **more)

    def post(self, address: str, seen_on: str = "", **fields: str) -> TestResponse:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.get(seen_on or address).text)
        data = {"csrf": csrf[1] if csrf else "", **fields}
        return self.client.post(address, data=data, environ_overrides={"REMOTE_ADDR": self.source})

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(int(self.clock.now.timestamp()))

    def set_up(self, token: str, password: str = PASSWORD) -> TestResponse:
        page = self.get(f"/set-up/{token}").text
        self.secret = re.search(r"Key: <strong[^>]*>([A-Z2-7 ]+)<", page)[1].replace(" ", "")  # type: ignore[index]
        return self.post(f"/set-up/{token}", password=password, password_again=password, code=self.code())

    def sign_in(self, password: str = PASSWORD, email: str = EMAIL) -> TestResponse:
        return self.post("/sign-in", email=email, password=password)

    def whole(self) -> TestResponse:
        self.clock.on(seconds=60)
        self.sign_in()
        return self.post("/sign-in/code", code=self.code())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("staff")
    path = Path(folder) / "paycards.toml"
    text = TWO_COUNCILS.format(database=f"sqlite:///{folder}/paycards.db")
    path.write_text(
        text.replace("[[councils]]", "[serving]\nsecure = false\n\n[[councils]]", 1), encoding="utf-8"
    )
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=START)
    yield visit
    visit.installation.close()


@pytest.fixture
def new_desk(world: Visit) -> Callable[[], Desk]:
    clock = Clock()
    app = create_app(world.installation, clock=clock)
    app.testing = False
    return lambda: Desk(app.test_client(), clock)


@pytest.fixture
def desk(world: Visit, new_desk: Callable[[], Desk]) -> Desk:
    """Amira, set up and not signed in."""
    made = new_desk()
    invited = add_person(world, EMAIL, [Role.FINANCE_OFFICER], ["NVD"])
    assert made.set_up(invited.token).status_code == 303
    made.client.delete_cookie("paycards")
    made.clock.on(hours=1)
    return made


def test_a_link_is_used_by_sending_the_form_not_by_looking(
    world: Visit, new_desk: Callable[[], Desk]
) -> None:
    desk, token = new_desk(), add_person(world, "ben@northvale.example", [Role.AUDITOR], ["NVD"]).token
    pages = {re.sub(r'value="[^"]+"', "", desk.get(f"/set-up/{token}").text) for _ in range(3)}
    assert len(pages) == 1
    answer = desk.set_up(token)
    assert answer.status_code == 303
    codes = desk.get(answer.headers["Location"])
    assert len(re.findall(r"<code>[a-z2-9-]{29}</code>", codes.text)) == 10
    desk.post(answer.headers["Location"])
    assert desk.get(answer.headers["Location"]).status_code == 404
    assert desk.get(f"/set-up/{token}").status_code == 404
    assert desk.get("/me").status_code == 200


@pytest.mark.parametrize("password", ["short", "password123", "northvale1", "12345678", "Pa$$word2024"])
def test_a_password_that_is_tried_first_is_refused_in_place(
    world: Visit, new_desk: Callable[[], Desk], password: str
) -> None:
    desk, token = new_desk(), add_person(world, "cleo@northvale.example", [Role.AUDITOR], ["NVD"]).token
    answer = desk.set_up(token, password)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert f'value="{password}"' not in answer.text


def test_password_and_code_let_a_person_in_and_lead_back_to_where_they_wanted_to_go(desk: Desk) -> None:
    assert desk.get("/c/NVD/suspense").headers["Location"] == "/sign-in"
    waiting = desk.sign_in()
    assert waiting.headers["Location"] == "/sign-in/code"
    assert desk.get("/c/NVD/suspense").headers["Location"] == "/sign-in"
    answer = desk.post("/sign-in/code", code=f" {desk.code()[:3]} {desk.code()[3:]} ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/c/NVD/suspense")
    assert desk.get("/c/NVD/suspense").status_code == 200


def test_the_session_has_another_secret_after_each_step(desk: Desk) -> None:
    held = []
    desk.sign_in()
    held.append(desk.client.get_cookie("paycards").value)  # type: ignore[union-attr]
    desk.post("/sign-in/code", code=desk.code())
    held.append(desk.client.get_cookie("paycards").value)  # type: ignore[union-attr]
    desk.clock.on(minutes=11)
    assert desk.post("/me/factor/new", "/me").headers["Location"] == "/me/prove"
    assert desk.post("/me/prove", code=desk.code()).headers["Location"] == "/me"
    held.append(desk.client.get_cookie("paycards").value)  # type: ignore[union-attr]
    assert len(set(held)) == 3
    desk.client.set_cookie("paycards", held[1])
    assert desk.get("/me").headers["Location"] == "/sign-in"


def test_a_code_works_once(desk: Desk, new_desk: Callable[[], Desk]) -> None:
    desk.sign_in()
    code = desk.code()
    assert desk.post("/sign-in/code", code=code).status_code == 303
    desk.post("/sign-out", "/me")
    desk.sign_in()
    again = desk.post("/sign-in/code", code=code)
    assert (again.status_code, "was used" in again.text) == (422, True)


def test_an_unknown_address_and_a_wrong_password_sound_the_same(desk: Desk) -> None:
    wrong, unknown = (
        desk.sign_in("not the password"),
        desk.sign_in("not the password", "nobody@northvale.example"),
    )
    assert wrong.status_code == unknown.status_code == 422
    same = re.compile(r"(csrf\" value=\"[^\"]+|value=\"[^\"]+@[^\"]+)")
    assert same.sub("", wrong.text) == same.sub("", unknown.text)


def test_who_tries_too_often_waits_and_the_wait_ends_by_itself(desk: Desk) -> None:
    desk.source = "198.51.100.9"
    assert [desk.sign_in("wrong password").status_code for _ in range(5)] == [422] * 5
    right = desk.sign_in()
    assert (right.status_code, "too many attempts" in right.text) == (422, True)
    desk.source = "198.51.100.10"
    assert desk.sign_in().status_code == 303
    desk.source = "198.51.100.9"
    desk.clock.on(seconds=31)
    assert desk.sign_in().status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(desk: Desk) -> None:
    desk.whole()
    held = desk.client.get_cookie("paycards").value  # type: ignore[union-attr]
    answer = desk.post("/sign-out", "/me")
    assert answer.status_code == 303
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    desk.client.set_cookie("paycards", held)
    assert desk.get("/me").headers["Location"] == "/sign-in"


def test_a_session_ends_without_an_act_and_in_any_case(desk: Desk) -> None:
    desk.whole()
    for _ in range(25):
        desk.clock.on(minutes=29)
        if desk.get("/me").status_code != 200:
            break
    assert desk.clock.now - START > dt.timedelta(hours=12)
    desk.whole()
    desk.clock.on(minutes=31)
    assert desk.get("/me").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(("address", "headers"), [("/me", {"X-Refresh": "1"}), ("/me?again=", {})])
def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(
    desk: Desk, address: str, headers: dict[str, str]
) -> None:
    desk.whole()
    for _ in range(10):
        desk.clock.on(minutes=4)
        last = desk.get(address, headers=headers)
    assert last.headers["Location"] == "/sign-in"


def test_a_form_that_was_sent_too_late_comes_back_filled_and_was_not_sent(desk: Desk) -> None:
    desk.whole()
    desk.clock.on(hours=2)
    late = desk.client.post(
        "/me/password", data={"csrf": "old", "note": "a long text", "present_password": "x"}
    )
    assert late.headers["Location"] == "/sign-in"
    answer = desk.whole()
    assert answer.headers["Location"].startswith("/me/password?kept=")
    assert desk.get(answer.headers["Location"]).status_code == 200
    other = desk.client.post  # another's kept form is not there
    assert desk.get("/kept/nothing").status_code == 404
    assert other is not None


def test_a_form_of_the_session_before_is_refused_and_offered_again_filled(desk: Desk) -> None:
    desk.whole()
    before = token_on(desk.get("/c/NVD/find").text)
    desk.whole()  # in another tab
    late = desk.client.post("/c/NVD/find", data={"csrf": before, "text": "what was typed"})
    again = re.search(r'href="(/c/NVD/find\?kept=[\w-]+)">Open the page again', late.text)
    assert (late.status_code, again is not None) == (403, True)
    assert 'value="what was typed"' in desk.get(again[1]).text  # type: ignore[index]
    assert "what was typed" not in desk.get("/me/password?" + again[1].partition("?")[2]).text  # type: ignore[index]


def test_a_form_within_a_page_comes_back_on_that_page(desk: Desk) -> None:
    desk.whole()
    before = token_on(desk.get("/me").text)
    desk.clock.on(hours=2)
    note = {"csrf": before, "remark": "ask the outlet"}
    desk.client.post("/c/NVD/suspense/7/note", data=note)
    assert desk.whole().headers["Location"].startswith("/c/NVD/suspense/7?kept=")
    late = desk.client.post("/c/NVD/suspense/7/note", data=note)  # and so does one of the session before
    assert (late.status_code, 'href="/c/NVD/suspense/7?kept=' in late.text) == (403, True)


def token_on(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_sign_in_form_of_another_tab_still_works_or_leads_to_one_that_does(desk: Desk) -> None:
    stale = desk.client.post("/sign-in", data={"csrf": "of a tab before", "email": EMAIL})
    assert (stale.status_code, 'href="/sign-in">Open the page again' in stale.text) == (403, True)
    before = token_on(desk.get("/sign-in").text)
    desk.whole()
    sent = {"csrf": before, "email": EMAIL, "password": PASSWORD}
    assert desk.client.post("/sign-in", data=sent).headers["Location"] == "/sign-in/code"


def test_a_code_that_is_sent_twice_leads_in(desk: Desk) -> None:
    desk.clock.on(minutes=1)
    desk.get("/c/NVD/suspense")
    desk.sign_in()
    token, code = token_on(desk.get("/sign-in/code").text), desk.code()
    assert desk.client.post("/sign-in/code", data={"csrf": token, "code": code}).status_code == 303
    again = desk.client.post("/sign-in/code", data={"csrf": token, "code": code})
    assert (again.status_code, again.headers["Location"]) == (303, "/")


def test_signing_out_after_the_session_has_ended_leads_to_the_sign_in(desk: Desk) -> None:
    desk.whole()
    token = token_on(desk.get("/me").text)
    desk.clock.on(hours=13)
    answer = desk.client.post("/sign-out", data={"csrf": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_link_of_a_mail_opens_its_page_to_who_is_signed_in(desk: Desk) -> None:
    mail = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    desk.whole()
    held = desk.client.get_cookie("paycards")
    assert held is not None
    desk.client.delete_cookie("paycards")  # a strict cookie is not sent with it
    answer = desk.get("/c/NVD/suspense?whose=mine", headers=mail)
    assert (answer.status_code, answer.headers["Refresh"]) == (200, "0; url=/c/NVD/suspense?whose=mine")
    assert not any("paycards_form" in each for each in answer.headers.getlist("Set-Cookie"))
    assert desk.get("/c/NVD/suspense", headers=mail).headers["Location"] == "/sign-in"  # not for ever
    desk.client.set_cookie("paycards", held.value)
    assert desk.get("/c/NVD/suspense").status_code == 200


def test_no_link_of_another_site_leads_on_to_a_third(desk: Desk) -> None:
    for path in ("//evil.example", "/\\evil.example", "/\t/evil.example"):
        answer = desk.client.get(
            "/me", environ_overrides={"PATH_INFO": path}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert (answer.status_code, "Refresh" in answer.headers) == (404, False)


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "/%09/evil.example"]
)
def test_nobody_is_sent_to_another_site(desk: Desk, address: str) -> None:
    desk.get(address)
    desk.client.set_cookie("paycards_wanted", address)
    answer = desk.whole()
    assert answer.headers["Location"] == "/"


def test_a_recovery_code_works_once_in_place_of_the_phone(desk: Desk, world: Visit) -> None:
    desk.whole()
    shown = desk.post("/me/codes", "/me").headers["Location"]
    code = re.findall(r"<code>([a-z2-9-]{29})</code>", desk.get(shown).text)[0]
    desk.post("/sign-out", "/me")
    desk.clock.on(minutes=1)
    desk.sign_in()
    assert desk.post("/sign-in/code", code=code.upper().replace("-", " ")).status_code == 303
    desk.post("/sign-out", "/me")
    desk.sign_in()
    assert desk.post("/sign-in/code", code=code).status_code == 422


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    answer = desk.sign_in()
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("paycards="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_with_tls_only_this_host_can_have_set_a_cookie(world: Visit) -> None:
    serving = world.settings.serving.model_copy(update={"secure": True})
    settings = world.settings.model_copy(update={"serving": serving})
    app = create_app(type(world.installation)(settings, world.installation.engine), clock=lambda: START)
    answer = app.test_client().get("/c/NVD/suspense", base_url="https://paycards.example")
    shown = app.test_client().get("/sign-in", base_url="https://paycards.example")
    cookies = [*answer.headers.getlist("Set-Cookie"), *shown.headers.getlist("Set-Cookie")]
    assert [each.partition("=")[0] for each in cookies] == [
        "__Host-paycards_wanted",
        "__Host-paycards_form",
    ]
    for each in cookies:
        assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in each.split(";")}
        assert "Domain" not in each


def test_a_form_without_the_token_of_the_session_is_refused(desk: Desk) -> None:
    desk.whole()
    answer = desk.client.post("/me/sessions", data={"csrf": "another"})
    assert answer.status_code == 403
    assert desk.client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 403


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(
    desk: Desk, new_desk: Callable[[], Desk]
) -> None:
    desk.whole()
    first = desk.client.get_cookie("paycards").value  # type: ignore[union-attr]
    desk.client.delete_cookie("paycards")
    desk.whole()
    new = {"password": "green apple window", "password_again": "green apple window"}
    assert desk.post("/me/password", present_password="wrong one", **new).status_code == 422
    assert desk.post("/me/password", present_password=PASSWORD, **new).status_code == 303
    assert desk.get("/me").status_code == 200
    desk.client.set_cookie("paycards", first)
    assert desk.get("/me").headers["Location"] == "/sign-in"


def test_a_new_factor_is_used_once_its_code_confirmed_it(desk: Desk) -> None:
    desk.whole()
    desk.post("/me/factor/new", "/me")
    page = desk.get("/me/factor").text
    secret = re.search(r"Key: <strong[^>]*>([A-Z2-7 ]+)<", page)[1].replace(" ", "")  # type: ignore[index]
    assert desk.post("/me/factor", code="000000").status_code == 422
    old = desk.secret
    desk.secret = secret
    assert desk.post("/me/factor", code=desk.code()).status_code == 303
    desk.post("/sign-out", "/me")
    assert desk.whole().status_code == 303
    assert old != secret
