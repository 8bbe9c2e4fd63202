"""What becomes of a statement beside those that are taken."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from paycards.reconcile.bank.placed import Placed
from paycards.reconcile.bank.ruling import rule

FRIDAY, MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 11, day) for day in (6, 9, 10, 11))


def said(
    begins_on: dt.date, opening: int | None, closing: int | None, *, to: dt.date | None = None, of: str = ""
) -> Placed:
    """A statement of a day, or up to another day."""
    ends_on, booked = to or begins_on, (closing or 0) - (opening or 0)
    own = f"{begins_on} {ends_on} {opening} {closing} {of}"
    return Placed(1, f"{begins_on:%a}.xml", "", begins_on, ends_on, opening, closing, booked, own)


@pytest.mark.parametrize(
    ("new", "taken", "state"),
    [
        pytest.param(said(MONDAY, 100, 150), [], "accepted", id="first"),
        pytest.param(said(TUESDAY, 150, 180), [said(MONDAY, 100, 150)], "accepted", id="next day"),
        pytest.param(said(WEDNESDAY, 200, 210), [said(MONDAY, 100, 150)], "accepted", id="after a gap"),
        pytest.param(said(MONDAY, 100, 150), [said(MONDAY, 100, 150)], "repeat", id="the same"),
        pytest.param(said(MONDAY, 150, 180), [said(MONDAY, 100, 150)], "accepted", id="second of a day"),
        pytest.param(
            said(MONDAY, 180, 190), [said(MONDAY, 100, 150), said(MONDAY, 150, 180)], "accepted", id="third"
        ),
        pytest.param(said(MONDAY, 100, 170), [said(MONDAY, 100, 150)], "held", id="corrected"),
        pytest.param(said(MONDAY, 100, 100), [said(MONDAY, 100, 150)], "held", id="corrected to nothing"),
        pytest.param(said(MONDAY, 90, 150), [said(MONDAY, 100, 150)], "held", id="continues none"),
        pytest.param(
            said(MONDAY, 100, 170), [said(FRIDAY, 50, 100), said(MONDAY, 100, 150)], "held",
            id="corrected though it goes on from the day before",
        ),
        pytest.param(
            said(MONDAY, 100, 300, to=WEDNESDAY),
            [said(FRIDAY, 50, 100), said(MONDAY, 100, 150), said(TUESDAY, 150, 180)], "held",
            id="a week over taken days",
        ),
        pytest.param(
            said(MONDAY, 100, 300, to=WEDNESDAY), [said(FRIDAY, 50, 100), said(TUESDAY, 150, 180)], "held",
            id="a week over one taken day",
        ),
        pytest.param(
            said(MONDAY, 100, 300, to=WEDNESDAY), [said(FRIDAY, 50, 100), said(WEDNESDAY, 250, 300)], "held",
            id="a week over its last day",
        ),
        pytest.param(
            said(MONDAY, 150, 300, to=WEDNESDAY), [said(MONDAY, 100, 150), said(WEDNESDAY, 250, 300)], "held",
            id="a week from Monday noon over its last day",
        ),
        pytest.param(
            said(MONDAY, 150, 180, to=TUESDAY), [said(FRIDAY, 100, 150, to=MONDAY)], "accepted",
            id="next where a period begins with the day of the last balance",
        ),
        pytest.param(
            said(MONDAY, 150, 180, to=TUESDAY),
            [said(FRIDAY, 100, 150, to=MONDAY), said(TUESDAY, 180, 200, to=WEDNESDAY)], "accepted",
            id="late between two",
        ),
        pytest.param(
            said(MONDAY, 150, 180, to=TUESDAY), [said(TUESDAY, 180, 200, to=WEDNESDAY)], "accepted",
            id="late before one that it meets",
        ),
        pytest.param(
            said(MONDAY, 100, 140), [said(FRIDAY, 50, 100), said(MONDAY, 150, 180)], "accepted",
            id="first of a day whose last came first",
        ),
        pytest.param(
            said(MONDAY, 100, 180), [said(FRIDAY, 50, 100), said(MONDAY, 150, 180)], "held",
            id="a whole day over its last part",
        ),
        pytest.param(
            said(MONDAY, 100, 150, of="other"), [said(MONDAY, 100, 150), said(MONDAY, 150, 180)], "held",
            id="a corrected first of a day, which the second meets",
        ),
        pytest.param(
            said(MONDAY, 150, 170), [said(MONDAY, 100, 150), said(MONDAY, 150, 180)], "held",
            id="a corrected last of a day",
        ),
        pytest.param(
            said(MONDAY, 100, 180), [said(MONDAY, 100, 150), said(MONDAY, 150, 180)], "held",
            id="a whole day over both its parts",
        ),
        pytest.param(
            said(MONDAY, 100, 130), [said(MONDAY, 100, 150), said(MONDAY, 150, 100)], "accepted",
            id="third of a day that came back to its first balance",
        ),
        pytest.param(said(MONDAY, None, None), [said(MONDAY, 100, 150)], "held", id="no balances, same day"),
        pytest.param(said(TUESDAY, None, None), [said(MONDAY, 100, 150)], "accepted", id="no balances"),
        pytest.param(said(MONDAY, 150, 180), [said(MONDAY, None, None)], "held", id="beside one without"),
        pytest.param(said(MONDAY, 100, 130), [said(MONDAY, 100, 100)], "accepted", id="after nothing"),
    ],
)  # fmt: skip
def test_balances_decide_what_a_statement_is(new: Placed, taken: list[Placed], state: str) -> None:
    assert rule(new, taken).state == state


def test_what_the_bank_calls_a_correction_is_none_of_a_day_that_has_a_statement() -> None:
    correction = replace(said(MONDAY, 100, 130), corrects=True)
    assert rule(correction, [said(MONDAY, 100, 100)]).state == "held"
    assert rule(correction, [said(FRIDAY, 50, 100)]).state == "accepted"


def test_what_is_held_names_what_it_contradicts() -> None:
    corrected = rule(said(MONDAY, 100, 170), [said(MONDAY, 100, 150)])
    assert corrected.reason == "it says something else of 2026-11-09 than Mon.xml, which was taken before"
    week = rule(said(MONDAY, 100, 300, to=WEDNESDAY), [said(MONDAY, 100, 150), said(TUESDAY, 150, 180)])
    assert week.reason == (
        "it speaks of 2026-11-09 to 2026-11-11, of which statements were taken before, from Mon.xml, Tue.xml"
    )
    assert len(week.against) == 2


NOON, LATE = said(MONDAY, 150, 180, of="noon"), said(MONDAY, 180, 210, of="late")
EARLY = said(MONDAY, 100, 150, of="early")
SWIFT = (
    said(FRIDAY, 50, 100, to=MONDAY),
    said(MONDAY, 100, 150, to=TUESDAY),
    said(TUESDAY, 150, 180, to=WEDNESDAY),
)


@pytest.mark.parametrize(
    ("new", "taken", "against"),
    [
        pytest.param(said(MONDAY, 100, 150, of="new"), [EARLY, NOON, LATE], [0], id="the first of a day"),
        pytest.param(said(MONDAY, 150, 180, of="new"), [EARLY, NOON, LATE], [1], id="the second"),
        pytest.param(said(MONDAY, 180, 250, of="new"), [EARLY, NOON, LATE], [2], id="the last"),
        pytest.param(said(MONDAY, 100, 180, of="new"), [EARLY, NOON, LATE], [0, 1], id="two of three"),
        pytest.param(said(MONDAY, 100, 210, of="new"), [EARLY, NOON, LATE], [0, 1, 2], id="the whole day"),
        pytest.param(said(MONDAY, 100, 170, of="new"), [EARLY, NOON, LATE], [0, 1, 2], id="nobody can tell"),
        pytest.param(said(MONDAY, 100, 150, to=TUESDAY, of="new"), SWIFT, [1], id="days of the balances"),
        pytest.param(said(MONDAY, 100, 170, to=TUESDAY, of="new"), SWIFT, [1], id="and another closing"),
        pytest.param(said(MONDAY, 90, 150, to=TUESDAY, of="new"), SWIFT, [1], id="and another opening"),
        pytest.param(said(MONDAY, 100, 180, to=WEDNESDAY, of="new"), SWIFT, [1, 2], id="two days in one"),
        pytest.param(said(FRIDAY, 50, 180, to=WEDNESDAY, of="new"), SWIFT, [0, 1, 2], id="all in one"),
        pytest.param(
            said(MONDAY, 100, 200, to=WEDNESDAY, of="new"),
            [EARLY, said(TUESDAY, 150, 180), said(WEDNESDAY, 180, 200)], [0, 1, 2], id="a week says all",
        ),
        pytest.param(said(MONDAY, None, None, of="new"), [EARLY, NOON], [0, 1], id="one without balances"),
    ],
)  # fmt: skip
def test_what_is_taken_takes_the_place_of_what_it_contradicts_and_of_nothing_beside_it(
    new: Placed, taken: tuple[Placed, ...], against: list[int]
) -> None:
    ruling = rule(new, taken)
    assert ruling.state == "held"
    assert list(ruling.against) == [taken[place] for place in against]


def test_very_many_statements_of_overlapping_days_are_ruled_on_at_once() -> None:
    """What looked at every place among all of them for each of them took half a minute."""
    began, taken = time.process_time(), [said(MONDAY, 0, 1)]
    for number in range(1, 1_500):
        new = said(
            MONDAY + dt.timedelta(number // 100), 3 * number, 3 * number + 1,
            to=MONDAY + dt.timedelta(number // 100 + 1),
        )  # fmt: skip
        assert rule(new, taken).state == "held"
        taken.append(new)
    assert time.process_time() - began < 5
