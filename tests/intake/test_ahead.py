"""One file ahead, never two; in order; and no further than a failure until it is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, get_ident

import pytest

from paycards.intake.ahead import work_ahead


def test_the_next_is_prepared_while_the_one_before_is_used() -> None:
    began = {number: Event() for number in range(3)}

    def prepare(number: int) -> int:
        began[number].set()
        return number

    used = []

    def use(number: int, outcome: Callable[[], int]) -> None:
        used.append(outcome())
        assert number == 2 or began[number + 1].wait(10)
        assert number >= 1 or not began[2].is_set()  # never two ahead

    work_ahead(range(3), prepare, use)
    assert used == [0, 1, 2]


def test_preparing_has_a_thread_of_its_own_and_using_has_not() -> None:
    here, threads = get_ident(), set()

    def use(_: int, outcome: Callable[[], int]) -> None:
        assert get_ident() == here
        threads.add(outcome())

    work_ahead(range(3), lambda _: get_ident(), use)
    assert len(threads) == 1
    assert here not in threads


def test_after_a_failure_nothing_is_prepared_until_it_is_dealt_with() -> None:
    prepared = []

    def prepare(number: int) -> None:
        prepared.append(number)
        if number == 1:
            raise ValueError(number)

    def use(number: int, outcome: Callable[[], None]) -> None:
        if number == 1:
            with pytest.raises(ValueError, match="1"):
                outcome()
            assert prepared == [0, 1]

    work_ahead(range(4), prepare, use)
    assert prepared == [0, 1, 2, 3]


def test_whoever_cannot_go_on_ends_it_all() -> None:
    prepared = []

    def prepare(number: int) -> None:
        prepared.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match="0"):
        work_ahead(range(4), prepare, lambda _, outcome: outcome())
    assert prepared == [0]


def test_of_nothing_nothing_is_made() -> None:
    work_ahead([], lambda _: pytest.fail("prepared"), lambda *_: pytest.fail("used"))
