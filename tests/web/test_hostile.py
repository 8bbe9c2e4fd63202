"""What nobody types on a page of ours, but somebody sends: it is refused in a sentence and nothing breaks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from paycards.access.visit import Visit
from paycards.errors import Invalid
from paycards.staff.passwords import check_new_password
from paycards.web.routes import ROUTES
from paycards.web.strangers import outside_of
from tests.web.signed import Browser

SignedIn = Callable[..., Browser]
NUMBERED = [
    route for route in ROUTES if "<int" in route.address and "GET" in route.methods and not route.is_open
]
DATED = sorted({route.address for route in ROUTES if re.search("<(day|month)>", route.address)})
NOT_OURS = ("2147483647", "2147483648", "007", "\uff11")


def test_a_number_that_no_row_has_is_no_page(signed_in: SignedIn) -> None:
    for route in NUMBERED:
        reader = signed_in(min(route.roles))
        for number in NOT_OURS:
            asked = re.sub(r"<(?!code>)[^>]*>", number, route.address).replace("<code>", "NVD")
            assert reader.get(asked).status_code == 404, asked


def test_a_day_that_nobody_means_is_no_page(signed_in: SignedIn) -> None:
    officer = signed_in("finance_officer")
    for address in DATED:
        for day in ("0001-01-01", "9999-12-31", "1969-12-31"):
            told = address.replace("<code>", "NVD").replace("<day>", day).replace("<month>", day[:7])
            asked = re.sub("<any.*>", "csv", told)
            assert officer.get(asked).status_code in (404, 405), asked
    for day in ("0001-01-01", "yesterday", "2026-02-30"):
        for list_of_days in ("files", "proof"):
            answer = officer.get(f"/c/NVD/{list_of_days}?before={day}")
            assert (answer.status_code, "This link does not lead to" in answer.text) == (400, True)


def test_who_lacks_the_role_is_told_so_before_being_asked_to_prove_who_they_are(signed_in: SignedIn) -> None:
    answer = signed_in("housing_officer").post("/admin/people", email="x@example.org")
    assert (answer.status_code, "You are a housing officer here." in answer.text) == (403, True)


def test_a_file_of_another_council_is_refused_without_naming_it(visit: Visit) -> None:
    here, there = {"NVD": "…"}, {"HMB": "…"}
    said = "it belongs to HMB-ALLPAY, not to NVD-ALLPAY"
    settings = visit.installation.settings
    assert outside_of(settings, lambda: here)(said) == (
        "it belongs to a contract of another council, not to NVD-ALLPAY"
    )
    assert outside_of(settings, lambda: here | there)(said) == said


def test_the_list_of_files_ends_where_there_are_none_before(signed_in: SignedIn) -> None:
    assert "before=" not in signed_in("finance_officer").get("/c/NVD/files").text


class Stuck(io.RawIOBase):
    """A form of which the rest does not come within the time that the server waits."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise BlockingIOError


def test_a_form_of_which_the_rest_does_not_come_is_answered(signed_in: SignedIn) -> None:
    sent = {
        "wsgi.input": Stuck(),
        "CONTENT_LENGTH": "300",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    answer = signed_in("finance_officer").open("/c/NVD/find", "POST", environ_overrides=sent)
    assert (answer.status_code, "There is a problem with this address or form" in answer.text) == (400, True)


def test_a_form_that_is_too_large_is_refused_whatever_its_kind(signed_in: SignedIn) -> None:
    officer = signed_in("finance_officer")
    assert officer.post("/c/NVD/find", text="A" * 1_000_000).status_code == 413
    assert "Enter 200 characters or fewer." in officer.post("/c/NVD/find", text="A" * 1000).text


@pytest.mark.parametrize("password", ["penmoor town council", "Northvale-Council", "nora!penmoor.123"])
def test_a_password_of_the_council_s_and_the_person_s_own_words_is_refused(password: str) -> None:
    about = ("Penmoor Town Council", "Northvale District Council", "nora@penmoor.example")
    with pytest.raises(Invalid, match="mostly a name"):
        check_new_password(password, about)
    check_new_password("penmoor brass lantern", about)
