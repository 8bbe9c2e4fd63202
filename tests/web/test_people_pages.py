"""Administrators keep people on pages; auditors look; nobody changes themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.jobs.list_people import list_people
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.app import create_app
from tests.conftest import TWO_COUNCILS
from tests.fresh import init_fresh
from tests.visits import open_visit
from tests.web.test_sign_in import PASSWORD, START, Clock, Desk

ADMIN = "zoe@northvale.example"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = Path(tmp_path_factory.mktemp("people"))
    path = folder / "paycards.toml"
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
def sit_down(world: Visit) -> Callable[..., Desk]:
    """A person of a role, signed in at a browser of their own."""

    def made(email: str, role: Role, council: str = "NVD") -> Desk:
        app = create_app(world.installation, clock=(clock := Clock()))
        app.testing = False
        desk = Desk(app.test_client(), clock)
        assert desk.set_up(add_person(world, email, [role], [council]).token, PASSWORD).status_code == 303
        return desk

    return made


def number_of(world: Visit, email: str) -> int:
    return next(person.id for person in list_people(world) if person.email == email)


def test_an_administrator_adds_a_person_and_hands_a_link_over(
    world: Visit, sit_down: Callable[..., Desk]
) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    answer = admin.post(
        "/admin/people", "/admin/people/new", email="New@Northvale.Example", role="auditor", council="NVD"
    )
    assert answer.status_code == 303
    page = admin.get(answer.headers["Location"]).text
    token = re.search(r"/set-up/([\w-]{43})", page)
    assert token is not None
    assert admin.client.get(f"/set-up/{token[1]}").status_code == 200
    assert "new@northvale.example" in admin.get("/admin/people").text
    sit_down(  # and the link is used
        "other@northvale.example", Role.AUDITOR
    ).set_up(token[1], "green apple window")
    assert admin.get(answer.headers["Location"]).status_code == 404


def test_who_has_to_prove_who_they_are_comes_back_to_what_they_had_typed(
    world: Visit, sit_down: Callable[..., Desk]
) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    page = f"/admin/people/{number_of(world, ADMIN)}"
    admin.clock.on(minutes=11)
    typed = {"email": "late@northvale.example", "role": "auditor", "council": "NVD"}
    for sent, seen, fields, back in (
        ("/admin/people", "/admin/people/new", typed, r"/admin/people/new\?kept=[\w-]+"),
        (f"{page}/link", page, {}, page),
    ):
        assert admin.post(sent, seen, **fields).headers["Location"] == "/me/prove"
        answer = admin.post("/me/prove", code=admin.code())
        assert re.fullmatch(back, answer.headers["Location"]), answer.headers["Location"]
        again = admin.get(answer.headers["Location"]).text
        assert all(f'value="{value}"' in again for value in fields.values())
        admin.clock.on(minutes=11)


def test_what_is_wrong_is_said_in_place(sit_down: Callable[..., Desk]) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    answer = admin.post("/admin/people", "/admin/people/new", email="nobody", role="king", council="HMB")
    assert answer.status_code == 422
    assert {"Choose a role.", "Choose a council."} <= set(re.findall(r"Choose a \w+\.", answer.text))


def test_roles_are_changed_and_sessions_ended(world: Visit, sit_down: Callable[..., Desk]) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    officer = sit_down("ben@northvale.example", Role.FINANCE_OFFICER)
    page = f"/admin/people/{number_of(world, 'ben@northvale.example')}"
    assert officer.get("/c/NVD/suspense").status_code == 200
    admin.post(f"{page}/roles", page, **{"council": "NVD", "role-housing_officer": "yes"})
    assert officer.get("/c/NVD/suspense").status_code == 403
    assert admin.post(f"{page}/state", page, act="ended").status_code == 303
    assert officer.get("/c/NVD/suspense").headers["Location"] == "/sign-in"


def test_a_disabled_person_is_out_at_once_and_in_again_when_enabled(
    world: Visit, sit_down: Callable[..., Desk]
) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    officer = sit_down("cleo@northvale.example", Role.FINANCE_OFFICER)
    page = f"/admin/people/{number_of(world, 'cleo@northvale.example')}"
    admin.post(f"{page}/state", page, act="disabled")
    assert officer.get("/me").headers["Location"] == "/sign-in"
    officer.clock.on(minutes=1)
    assert officer.sign_in(email="cleo@northvale.example").status_code == 422
    admin.post(f"{page}/state", page, act="enabled")
    assert officer.sign_in(email="cleo@northvale.example").status_code == 303


def test_nobody_changes_their_own_roles(world: Visit, sit_down: Callable[..., Desk]) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    page = f"/admin/people/{number_of(world, ADMIN)}"
    assert "This is you." in admin.get(page).text
    answer = admin.post(f"{page}/roles", page, **{"council": "NVD", "role-finance_manager": "yes"})
    assert answer.status_code == 422
    assert admin.post(f"{page}/state", page, act="removed").status_code == 422
    assert admin.post(f"{page}/link", page).status_code == 422


def test_people_of_other_councils_are_not_there(world: Visit, sit_down: Callable[..., Desk]) -> None:
    admin = sit_down(ADMIN, Role.ADMINISTRATOR)
    other = sit_down("yan@harrowmere.example", Role.HOUSING_OFFICER, "HMB")
    page = f"/admin/people/{number_of(world, 'yan@harrowmere.example')}"
    assert admin.get(page).status_code == 404
    assert admin.post(f"{page}/state", "/me", act="removed").status_code == 404
    assert "yan@" not in admin.get("/admin/people").text
    answer = admin.post(
        "/admin/people", "/admin/people/new", email="yan@harrowmere.example", role="auditor", council="NVD"
    )
    assert (
        "/link/" not in answer.headers["Location"]
    )  # who is of another council is not set up anew from here
    assert other.get("/me").status_code == 200


def test_an_auditor_looks_and_changes_nothing(sit_down: Callable[..., Desk]) -> None:
    auditor = sit_down("ada@northvale.example", Role.AUDITOR)
    page = auditor.get("/admin/people")
    assert (page.status_code, "Add a person" in page.text) == (200, False)
    assert auditor.get("/admin/people/new").status_code == 403
    assert auditor.post("/admin/people", "/me", email="x@y.example").status_code == 403


def test_a_page_says_that_its_session_ends_without_a_script(sit_down: Callable[..., Desk]) -> None:
    eve = sit_down("eve@northvale.example", Role.AUDITOR)
    page = eve.get("/me").text
    assert "scroll-padding-bottom" in eve.get("/session/1680.css").text  # nothing in focus is behind it
    seconds = re.search(r'href="/session/(\d+)\.css"', page)
    assert seconds is not None
    assert int(seconds[1]) == 28 * 60
    assert "Stay signed in" in page
