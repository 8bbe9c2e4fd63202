"""What holds for every page of the table of routes, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from paycards.pages.route import FOR_EVER, Route
from paycards.staff.roles import Role
from paycards.web.routes import ROUTES
from tests.web.eventful import address_of, contents, eventful, pages
from tests.web.signed import Staff

FINE = {200, 303, 404}  # a page, a way on, or nothing of that number


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Staff:
    home = tmp_path_factory.mktemp("week")
    return eventful(home, f"sqlite:///{home}/paycards.db")


@pytest.fixture(scope="module")
def drawn(week: Staff) -> dict[str, str]:
    """The text of every page that there is, by its endpoint, for somebody of every role."""
    everybody = week.person({"NVD": frozenset(Role)})
    found = {}
    for route in pages(week):
        answer = everybody.get(address_of(week.app, route))
        assert answer.status_code in FINE, (route.endpoint, answer.status_code, answer.text[-2000:])
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[route.endpoint] = answer.text
    return found


def test_endpoints_are_given_once() -> None:
    names = [route.endpoint for route in ROUTES]
    assert len(names) == len(set(names))


def test_a_get_changes_nothing(week: Staff) -> None:
    person = {"NVD": frozenset(Role)}
    everybody = week.person(person)
    installation = week.app.extensions["paycards.installation"]
    before = contents(installation)
    for route in pages(week):
        for _ in range(2):
            everybody.get(address_of(week.app, route))
    after = contents(installation)
    allowed = {"sights"}  # that somebody looked at a whole card number is written down
    assert {name for name in before if before[name] != after[name]} - allowed == set()


def test_every_page_has_one_heading_one_main_and_a_title(drawn: dict[str, str]) -> None:
    for endpoint, text in drawn.items():
        page = html.fromstring(text)
        [heading] = page.xpath("//h1")
        [main] = page.xpath("//main")
        assert heading in list(main.iter()), endpoint
        title = page.findtext(".//title") or ""
        assert re.fullmatch(r".+ – Northvale District Council – paycards", title), (endpoint, title)


def test_every_table_has_a_caption_and_every_field_a_label(drawn: dict[str, str]) -> None:
    for endpoint, text in drawn.items():
        page = html.fromstring(text)
        assert [table for table in page.xpath("//table") if table.find("caption") is None] == [], endpoint
        fields = page.xpath("//input[not(@type='hidden') and not(@type='submit')]|//select|//textarea")
        labelled = {label.get("for") for label in page.xpath("//label")}
        assert [field.get("name") for field in fields if field.get("id") not in labelled] == [], endpoint


def test_no_page_holds_a_word_of_the_terminal(drawn: dict[str, str]) -> None:
    for endpoint, text in drawn.items():
        assert re.findall(r".{20}--[A-Za-z].{20}", html.fromstring(text).text_content()) == [], endpoint


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(drawn: dict[str, str]) -> None:
    for endpoint, text in drawn.items():
        page = html.fromstring(text)
        assert page.xpath("//style|//script[not(@src)]|//*[@style]") == [], endpoint
        handlers = [name for node in page.iter() for name in node.attrib if name.startswith("on")]
        assert handlers == [], endpoint
        loaded = page.xpath("//script/@src|//link/@href|//img/@src|//form/@action")
        assert [address for address in loaded if not address.startswith("/")] == [], endpoint


def test_every_form_that_acts_carries_the_token(drawn: dict[str, str]) -> None:
    for endpoint, text in drawn.items():
        forms = html.fromstring(text).xpath("//form[@method='post' or @method='POST']")
        assert [form.get("action") for form in forms if not form.xpath(".//input[@name='csrf']")] == [], (
            endpoint
        )


def test_no_template_trusts_what_it_is_given() -> None:
    root = Path(__file__).parent.parent.parent / "paycards"
    parts = root / "pages/templates/parts"
    trusting = [
        path.relative_to(root).as_posix()
        for path in root.rglob("templates/**/*.html")
        if parts not in path.parents and re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text("utf-8"))
    ]
    assert trusting == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_says_and_nothing_else(week: Staff, role: Role) -> None:
    person = week.signed_in(role)
    for route in ROUTES:
        if route.is_open:
            continue
        address = address_of(week.app, route)
        for method in route.methods:
            answer = person.post(address) if method == "POST" else person.open(address, method)
            if role in route.roles:
                assert answer.status_code < 500, (route.endpoint, answer.status_code)
                assert b"This page is for" not in answer.data, route.endpoint
            else:
                assert answer.status_code == 403, route.endpoint


def test_another_council_is_not_there_whoever_asks(week: Staff) -> None:
    for role in Role:
        person = week.signed_in(role)
        for route in ROUTES:
            if route.council:
                other, none = (
                    person.open(address_of(week.app, route, code), route.methods[0], data={"csrf": "x"})
                    for code in ("HMB", "NONE")
                )
                assert (other.status_code, other.text) == (404, none.text), route.endpoint


def test_nobody_reaches_a_page_without_a_sign_in(week: Staff) -> None:
    for route in ROUTES:
        if not route.is_open:
            answer = week.nobody().open(address_of(week.app, route), route.methods[0])
            assert answer.status_code == 303, route.endpoint
            assert answer.headers["Location"].startswith("/sign-in"), route.endpoint


def test_a_form_without_the_token_of_the_session_does_nothing(week: Staff) -> None:
    before = contents(week.app.extensions["paycards.installation"])
    for route in ROUTES:
        if "POST" in route.methods and not route.is_open:
            role = Role(min(route.roles))
            for token in ("", "another"):
                answer = week.signed_in(role).post(address_of(week.app, route), csrf=token)
                assert answer.status_code == 403, route.endpoint
    assert contents(week.app.extensions["paycards.installation"]) == before


def test_nothing_is_kept_but_what_changes_its_address(week: Staff) -> None:
    def kept(route: Route) -> str:
        everybody = week.person({"NVD": frozenset(Role)})
        return everybody.get(address_of(week.app, route)).headers["Cache-Control"]

    assert {kept(route) for route in pages(week) if route.caching != FOR_EVER} == {"no-store"}


@pytest.mark.parametrize("name", ["paycards.css", "staff.js"])
def test_static_files_are_kept_for_ever_and_come_compressed(week: Staff, name: str) -> None:
    from paycards.pages.static_files import static_address

    answer = week.nobody().get(static_address(name), headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Content-Encoding"] == "br"
    assert week.nobody().get("/static/../routes.py").status_code == 404


def test_a_first_visit_is_light(week: Staff, drawn: dict[str, str]) -> None:
    import zlib

    from paycards.pages.static_files import static_address

    files = [
        len(week.nobody().get(static_address(name), headers={"Accept-Encoding": "gzip"}).data)
        for name in ("paycards.css", "staff.js", "icon.svg")
    ]
    for endpoint, text in drawn.items():
        size = len(zlib.compress(text.encode()))
        assert sum(files) + size < 150_000, endpoint
        assert size < 20_000, endpoint
