"""Administration through HTTP: health in words, settings without secrets, timetable, trail by role."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text as sql

from paycards.access.visit import Visit
from paycards.cli.worker import kinds
from paycards.jobs import show_trail
from paycards.jobs.add_person import add_person
from paycards.jobs.nightly import nightly
from paycards.staff.roles import Role
from paycards.store.engine import reading, writing
from paycards.store.tables.work import work
from paycards.worker.loop import Worker
from tests.jobs.hand_in import bring_accounts, bring_file, unknown
from tests.web.signed import Browser, Staff

SignedIn = Callable[..., Browser]
ADMIN = Role.ADMINISTRATOR


def said(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def both(staff: Staff) -> Browser:
    """An administrator of every council."""
    return staff.person({code: frozenset({ADMIN}) for code in ("NVD", "HMB")})


@pytest.fixture
def worked(visit: Visit, tmp_path: Path) -> Visit:
    """A council with an account, a file with a payment in suspense, and its trail."""
    bring_accounts(visit, tmp_path, "NVD,rent,R123456789,open")
    bring_file(visit, "NVDC0001.PO", unknown(), total=1250)
    return visit


def test_health_says_in_words_what_is_not_well_first(signed_in: SignedIn, worked: Visit) -> None:
    text = said(signed_in(ADMIN).get("/admin").text)
    assert "Last night of NVD Not well No night has been run here yet." in text
    assert "Last night of HMB" not in text
    assert "Worker Well Nothing waits for it." in text
    assert re.search(r"Database Well (SQLite|PostgreSQL); it answers, and is at the version", text)
    assert text.index("Not well") < text.index("Database Well")
    assert not re.search(r"/(tmp|var|home)/|://", text)


def test_after_a_night_it_is_well(signed_in: SignedIn, worked: Visit) -> None:
    nightly(worked)
    assert "Last night of NVD Well It ended on" in said(signed_in(ADMIN).get("/admin").text)


def test_settings_say_where_each_comes_from_and_hide_secrets(signed_in: SignedIn) -> None:
    page = signed_in(ADMIN).get("/admin/councils/NVD")
    text = said(page.text)
    assert page.status_code == 200
    assert "code NVD settings file" in text
    assert "enquiry_working_days 10 usual value" in text
    assert re.search(r"database set, not shown (settings file|environment)", text)
    assert "archive set, not shown" in text
    assert not re.search(r"sqlite|postgresql|/tmp/", text)
    assert signed_in(ADMIN).get("/admin/councils/HMB").status_code == 404
    assert signed_in(ADMIN).get("/admin/councils/NOBODY").status_code == 404


def test_the_timetable_says_last_next_and_last_successful(signed_in: SignedIn, worked: Visit) -> None:
    before = said(signed_in(Role.FINANCE_OFFICER).get("/admin/timetable").text)
    assert "NVD Never None yet Due Not known before the first" in before
    nightly(worked)
    after = said(signed_in(Role.FINANCE_OFFICER).get("/admin/timetable").text)
    assert re.search(r"NVD \d+ November 2026 at \S+ Night of \d+ November 2026 (Due )?About", after)
    assert "NVD-ALLPAY" in after
    assert "£" not in after
    assert "Run the night now" not in after


def test_the_night_is_run_by_the_worker_for_an_administrator_of_all(staff: Staff, worked: Visit) -> None:
    one = staff.signed_in(ADMIN)
    assert "Run the night now" not in one.get("/admin/timetable").text
    refused = one.post("/admin/timetable")
    assert refused.status_code == 422
    assert "only an administrator of all of them" in refused.text
    everyone = both(staff)
    assert "Run the night now" in everyone.get("/admin/timetable").text
    for _ in range(2):
        answer = everyone.post("/admin/timetable")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/timetable?done=night")
    with reading(worked.installation.engine) as connection:
        assert [(row.kind, row.state) for row in connection.execute(work.select())] == [("night", "waiting")]
    assert "night" in {kind.name for kind in kinds()}
    assert "The nightly run has been requested" in everyone.get("/admin/timetable?done=night").text


def test_the_trail_shows_each_role_what_it_may_see(signed_in: SignedIn, worked: Visit) -> None:
    auditor = said(signed_in(Role.AUDITOR).get("/admin/audit").text)
    assert "Details recorded" in auditor
    admin = signed_in(ADMIN).get("/admin/audit")
    text = said(admin.text)
    assert "without amounts and customers" in text
    assert "£" not in text
    assert "R123456789" not in text
    assert "NVDC0001.PO" in text
    assert "Accounts imported –" in text
    housing = said(signed_in(Role.HOUSING_OFFICER).get("/admin/audit").text)
    assert "You see your own acts. 0 entries" in housing


def test_the_trail_goes_on_page_by_page(
    signed_in: SignedIn, worked: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show_trail, "MOST", 3)
    for number in range(3):
        bring_accounts(worked, tmp_path, f"NVD,rent,R20000000{number},open")
    browser = signed_in(Role.AUDITOR)
    first = browser.get("/admin/audit").text
    [following] = re.findall(r'href="([^"]+)" rel="next"', first)
    second = browser.get(unescape(following)).text
    numbers = [
        [int(each) for each in re.findall(r'<th scope="row"[^>]*>(\d+)</th>', page)]
        for page in (first, second)
    ]
    assert len(numbers[0]) == 3
    assert numbers[0] + numbers[1] == sorted({*numbers[0], *numbers[1]}, reverse=True)
    assert numbers[1][-1] == 1
    assert "Back to the beginning" in second
    assert browser.get("/admin/audit?after=nonsense").status_code == 400
    assert browser.get("/admin/audit?of=HMB").status_code == 404


@pytest.mark.parametrize("address", ["/admin", "/admin/councils/NVD", "/admin/timetable"])
def test_a_housing_officer_is_refused(signed_in: SignedIn, address: str) -> None:
    assert signed_in(Role.HOUSING_OFFICER).get(address).status_code == 403


OTHERS = "INSERT INTO person_roles (person_id, council_id, role) VALUES (1, {}, 'finance_manager')"


def test_the_books_are_verified_from_the_page_and_a_role_nobody_gave_is_told(
    signed_in: SignedIn, worked: Visit
) -> None:
    """Of one council: what is wrong with another is nobody's business here."""
    add_person(worked, "amira@northvale.example", [ADMIN], ["NVD", "HMB"])
    auditor, admin = signed_in(Role.AUDITOR), signed_in(ADMIN)
    assert "None requested yet" in said(auditor.get("/admin/verification").text)
    for _ in range(2):  # the second gets the first one's
        assert auditor.post("/admin/verification", council="NVD").status_code == 303
    assert "Waiting" in said(auditor.get("/admin/verification?done=verify").text)
    assert Worker(lambda: worked, kinds(), Event()).work(once=True) == 1
    text = said(admin.get("/admin/verification").text)
    assert re.search(r"NVD \d+ \w+ \d{4} at \d+:\d\d[ap]m Agrees", text)
    assert "1 verification, newest first" in text
    for council in (1, 2):
        with writing(worked.installation.engine) as connection:
            connection.execute(sql(OTHERS.format(council)))
    admin.post("/admin/verification", council="NVD")
    Worker(lambda: worked, kinds(), Event()).work(once=True)
    seen, plain = (said(each.get("/admin/verification").text) for each in (auditor, admin))
    assert "1 difference" in plain
    assert "Stop posting" in plain
    assert "They did not match the original files on" in said(admin.get("/admin").text)
    assert "Role 1" in plain
    assert "administrator, finance_manager" not in plain
    assert "amira@northvale.example administrator, finance_manager administrator" in seen
    assert "HMB" not in seen
    assert admin.post("/admin/verification", council="HMB").status_code == 404
