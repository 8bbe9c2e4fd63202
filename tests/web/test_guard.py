from __future__ import annotations

from collections.abc import Callable

from paycards.staff.roles import Role
from tests.web.signed import Browser, Staff

SignedIn = Callable[..., Browser]


def test_nobody_is_sent_to_sign_in(staff: Staff) -> None:
    answer = staff.nobody().get("/c/NVD/suspense")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_a_finance_officer_sees_suspense(signed_in: SignedIn) -> None:
    answer = signed_in("finance_officer").get("/c/NVD/suspense")
    assert answer.status_code == 200
    assert "<title>Suspense – Northvale District Council – paycards</title>" in answer.text


def test_a_missing_right_is_said_in_a_sentence(signed_in: SignedIn) -> None:
    answer = signed_in("housing_officer").get("/c/NVD/suspense")
    assert answer.status_code == 403
    assert "You are a housing officer here." in answer.text


def test_another_council_sounds_like_none(signed_in: SignedIn) -> None:
    officer = signed_in("finance_officer")
    other, none = officer.get("/c/HMB/suspense"), officer.get("/c/XYZ/suspense")
    assert other.status_code == none.status_code == 404
    assert other.text == none.text


def test_a_page_that_is_not_there_is_a_page(signed_in: SignedIn) -> None:
    answer = signed_in("finance_officer").get("/nowhere")
    assert (answer.status_code, "Page not found" in answer.text) == (404, True)


def test_another_method_is_refused(signed_in: SignedIn) -> None:
    officer = signed_in("finance_officer")
    answers = [officer.open("/c/NVD/suspense", method) for method in ("POST", "PUT", "OPTIONS", "TRACE")]
    assert [(each.status_code, each.headers["Allow"]) for each in answers] == [(405, "GET, HEAD")] * 4


def test_the_first_page_is_the_one_of_the_role(signed_in: SignedIn) -> None:
    answer = signed_in("finance_officer").get("/")
    assert answer.status_code == 303
    assert answer.headers["Location"] in ("/c/NVD/finance", "/help/first-morning")


def test_a_person_of_two_councils_chooses_one(staff: Staff) -> None:
    roles = {"NVD": frozenset({Role.FINANCE_OFFICER}), "HMB": frozenset({Role.AUDITOR})}
    answer = staff.person(roles).get("/")
    assert 'href="/c/HMB"' in answer.text
    assert 'href="/c/NVD"' in answer.text


def test_every_answer_has_its_headers(signed_in: SignedIn) -> None:
    for address in ("/c/NVD/suspense", "/nowhere", "/c/HMB/suspense"):
        answer = signed_in("finance_officer").get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
