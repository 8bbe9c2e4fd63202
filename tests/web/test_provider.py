"""Single sign-on against a real OpenID provider over HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.jobs.list_people import list_people
from paycards.jobs.manage_person import disable_person
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.conftest import TWO_COUNCILS
from tests.fresh import init_fresh
from tests.visits import open_visit
from tests.web.openid_provider import CLIENT, SECRET, OpenIdProvider
from tests.web.test_sign_in import START, Clock

BACK = "http://127.0.0.1:8000/sign-in/provider/back"
AMIRA = {"sub": "s-1", "email": "Amira@Northvale.Example", "roles": ["Paycards.Finance"]}
SETTINGS = """
[serving]
secure = false

[web]
password = false

[web.provider]
issuer = "{issuer}"
client_id = "{client}"
client_secret_file = "provider.secret"

[[web.provider.roles]]
app_role = "Paycards.Finance"
council = "NVD"
role = "finance_officer"

[[web.provider.roles]]
app_role = "Paycards.Audit"
council = "HMB"
role = "auditor"

[[councils]]"""


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    made = OpenIdProvider(BACK)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def world(provider: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = Path(tmp_path_factory.mktemp("provider"))
    (folder / "provider.secret").write_text(SECRET, encoding="utf-8")
    path = folder / "paycards.toml"
    text = TWO_COUNCILS.format(database=f"sqlite:///{folder}/paycards.db")
    ours = SETTINGS.format(issuer=provider.issuer, client=CLIENT)
    path.write_text(text.replace("[[councils]]", ours, 1), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=START)
    yield visit
    visit.installation.close()


@dataclass
class Browser:
    """A browser that goes to the provider and comes back."""

    client: FlaskClient
    clock: Clock

    def to_provider(self) -> str:
        page = self.client.get("/sign-in").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]  # type: ignore[index]
        answer = self.client.post("/sign-in/provider", data={"csrf": csrf})
        assert answer.status_code == 200
        return answer.headers["Refresh"].removeprefix("0; url=")

    def at_provider(self, address: str) -> str:
        """The way back that the provider sends the browser."""
        back = requests.get(address, timeout=5, allow_redirects=False).headers["Location"]
        return back.removeprefix("http://127.0.0.1:8000")

    def come(self) -> TestResponse:
        return self.client.get(self.at_provider(self.to_provider()))


@pytest.fixture
def browser(world: Visit, provider: OpenIdProvider) -> Browser:
    provider.person, provider.wrong, provider.signs_with_another_key = dict(AMIRA), {}, False
    clock = Clock()
    provider.clock = lambda: clock().timestamp()
    app = create_app(world.installation, clock=clock)
    app.testing = False
    return Browser(app.test_client(), clock)


def test_a_person_comes_in_with_the_roles_of_their_app_roles(browser: Browser, world: Visit) -> None:
    assert browser.client.get("/c/NVD/suspense").headers["Location"] == "/sign-in"
    answer = browser.come()
    assert (answer.status_code, answer.headers["Refresh"]) == (200, "0; url=/c/NVD/suspense")
    assert browser.client.get("/c/NVD/suspense").status_code == 200
    listed = next(person for person in list_people(world) if person.email == "amira@northvale.example")
    assert listed.roles == (("NVD", Role.FINANCE_OFFICER),)
    assert listed.by_provider
    assert verify(world).agrees


def test_roles_follow_the_provider_at_each_sign_in(browser: Browser, provider: OpenIdProvider) -> None:
    browser.come()
    provider.person["roles"] = ["Paycards.Audit"]
    browser.come()
    assert browser.client.get("/c/NVD/suspense").status_code == 404
    assert browser.client.get("/c/HMB/suspense").status_code == 200
    provider.person["email"] = "another@northvale.example"  # the subject says who it is
    browser.come()
    assert "amira@northvale.example" in browser.client.get("/me").text


@pytest.mark.parametrize("roles", [None, [], ["Other.Role"], "Paycards.Finance"])
def test_who_has_no_role_is_told_so_and_is_not_signed_in(
    browser: Browser, provider: OpenIdProvider, roles: object
) -> None:
    provider.person |= {"sub": "s-2", "email": "ben@northvale.example", "roles": roles}
    answer = browser.come()
    assert (answer.status_code, "no role in paycards" in answer.text) == (422, True)
    assert browser.client.get("/me").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": ["another"]},
        {"aud": ["paycards", "another"], "azp": "another"},
        {"nonce": "of another browser"},
        {"exp": int(START.timestamp()) - 61},
        {"iat": int(START.timestamp()) + 3600},
        {"nbf": int(START.timestamp()) + 3600},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_request_is_not_believed(
    browser: Browser, provider: OpenIdProvider, wrong: dict[str, object]
) -> None:
    provider.wrong = wrong
    answer = browser.come()
    assert (answer.status_code, "Start again" in answer.text) == (422, True)
    assert browser.client.get("/me").headers["Location"] == "/sign-in"


STRONG = {"acr": ("phr", "phrh"), "amr": ("mfa",), "max_age_minutes": 30}


def asks_strength(browser: Browser, world: Visit) -> Browser:
    """The same browser before an installation that asks for strength and age."""
    web = world.settings.web
    strict = web.provider.model_copy(update=STRONG)  # type: ignore[union-attr]
    settings = world.settings.model_copy(update={"web": web.model_copy(update={"provider": strict})})
    app = create_app(type(world.installation)(settings, world.installation.engine), clock=browser.clock)
    return Browser(app.test_client(), browser.clock)


NOW = int(START.timestamp())


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"acr": "phr", "amr": ["pwd", "mfa"], "auth_time": NOW - 1_800}, 200),
        ({"acr": "0", "amr": ["pwd", "mfa"], "auth_time": NOW}, 422),
        ({"amr": ["pwd", "mfa"], "auth_time": NOW}, 422),
        ({"acr": "phr", "amr": ["pwd"], "auth_time": NOW}, 422),
        ({"acr": "phr", "amr": "mfa", "auth_time": NOW}, 422),
        ({"acr": "phr", "auth_time": NOW}, 422),
        ({"acr": "phrh", "amr": ["mfa"], "auth_time": NOW - 1_861}, 422),
        ({"acr": "phrh", "amr": ["mfa"], "auth_time": None}, 422),
    ],
    ids=str,
)
def test_strength_and_age_are_asked_of_the_provider_and_looked_at(
    browser: Browser, world: Visit, provider: OpenIdProvider, said: dict[str, object], status: int
) -> None:
    strict = asks_strength(browser, world)
    provider.person |= {"sub": "s-9", "email": "eve@northvale.example"}
    provider.wrong = {"acr": None, "amr": None, **said}
    answer = strict.come()
    assert answer.status_code == status
    assert {"acr_values": "phr phrh", "max_age": "1800"}.items() <= provider.asked[-1].items()
    if status == 422:
        assert strict.client.get("/me").headers["Location"] == "/sign-in"


def test_a_token_of_another_key_is_not_believed(browser: Browser, provider: OpenIdProvider) -> None:
    provider.signs_with_another_key = True
    assert browser.come().status_code == 422


def test_a_clock_that_is_a_minute_off_is_allowed_for(browser: Browser, provider: OpenIdProvider) -> None:
    provider.clock = lambda: browser.clock.now.timestamp() + 55
    assert browser.come().status_code == 200


def test_an_answer_works_once_in_the_browser_that_asked_within_ten_minutes(
    browser: Browser, world: Visit
) -> None:
    back = browser.at_provider(browser.to_provider())
    stranger = create_app(world.installation, clock=browser.clock).test_client()
    assert stranger.get(back).status_code == 422
    assert browser.client.get(back).status_code == 200
    assert browser.client.get(back).status_code == 422
    late = browser.at_provider(browser.to_provider())
    browser.clock.on(minutes=11)
    assert browser.client.get(late).status_code == 422


def test_several_tabs_can_sign_in_and_the_sixth_ends_the_first(browser: Browser) -> None:
    ways = []
    for _ in range(6):
        ways.append(browser.at_provider(browser.to_provider()))
        browser.clock.on(seconds=1)
    assert [browser.client.get(way).status_code for way in ways] == [422, 200, 200, 200, 200, 200]


def test_the_code_is_asked_for_with_a_challenge_and_without_secrets(
    browser: Browser, provider: OpenIdProvider
) -> None:
    asked = parse_qs(urlsplit(browser.to_provider()).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert "code_verifier" not in asked
    assert SECRET not in str(asked)


def test_signing_out_signs_out_at_the_provider_too(browser: Browser, provider: OpenIdProvider) -> None:
    browser.come()
    page = browser.client.get("/me").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]  # type: ignore[index]
    answer = browser.client.post("/sign-out", data={"csrf": csrf})
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    requests.get(answer.headers["Refresh"].removeprefix("0; url="), timeout=5, allow_redirects=False)
    assert provider.signed_out[-1]["post_logout_redirect_uri"] == "http://127.0.0.1:8000/sign-in"
    assert provider.signed_out[-1]["id_token_hint"].count(".") == 2
    assert browser.client.get("/me").headers["Location"] == "/sign-in"


def test_an_address_that_somebody_has_is_not_taken_over(
    browser: Browser, provider: OpenIdProvider, world: Visit
) -> None:
    add_person(world, "cleo@northvale.example", [Role.ADMINISTRATOR], ["NVD"])
    provider.person |= {"sub": "s-3", "email": "cleo@northvale.example"}
    assert browser.come().status_code == 422


def test_who_was_disabled_here_stays_out(browser: Browser, provider: OpenIdProvider, world: Visit) -> None:
    provider.person |= {"sub": "s-4", "email": "dora@northvale.example"}
    assert browser.come().status_code == 200
    disable_person(world, "dora@northvale.example")
    assert browser.client.get("/me").headers["Location"] == "/sign-in"
    assert browser.come().status_code == 422


def test_why_a_token_is_not_believed_stands_in_the_log_with_both_clocks(
    browser: Browser, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.wrong = {"exp": NOW - 61}
    assert 'href="/sign-in"' in browser.come().text
    [said] = [record.facts["why"] for record in caplog.records if record.getMessage() == "refused"]  # type: ignore[attr-defined]
    assert f"here it is {NOW}; the token says iat {NOW}, exp {NOW - 61}" in said
    assert "Amira" not in said


def test_without_passwords_no_link_sets_one(browser: Browser, world: Visit) -> None:
    token = add_person(world, "fay@northvale.example", [Role.AUDITOR], ["NVD"]).token
    answer = browser.client.get(f"/set-up/{token}")
    assert (answer.status_code, "sign in with your council account" in answer.text) == (422, True)


def test_without_passwords_no_password_lets_anybody_in(browser: Browser) -> None:
    page = browser.client.get("/sign-in").text
    assert 'name="password"' not in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]  # type: ignore[index]
    answer = browser.client.post("/sign-in", data={"csrf": csrf, "email": "a@b.example", "password": "x"})
    assert answer.status_code == 422


def test_a_provider_that_is_silent_is_a_page_and_no_fault(
    browser: Browser, world: Visit, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = world.settings.web
    gone = web.provider.model_copy(update={"issuer": "http://127.0.0.1:9/tenant"})  # type: ignore[union-attr]
    settings = world.settings.model_copy(update={"web": web.model_copy(update={"provider": gone})})
    app = create_app(type(world.installation)(settings, world.installation.engine), clock=browser.clock)
    client = app.test_client()
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)[1]  # type: ignore[index]
    began = time.monotonic()
    assert client.post("/sign-in/provider", data={"csrf": csrf}).status_code == 503
    assert time.monotonic() - began < 5
