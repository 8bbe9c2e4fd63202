"""What holds of every matching, whatever is open: Hypothesis looks for a case in which it does not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from paycards.reconcile.settlement.matching.items import Match, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.matching import match
from paycards.reconcile.settlement.matching.sums import choices
from paycards.reconcile.settlement.matching.working_days import WorkingDays

CALENDAR = WorkingDays()
DAYS = st.dates(dt.date(2026, 12, 14), dt.date(2027, 1, 8))
PENCE = st.sampled_from([100, 200, 300, 400, 500, 1100, -100, -200]) | st.integers(-900, 900)
ENTRIES = st.lists(st.tuples(DAYS, PENCE), max_size=8).map(
    lambda rows: [OpenEntry(f"E{n}", day, (1, n), pence) for n, (day, pence) in enumerate(rows)]
)
DUES = st.lists(st.tuples(DAYS, PENCE), max_size=10).map(
    lambda rows: [OpenDue(f"D{n}", day, pence) for n, (day, pence) in enumerate(rows)]
)
BARRED = st.sets(
    st.tuples(st.integers(0, 7).map("E{}".format), st.integers(0, 9).map("D{}".format)), max_size=6
)


def sums(matches: Iterable[Match], side: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in matches:
        found[getattr(each, side)] += each.amount_pence
    return found


@given(ENTRIES, DUES, BARRED)
def test_confirmed_matches_settle_whole_dues_by_whole_entries(
    entries: list[OpenEntry], dues: list[OpenDue], barred: set[tuple[str, str]]
) -> None:
    confirmed = match(entries, dues, CALENDAR, barred).confirmed
    open_pence = {entry.key: entry.open_pence for entry in entries}
    outstanding = {due.key: due.outstanding_pence for due in dues}
    assert sums(confirmed, "entry").items() <= open_pence.items()
    assert sums(confirmed, "due").items() <= outstanding.items()


@given(ENTRIES, DUES, BARRED)
def test_no_pair_that_a_person_took_back_is_made_and_none_twice(
    entries: list[OpenEntry], dues: list[OpenDue], barred: set[tuple[str, str]]
) -> None:
    found = match(entries, dues, CALENDAR, barred)
    pairs = [(each.entry, each.due) for each in (*found.confirmed, *found.proposed)]
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & barred


@given(ENTRIES, DUES, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(
    entries: list[OpenEntry], dues: list[OpenDue], chance: object
) -> None:
    shuffled = list(reversed(entries)), list(reversed(dues))
    assert match(*shuffled, CALENDAR) == match(entries, dues, CALENDAR)


@given(ENTRIES, DUES, BARRED)
def test_matching_what_is_left_confirms_nothing_more_and_proposes_the_same(
    entries: list[OpenEntry], dues: list[OpenDue], barred: set[tuple[str, str]]
) -> None:
    first = match(entries, dues, CALENDAR, barred)
    gone = {each.entry for each in first.confirmed} | {each.due for each in first.confirmed}
    left = [e for e in entries if e.key not in gone], [d for d in dues if d.key not in gone]
    second = match(*left, CALENDAR, barred)
    assert (second.confirmed, second.proposed) == ([], first.proposed)


@given(ENTRIES, DUES)
def test_no_match_but_exact_looks_at_a_due_after_the_entrys_day(
    entries: list[OpenEntry], dues: list[OpenDue]
) -> None:
    found = match(entries, dues, CALENDAR)
    booked, due_on = {e.key: e.booked_on for e in entries}, {d.key: d.due_on for d in dues}
    later = {e.rule for e in (*found.confirmed, *found.proposed) if due_on[e.due] > booked[e.entry]}
    assert later <= {"exact"}


@given(st.lists(st.integers(-20, 20).filter(bool), max_size=10), st.integers(-40, 40))
def test_choices_are_found_as_by_trying_all(pence: list[int], wanted_pence: int) -> None:
    every = [
        places
        for mask in range(1, 2 ** len(pence))
        if (places := [n for n in range(len(pence)) if mask >> n & 1])
        and sum(pence[n] for n in places) == wanted_pence
    ]
    found = choices(pence, wanted_pence)
    assert len(found) == min(len(every), 2)
    assert all(list(choice) in every for choice in found)
