"""Which bank entry pays which dues: each rule and each ruling on it, in a small case of its own."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable, Sequence

import pytest

from paycards.reconcile.settlement.matching.items import Match, Matching, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.matching import match
from paycards.reconcile.settlement.matching.working_days import WorkingDays

CALENDAR = WorkingDays()
MONDAY = dt.date(2026, 11, 2)
Pairs = Collection[tuple[str, str]]
Row = tuple[int, int]  # days after that Monday, pence


def on(days: int) -> dt.date:
    return MONDAY + dt.timedelta(days)


def matched(entries: Iterable[Row], dues: Iterable[Row], barred: Pairs = ()) -> Matching:
    """Entries E1, E2, … and dues D01, D02, … in the order given."""
    return match(
        [OpenEntry(f"E{n}", on(days), (1, n), pence) for n, (days, pence) in enumerate(entries, 1)],
        [OpenDue(f"D{n:02}", on(days), pence) for n, (days, pence) in enumerate(dues, 1)],
        CALENDAR,
        barred,
    )


def told(matches: Sequence[Match]) -> list[str]:
    return [f"{each.rule} {each.entry} {each.due} {each.amount_pence}" for each in matches]


def confirmed(entries: Iterable[Row], dues: Iterable[Row], **barred: Pairs) -> list[str]:
    return told(matched(entries, dues, **barred).confirmed)


def proposed(entries: Iterable[Row], dues: Iterable[Row], **barred: Pairs) -> list[str]:
    return told(matched(entries, dues, **barred).proposed)


# exact


@pytest.mark.parametrize(
    ("booked", "due", "inside"),
    [
        *((7, 0, True), (7, -1, False), (8, 0, False), (8, 1, True), (3, 7, True), (3, 8, False)),
        *((5, 8, True), (5, 0, True), (6, 0, True), (6, -1, False), (6, 9, False), (5, 9, False)),
    ],
)
def test_the_window_of_exact_is_five_working_days_before_to_two_after_both_ends_in(
    booked: int, due: int, inside: bool
) -> None:
    assert confirmed([(booked, 100)], [(due, 100)]) == (["exact E1 D01 100"] if inside else [])


def test_the_window_counts_bank_holidays_as_free() -> None:
    entry = OpenEntry("E", dt.date(2026, 12, 24), (1, 1), 100)
    inside, outside = dt.date(2026, 12, 30), dt.date(2026, 12, 31)  # Christmas on a Friday, Boxing Day moved
    found = [match([entry], [OpenDue("D", day, 100)], CALENDAR) for day in (inside, outside)]
    assert [told(each.confirmed) for each in found] == [["exact E D 100"], []]


def test_of_equal_dues_the_one_of_the_entrys_own_day_is_paid() -> None:
    assert confirmed([(2, 100)], [(1, 100), (2, 100), (3, 100)]) == ["exact E1 D02 100"]


def test_of_equal_dues_of_other_days_the_earliest_before_is_paid_then_the_earliest_after() -> None:
    assert confirmed([(2, 100)], [(0, 100), (1, 100), (3, 100)]) == ["exact E1 D01 100"]
    assert confirmed([(2, 100)], [(3, 100), (4, 100)]) == ["exact E1 D01 100"]


def test_of_equal_dues_of_one_day_the_key_decides() -> None:
    dues = [OpenDue(key, MONDAY, 100) for key in ("B", "A", "C")]
    assert told(match([OpenEntry("E", MONDAY, (1, 1), 100)], dues, CALENDAR).confirmed) == ["exact E A 100"]


def test_a_missing_day_does_not_get_the_money_of_the_next_equal_one() -> None:
    dues = [(day, 100) for day in range(5)]
    paid = [(day, 100) for day in range(5) if day != 1]
    assert confirmed(paid, dues) == [
        *("exact E1 D01 100", "exact E2 D03 100", "exact E3 D04 100", "exact E4 D05 100")
    ]


def test_entries_are_taken_by_booking_date_then_place_of_the_statement_then_row() -> None:
    entries = [
        *(OpenEntry("row 2", MONDAY, (1, 2), 100), OpenEntry("second statement", MONDAY, (2, 1), 100)),
        *(OpenEntry("row 1", MONDAY, (1, 1), 100), OpenEntry("day before", on(-3), (9, 9), 100)),
    ]
    dues = [OpenDue(f"D{n}", on(-3), 100) for n in range(4)]
    assert [each.entry for each in match(entries, dues, CALENDAR).confirmed] == [
        *("day before", "row 1", "row 2", "second statement")
    ]


# run


def test_a_weekend_in_one_sum_is_a_run() -> None:
    assert confirmed([(7, 600)], [(4, 100), (5, 200), (6, 300)]) == [
        *("run E1 D01 100", "run E1 D02 200", "run E1 D03 300")
    ]


def test_a_debt_is_set_off_before_an_exact_due_is_looked_at() -> None:
    assert confirmed([(2, 300)], [(0, -100), (1, 100), (2, 300)]) == [
        *("run E1 D01 -100", "run E1 D02 100", "run E1 D03 300")
    ]


def test_a_debt_that_no_run_sets_off_leaves_the_word_to_exact() -> None:
    assert confirmed([(2, 300)], [(0, -50), (1, 100), (2, 300)]) == ["exact E1 D03 300"]


def test_real_days_carried_forward_are_matched() -> None:
    """Of a real statement: a day below zero pays nothing and lowers the next."""
    dues = [(0, 324_871), (1, 87_310), (2, -23_620), (3, 52_020), (4, 158_376)]
    paid = [(0, 324_871), (1, 87_310), (3, 28_400), (4, 158_376)]
    assert confirmed(paid, dues) == [
        *("exact E1 D01 324871", "exact E2 D02 87310", "run E3 D03 -23620", "run E3 D04 52020"),
        "exact E4 D05 158376",
    ]
    assert confirmed([(4, 3_284)], [(0, -10_756), (1, -42_519), (2, 0), (3, 40_580), (4, 15_979)]) == [
        *("run E1 D01 -10756", "run E1 D02 -42519", "run E1 D04 40580", "run E1 D05 15979")
    ]


def test_a_run_never_uses_dues_after_the_entrys_own_day() -> None:
    assert confirmed([(1, 300)], [(1, 100), (2, 200)]) == []
    assert proposed([(1, 300)], [(0, 50), (1, 100), (2, 200)]) == []


def test_the_last_due_of_a_run_lies_in_the_window() -> None:
    assert confirmed([(8, 300)], [(-3, 100), (0, 200)]) == []
    assert confirmed([(7, 300)], [(-3, 100), (0, 200)]) == ["run E1 D01 100", "run E1 D02 200"]


def test_a_run_has_31_dues_at_most() -> None:
    for count, fits in ((31, 31), (32, 0)):
        dues = [(day - count, 1000 + day) for day in range(count)]
        assert len(confirmed([(0, sum(pence for _, pence in dues))], dues)) == fits


def test_one_open_due_does_not_block_the_runs_behind_it() -> None:
    assert confirmed([(4, 700)], [(0, 50), (1, 1000), (2, 300), (3, 400)]) == [
        *("run E1 D03 300", "run E1 D04 400")
    ]


def test_of_two_runs_of_neighbours_none_is_confirmed() -> None:
    assert confirmed([(4, 700)], [(0, 50), (1, 300), (2, 400), (3, 300)]) == []


def test_a_run_of_neighbours_lies_inside_the_window_whole() -> None:
    assert confirmed([(8, 700)], [(-3, 50), (0, 300), (3, 400)]) == []


# parts


def test_two_entries_pay_one_due_in_parts() -> None:
    assert confirmed([(1, 60), (3, 40)], [(0, 100)]) == ["parts E1 D01 60", "parts E2 D01 40"]


def test_parts_does_not_take_an_entry_that_is_another_dues_exactly() -> None:
    assert confirmed([(1, 60), (3, 40)], [(0, 100), (3, 40)]) == ["exact E2 D02 40"]


def test_parts_speaks_of_any_due_and_not_only_of_the_oldest() -> None:
    assert confirmed([(4, 60), (4, 40)], [(0, 999), (4, 100)]) == ["parts E1 D02 60", "parts E2 D02 40"]


def test_parts_pays_a_due_that_has_come_only() -> None:
    assert confirmed([(0, 60), (1, 40)], [(1, 100)]) == []


def test_a_due_older_than_five_working_days_before_the_first_part_is_not_paid_in_parts() -> None:
    assert confirmed([(7, 60), (8, 40)], [(0, 100)]) != []
    assert confirmed([(8, 60), (8, 40)], [(0, 100)]) == []


def test_the_parts_of_a_due_come_within_five_working_days() -> None:
    assert confirmed([(0, 60), (7, 40)], [(0, 100)]) != []
    assert confirmed([(0, 60), (8, 40)], [(0, 100)]) == []


def test_where_two_choices_of_parts_fit_none_is_confirmed() -> None:
    assert confirmed([(0, 60), (1, 40), (2, 40)], [(0, 100)]) == []
    assert confirmed([(0, 50), (1, 50), (2, 50)], [(0, 100)]) == []


def test_the_earliest_due_that_parts_can_pay_is_paid_and_the_rules_begin_again() -> None:
    """The run behind D02 fits only once D02 is gone."""
    paid = [(1, 61), (1, 40), (2, 700)]
    assert confirmed(paid, [(0, 300), (1, 101), (2, 400)]) == [
        *("parts E1 D02 61", "parts E2 D02 40", "run E3 D01 300", "run E3 D03 400")
    ]


def test_with_more_than_twelve_other_entries_parts_does_not_speak_and_says_so() -> None:
    for others, fits in ((12, True), (13, False)):
        paid = [(0, 1000 + 2**number) for number in range(others + 1)]
        found = matched(paid, [(0, sum(pence for _, pence in paid))])
        assert bool(found.confirmed) == fits
    assert [(each.entry, each.rule, each.found, each.at_most) for each in found.gave_up] == [
        ("E1", "parts", 13, 12)
    ]


def test_a_debit_is_no_part_of_what_a_supplier_owes() -> None:
    assert confirmed([(0, 150), (1, -50)], [(0, 100)]) == []


# subset and difference


def test_the_only_choice_of_dues_that_sums_to_an_entry_is_proposed() -> None:
    assert proposed([(4, 800)], [(0, 300), (1, 70), (2, 500)]) == ["subset E1 D01 300", "subset E1 D03 500"]


def test_where_two_choices_of_dues_fit_none_is_proposed() -> None:
    assert proposed([(4, 800)], [(0, 300), (1, 70), (2, 500), (3, 300)]) == []


def test_a_late_remittance_outside_the_window_is_proposed_as_a_choice_of_one() -> None:
    assert proposed([(14, 300)], [(0, 300), (1, 70)]) == ["subset E1 D01 300"]


def test_a_day_below_zero_may_be_in_a_choice() -> None:
    assert proposed([(4, 250)], [(0, 300), (1, 70), (2, -50)]) == ["subset E1 D01 300", "subset E1 D03 -50"]


def test_twenty_dues_are_searched_and_with_more_the_rule_says_that_it_gave_up() -> None:
    dues = [(number - 60, 1000 + 2**number) for number in range(0, 42, 2)]
    for count, fits in ((20, True), (21, False)):
        found = matched([(0, dues[0][1] + dues[7][1])], dues[:count])
        assert bool(found.proposed) == fits
    assert [(each.rule, each.found, each.at_most) for each in found.gave_up] == [("subset", 21, 20)]


def test_the_twenty_are_counted_without_dues_that_are_still_to_come() -> None:
    dues = [(number - 60, 1000 + 2**number) for number in range(0, 40, 2)]
    to_come = [(day, 500) for day in range(1, 11)]
    assert len(proposed([(0, dues[0][1] + dues[7][1])], dues + to_come)) == 2


def test_a_short_payment_of_the_only_due_near_it_is_proposed_with_the_smaller_amount() -> None:
    assert proposed([(1, 90)], [(0, 100)]) == ["difference E1 D01 90"]
    assert proposed([(1, 110)], [(0, 100)]) == ["difference E1 D01 100"]


def test_a_difference_looks_at_no_due_after_the_entrys_own_day() -> None:
    assert proposed([(1, 90)], [(0, 100), (2, 100)]) == ["difference E1 D01 90"]
    assert proposed([(1, 90)], [(2, 100)]) == []


def test_with_two_dues_near_it_no_difference_is_proposed() -> None:
    assert proposed([(2, 90)], [(0, 100), (1, 200)]) == []


def test_a_difference_needs_one_sign() -> None:
    assert proposed([(1, 90)], [(0, -100)]) == []
    assert proposed([(1, -90)], [(0, -100)]) == ["difference E1 D01 -90"]


def test_a_proposal_reserves_nothing() -> None:
    assert proposed([(1, 90), (1, 80)], [(0, 100)]) == ["difference E1 D01 90", "difference E2 D01 80"]


# what a person refused


def test_a_pair_that_a_person_took_back_is_never_made_again() -> None:
    taken_back = [("E1", "D01")]
    assert confirmed([(1, 100)], [(0, 100)], barred=taken_back) == []
    assert confirmed([(1, 100)], [(0, 100), (1, 70), (1, 30)], barred=taken_back) == [
        *("run E1 D02 70", "run E1 D03 30")
    ]
    assert confirmed([(1, 60), (2, 40)], [(0, 100)], barred=taken_back) == []
    assert proposed([(14, 100)], [(0, 100)], barred=taken_back) == []
    assert proposed([(1, 90)], [(0, 100)], barred=taken_back) == []


# the whole


def test_what_is_zero_on_either_side_is_not_open() -> None:
    found = matched([(0, 0), (0, 100)], [(0, 0)])
    assert (told(found.confirmed), told(found.proposed)) == ([], [])


def test_a_reason_is_a_sentence_with_the_dues_days_and_amounts() -> None:
    exactly, summed, split = (
        matched(entries, dues).confirmed[0].reason
        for entries, dues in (
            ([(0, 123_45)], [(0, 123_45)]),
            ([(3, 284_00)], [(2, -236_20), (3, 520_20)]),
            ([(1, 60_00), (3, 40_00)], [(0, 100_00)]),
        )
    )
    several, late, short, over = (
        matched(entries, dues).proposed[0].reason
        for entries, dues in (
            ([(4, 800)], [(0, 300), (1, 70), (2, 500)]),
            ([(14, 300)], [(0, 300), (1, 70)]),
            ([(1, 88_00)], [(0, 100_00)]),
            ([(1, 112_00)], [(0, 100_00)]),
        )
    )
    assert exactly == "£123.45 is exactly what D01 (due 2 November 2026) has outstanding."
    assert summed == (
        "£284.00 is the sum of 2 dues that follow each other, D01 (due 4 November 2026) to D02 (due"
        " 5 November 2026), £236.20 of them set off, from the oldest open due on."
    )
    assert split == (
        "2 entries, £60.00 of 3 November 2026 and £40.00 of 5 November 2026, sum to the £100.00 that D01 (due"
        " 2 November 2026) has outstanding; no other choice of entries within five working days does."
    )
    assert several == (
        "D01 (due 2 November 2026) £3.00 and D03 (due 4 November 2026) £5.00 sum to £8.00; no other choice of"
        " the 3 open dues by 6 November 2026 does."
    )
    assert late == (
        "£3.00 is what D01 (due 2 November 2026) has outstanding, 10 working days late; no other choice of"
        " the 2 open dues by 16 November 2026 does."
    )
    assert short == (
        "D01 (due 2 November 2026) is the only open due of the five working days up to the entry;"
        " £88.00 for £100.00 is £12.00 short."
    )
    assert over.endswith("£112.00 for £100.00 is £12.00 over.")


def test_a_year_of_five_entries_a_day_is_matched_in_well_under_a_second() -> None:
    days = [day for day in range(364) if (MONDAY + dt.timedelta(day)).weekday() < 5]
    dues = [(day, 1_000_000 + 7919 * number % 999_983) for number, day in enumerate(days)]
    pieces = [(day, pence * share // 15) for day, pence in dues for share in (1, 2, 3, 4, 5)]
    begun = time.perf_counter()
    matched(pieces, dues)
    assert time.perf_counter() - begun < 3  # a loaded machine; it takes a third of a second
