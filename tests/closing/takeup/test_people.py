"""How a customer paid, and when one counts as silent."""

from __future__ import annotations

import datetime as dt

import pytest

from paycards.closing.takeup.people import CARD, NOTHING, OTHER, Used
from paycards.settings.take_up import TakeUp
from tests.closing.takeup.persons import day, paid, person

RULES = TakeUp()
BY_CARD = paid("paypoint", card=True, first=day(1))
BY_DEBIT = paid("direct_debit", card=False, first=day(2))


@pytest.mark.parametrize(
    ("used", "how"), [((), NOTHING), ((BY_DEBIT,), OTHER), ((BY_DEBIT, BY_CARD), CARD), ((BY_CARD,), CARD)]
)
def test_one_payment_with_the_card_is_take_up(used: tuple[Used, ...], how: str) -> None:
    assert person(*used).paid == how


def test_first_and_last_and_totals_are_told_apart_by_card() -> None:
    someone = person(BY_CARD, BY_DEBIT)
    assert someone.first_on(with_card=True) == someone.first_on(with_card=False) == day(1)
    assert someone.last == BY_DEBIT
    assert (someone.total(with_card=True), someone.total(with_card=False)) == ((1, 2000), (1, 2000))


@pytest.mark.parametrize(
    ("payments_a_year", "last_good_day"),
    [(52, day(3)), (12, day(0, 44)), (4, day(15)), (None, day(6))],
)
def test_a_new_card_gives_as_long_as_the_rhythm_at_the_counter_and_the_grace(
    payments_a_year: int | None, last_good_day: dt.date
) -> None:
    someone = person(payments_a_year=payments_a_year)
    assert not someone.is_silent(last_good_day, RULES)
    assert someone.is_silent(last_good_day + dt.timedelta(days=1), RULES)


def test_a_card_that_came_later_than_the_list_gives_as_long_from_then() -> None:
    assert not person(given_on=day(4)).is_silent(day(7), RULES)


def test_whoever_paid_and_stopped_is_silent_too_and_any_payment_counts() -> None:
    stopped = person(BY_CARD)
    assert stopped.is_silent(day(4, 1), RULES)
    assert not person(BY_CARD, BY_DEBIT).is_silent(day(4, 1), RULES)


def test_whoever_has_no_card_yet_can_be_silent_but_a_closed_account_cannot() -> None:
    assert person(given_on=None, card_ending="").is_silent(day(9), RULES)
    assert not person(account_status="closed").is_silent(day(9), RULES)
    assert person(account_status="former").is_silent(day(9), RULES)
