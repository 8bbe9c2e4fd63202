"""The life of a card: what may follow what, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.issue import card_life as life


def test_each_state_can_be_reached_from_the_beginning_or_is_only_known_from_lists() -> None:
    reached, waiting = {life.NEW}, [life.NEW]
    while waiting:
        for after in life.ALLOWED[waiting.pop()]:
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    assert reached == {life.NEW, *life.STATES}


def test_every_state_says_what_may_follow_it() -> None:
    assert set(life.ALLOWED) == {life.NEW, *life.STATES}
    assert {after for states in life.ALLOWED.values() for after in states} <= set(life.STATES)
    assert set(life.REQUEST_ALLOWED) == set(life.REQUEST_STATES)


def test_a_replaced_card_is_at_its_end() -> None:
    assert [after for after in life.STATES if life.may_follow("replaced", after)] == []


@pytest.mark.parametrize("reason", life.REASONS)
def test_a_cancelled_card_comes_back_only_if_that_was_an_error(reason: str) -> None:
    assert life.may_follow("cancelled", "active", reason) == (reason == "entered_in_error")


@pytest.mark.parametrize("state", ["lost", "stolen", "damaged"])
def test_a_card_that_is_out_of_hand_can_be_found_replaced_or_cancelled(state: str) -> None:
    assert {after for after in life.STATES if life.may_follow(state, after)} == {
        "active",
        "replaced",
        "cancelled",
    }


def test_the_reasons_at_the_desk_are_those_of_the_list_and_each_of_the_list_is_used() -> None:
    assert {reason for reasons in life.REASONS_TO.values() for reason in reasons} == set(life.REASONS)
    assert set(life.BEFORE_REPLACED) <= set(life.REASONS_TO["replace"])


@pytest.mark.parametrize("doing", life.REASONS_TO)
def test_the_reason_other_needs_a_note_wherever_it_is_given(doing: str) -> None:
    if life.NEEDS_NOTE in life.REASONS_TO[doing]:
        assert life.check_reason(doing, "other", "the dog ate it") == "other"
        with pytest.raises(ValueError, match="needs a note"):
            life.check_reason(doing, "other", "  ")


def test_a_reason_that_does_not_fit_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        ValueError, match="found is not a reason to cancel: choose from customer_asked, account_"
    ):
        life.check_reason("cancel", "found", "")


@given(st.lists(st.sampled_from(life.STATES), max_size=12), st.sampled_from(life.REASONS))
def test_whatever_is_tried_a_replaced_card_never_lives_again(tries: list[str], reason: str) -> None:
    state, ended = life.NEW, False
    for after in tries:
        if life.may_follow(state, after, reason):
            assert not ended
            state = after
        ended = state == "replaced"
