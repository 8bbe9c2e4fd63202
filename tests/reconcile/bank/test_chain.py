"""Each statement opens with what the one before closed with; what follows a gap waits to be proved."""

from __future__ import annotations

import random

from paycards.reconcile.bank.chain import chain, in_order, opening_of
from tests.reconcile.bank.test_ruling import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, said


def proved(*statements, entered=None):  # type: ignore[no-untyped-def]
    return [each.proved for each in chain(statements, entered or {})]


def test_the_first_statement_is_proved_and_each_that_follows_it() -> None:
    assert proved(said(MONDAY, 100, 150), said(TUESDAY, 150, 180)) == [True, True]


def test_what_follows_a_gap_is_unproved_and_says_what_is_missing() -> None:
    linked = chain([said(FRIDAY, 0, 100), said(TUESDAY, 150, 180), said(WEDNESDAY, 180, 190)], {})
    assert [each.proved for each in linked] == [True, False, False]
    gap = linked[1].gap
    assert gap is not None
    assert (gap.expected_pence, gap.missing_pence, linked[2].gap) == (100, 50, None)


def test_a_late_statement_closes_the_gap_and_proves_what_follows() -> None:
    late = [said(FRIDAY, 0, 100), said(TUESDAY, 150, 180), said(WEDNESDAY, 180, 190), said(MONDAY, 100, 150)]
    assert proved(*late) == [True] * 4


def test_statements_of_one_day_stand_as_their_balances_say() -> None:
    day = [said(MONDAY, 100, 150), said(MONDAY, 150, 150), said(MONDAY, 150, 120), said(MONDAY, 120, 300)]
    whole = [said(FRIDAY, 90, 100), *day, said(TUESDAY, 300, 310)]
    for seed in range(10):
        mixed = random.Random(seed).sample(whole, len(whole))  # noqa: S311 - an order, no secret
        assert all(each.proved for each in chain(mixed, {})), list(in_order(mixed))


def test_a_statement_without_balances_is_unproved_and_the_next_one_proves_the_sum() -> None:
    without = said(TUESDAY, None, None)
    assert proved(said(MONDAY, 100, 150), without, said(WEDNESDAY, 150, 180)) == [True, False, True]
    assert proved(said(MONDAY, 100, 150), without, said(WEDNESDAY, 160, 180)) == [True, False, False]


def test_a_balance_that_a_person_entered_carries_the_chain_on() -> None:
    broken = (said(FRIDAY, 0, 100), said(TUESDAY, 150, 180), said(WEDNESDAY, 180, 190))
    assert proved(*broken, entered={TUESDAY: 180}) == [True, True, True]
    assert proved(*broken, entered={TUESDAY: 181}) == [True, False, False]


def test_a_balance_that_was_entered_for_a_lost_day_carries_the_chain_on() -> None:
    broken = (said(FRIDAY, 0, 100), said(TUESDAY, 150, 180))
    assert proved(*broken, entered={MONDAY: 150}) == [True, True]
    assert proved(*broken, entered={MONDAY: 151}) == [True, False]
    assert proved(*broken, entered={FRIDAY: 150}) == [True, False]  # the bank says 100 of that day


def test_what_an_account_held_is_told_by_the_bank_or_a_person_or_the_first_balance_that_is_known() -> None:
    without = said(MONDAY, None, None)
    for statements, entered, opening in (
        ((said(MONDAY, 100, 150),), {FRIDAY: 7}, 100),
        ((without,), {FRIDAY: 7}, 7),
        ((without,), {MONDAY: 107}, 107 - without.booked_pence),
        ((without, said(TUESDAY, 150, 180)), {}, 150 - without.booked_pence),
        ((without,), {}, None),
    ):
        assert opening_of(chain(statements, entered), entered) == opening
