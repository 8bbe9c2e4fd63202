"""What was worked out is kept under its mark, and worked out once for all who ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from paycards.access.kept import Kept


def test_it_is_worked_out_anew_under_another_mark_only() -> None:
    kept, worked_out = Kept(), []

    def work_out() -> int:
        worked_out.append(1)
        return len(worked_out)

    assert [kept.of("proof", mark, work_out) for mark in (1, 1, 2, 2)] == [1, 1, 2, 2]


def test_who_asks_while_somebody_works_it_out_waits_for_that() -> None:
    kept, worked_out, all_ask = Kept(), [], Barrier(4)

    def work_out(number: int) -> int:
        worked_out.append(number)
        return number

    def ask(number: int) -> int:
        all_ask.wait(timeout=10)
        return kept.of("proof", 1, lambda: work_out(number))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert found == worked_out * 4


def test_who_sees_other_books_meanwhile_gets_their_own() -> None:
    kept, began, go_on = Kept(), Event(), Event()

    def slowly() -> str:
        began.set()
        go_on.wait(timeout=10)
        return "before"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.of, "proof", 1, slowly)
        began.wait(timeout=10)
        second = pool.submit(kept.of, "proof", 2, lambda: "after")
        go_on.set()
        assert (first.result(10), second.result(10)) == ("before", "after")


def test_what_fails_is_tried_again_by_the_next() -> None:
    kept = Kept()
    with ThreadPoolExecutor(1) as pool:
        failed = pool.submit(kept.of, "proof", 1, lambda: 1 // 0)
        assert isinstance(failed.exception(10), ZeroDivisionError)
    assert kept.of("proof", 1, lambda: 1) == 1
