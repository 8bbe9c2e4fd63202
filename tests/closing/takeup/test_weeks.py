"""The weeks of the curve."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from paycards.closing.takeup.curve import Week
from paycards.closing.takeup.people import Person
from paycards.closing.takeup.weeks import weeks_of
from tests.closing.takeup.persons import day, paid, person


def test_the_curve_begins_the_day_before_the_first_card_and_ends_today() -> None:
    people = [
        person(paid("paypoint", card=True, first=day(0, 6)), paid("e_pay", card=False, first=day(0, 2))),
        person(paid("direct_debit", card=False, first=day(1))),
        person(given_on=day(1)),
        person(given_on=None),
    ]
    assert weeks_of(people, day(1, 2)) == [
        Week(day(0, -1), 0, 0, 0),
        Week(day(0, 6), 2, 1, 1),
        Week(day(1, 2), 3, 2, 1),
    ]


def test_a_payment_before_the_card_counts_from_the_card_on() -> None:
    early = person(paid("direct_debit", card=False, first=day(0)), given_on=day(1))
    assert [week.paid for week in weeks_of([early], day(2))] == [0, 1, 1]


def test_without_a_card_there_is_no_curve() -> None:
    assert weeks_of([person(given_on=None)], day(3)) == []


DAYS = st.integers(0, 90).map(lambda days: day(0, days))
USED = st.builds(
    lambda first, card: paid("paypoint" if card else "terminal", card=card, first=first), DAYS, st.booleans()
)
PEOPLE = st.builds(
    lambda given, used: person(*used, given_on=given), st.none() | DAYS, st.lists(USED, max_size=3)
)


@given(st.lists(PEOPLE, max_size=12), st.integers(1, 30))
def test_the_lines_never_fall_and_never_cross(people: list[Person], weeks: int) -> None:
    curve = weeks_of(people, day(weeks))
    for week in curve:
        assert week.carded >= week.paid >= week.paid_with_card >= 0
    for before, after in itertools.pairwise(curve):
        assert (before.ends_on, before.carded, before.paid) <= (after.ends_on, after.carded, after.paid)
        assert after.ends_on - before.ends_on <= dt.timedelta(days=7)
        assert before.paid_with_card <= after.paid_with_card
