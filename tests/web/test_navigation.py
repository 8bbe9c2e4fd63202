"""The navigation of each role: few places at the top, everything within two clicks, where one is marked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from paycards.jobs.init import init
from paycards.settings.reading import load_settings
from paycards.staff.roles import Role
from paycards.web.navigation import MOST_AT_THE_TOP, PLACES
from paycards.web.routes import ROUTES
from tests.conftest import NOW, TWO_COUNCILS
from tests.visits import open_visit
from tests.web.eventful import VALUES
from tests.web.signed import Browser, Staff, staff_of

NAVIGABLE = {route.endpoint: route for route in ROUTES if route.navigation}


@pytest.fixture(scope="module")
def staff(_migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Staff:
    folder = tmp_path_factory.mktemp("navigation")
    shutil.copy(_migrated_sqlite, folder / "paycards.db")
    path = folder / "paycards.toml"
    path.write_text(TWO_COUNCILS.format(database=f"sqlite:///{folder}/paycards.db"), "utf-8")
    settings = load_settings(path)
    init(settings)
    return staff_of(open_visit(settings, now=NOW).installation)


def links(text: str, name: str) -> dict[str, tuple[str, bool]]:
    """Address and mark of each link of a navigation, by what it says; `name` empty: of the one at the top."""
    whose = "@aria-label='Menu'" if not name else f"@aria-label={name!r}"
    found = html.fromstring(text).xpath(f"//nav[{whose}]//a")
    return {link.text_content(): (link.get("href"), link.get("aria-current") == "true") for link in found}


def test_every_page_of_the_navigation_stands_in_one_place() -> None:
    placed = [endpoint for place in PLACES for endpoint in place.pages]
    assert sorted(placed) == sorted(NAVIGABLE)


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "every role")
def test_a_role_has_at_most_seven_places_and_all_its_pages_within_two_clicks(
    staff: Staff, role: Role | None
) -> None:
    held = frozenset({role} if role else Role)
    person = staff.person({"NVD": held})
    top = links(person.get("/me").text, "")
    assert len(top) <= MOST_AT_THE_TOP
    reached = {address for address, _ in top.values()}
    for name, (address, _) in top.items():
        beneath = links(person.get(address).text, name)
        assert beneath == {} or len(beneath) > 1
        reached |= {below for below, _ in beneath.values()}
    mine = [route for route in NAVIGABLE.values() if held & route.roles]
    assert reached == {route.address.replace("<code>", VALUES["code"]) for route in mine}


@pytest.mark.parametrize(
    ("address", "place", "page"),
    [
        ("/c/NVD/finance", "This morning", "This morning"),
        ("/c/NVD/files", "This morning", "Files"),
        ("/c/NVD/suspense", "Suspense", ""),
        ("/c/NVD/dues", "Bank", "Dues"),
        ("/c/NVD/close/2026-11-16", "Proof and reports", "Proof"),
        ("/c/NVD/returns/2026-10", "Proof and reports", "Returns"),
        ("/c/NVD/find", "Customers", "Find a customer"),
        ("/admin/councils/NVD", "Administration", "Health"),
        ("/admin/timetable", "Administration", "Timetable"),
        ("/me", "", ""),
    ],
)
def test_where_one_is_is_marked(
    signed_in: Callable[..., Browser], address: str, place: str, page: str
) -> None:
    text = signed_in(Role.FINANCE_MANAGER).get(address).text
    assert [name for name, (_, here) in links(text, "").items() if here] == [place] * bool(place)
    beside = links(text, place) if place else {}
    assert [name for name, (_, here) in beside.items() if here] == [page] * bool(page)


@pytest.mark.parametrize("role", [Role.HOUSING_OFFICER, Role.ADMINISTRATOR])
def test_who_has_few_pages_has_each_of_them_at_the_top(signed_in: Callable[..., Browser], role: Role) -> None:
    top = links(signed_in(role).get("/admin/audit").text, "")
    assert {name for name, (_, here) in top.items() if here} == {"Audit trail"}
    assert set(top) == {route.navigation for route in NAVIGABLE.values() if role in route.roles}
