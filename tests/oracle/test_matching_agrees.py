"""The matching of paycards and the oracle's, over random contracts of a few weeks."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from paycards.reconcile.settlement.matching.items import Match, OpenDue, OpenEntry
from paycards.reconcile.settlement.matching.matching import match
from paycards.reconcile.settlement.matching.working_days import WorkingDays

from .settlement import Entry, Matcher, Owed, Pair

MONDAY = dt.date(2026, 12, 14)
HOLIDAYS = frozenset({dt.date(2026, 12, 25), dt.date(2026, 12, 28), dt.date(2027, 1, 1)})
SUMS = (100, 100, 200, 300, 300, 500, 700, -100, -200, -300)


def is_free(day: dt.date) -> bool:
    return day.weekday() >= 5 or day in HOLIDAYS


def invented(seed: int, most: int = 9) -> tuple[list[Entry], list[Owed], set[tuple[str, str]]]:
    """Dues of a few weeks, and the entries that pay them: whole, late, together, in parts, short, or not."""
    chance = random.Random(seed)  # noqa: S311
    dues = [
        Owed(f"D{number:02}", MONDAY + dt.timedelta(chance.randrange(24)), chance.choice(SUMS))
        for number in range(chance.randrange(1, most + 1))
    ]
    money = list(paid(chance, dues))[: chance.randrange(1, most + 1)]
    places = chance.sample(range(100), len(money))
    entries = [
        Entry(f"E{number:02}", day, (place // 10, place), pence)
        for number, ((day, pence), place) in enumerate(zip(money, places, strict=True))
        if pence
    ]
    pairs = [(entry.key, due.key) for entry in entries for due in dues]
    barred = {pair for pair in pairs if chance.random() < chance.choice((0, 0, 0, 0.1))}
    return entries, dues, barred


def paid(chance: random.Random, dues: list[Owed]) -> Iterator[tuple[dt.date, int]]:
    waiting = 0
    for due in sorted(dues, key=lambda due: due.day):
        day = due.day + dt.timedelta(chance.choice((0, 0, 0, 1, -1, 3, 8)))
        how = chance.choice(("whole", "whole", "with the next", "in parts", "short", "not"))
        if how == "with the next":
            waiting += due.pence
        elif how == "in parts":
            first = chance.choice((50, 100, due.pence - 50))
            yield day, first
            yield day + dt.timedelta(chance.choice((0, 1, 4, 7))), due.pence - first
        elif how != "not":
            yield day, waiting + due.pence - (chance.choice((10, -10)) if how == "short" else 0)
            waiting = 0


def by_paycards(entries: list[Entry], dues: list[Owed], barred: set[tuple[str, str]]) -> list[list[Pair]]:
    found = match(
        [OpenEntry(each.key, each.day, each.place, each.pence) for each in entries],
        [OpenDue(each.key, each.day, each.pence) for each in dues],
        WorkingDays(HOLIDAYS),
        barred,
    )
    return [sorted(map(as_pair, found.confirmed)), sorted(map(as_pair, found.proposed))]


def as_pair(found: Match) -> Pair:
    return found.entry, found.due, found.amount_pence, found.rule


def by_oracle(entries: list[Entry], dues: list[Owed], barred: set[tuple[str, str]]) -> list[list[Pair]]:
    matcher = Matcher(entries, dues, is_free, barred)
    return [sorted(matcher.confirmed()), sorted(matcher.proposed())]


def assert_agrees(seeds: range, most: int) -> None:
    worlds = ((seed, invented(seed, most)) for seed in seeds)
    assert [seed for seed, world in worlds if by_paycards(*world) != by_oracle(*world)] == []


def test_paycards_matches_as_the_oracle_does_in_thousands_of_worlds() -> None:
    assert_agrees(range(2500), most=9)
    assert_agrees(range(2500, 2600), most=14)


def test_the_worlds_speak_every_rule() -> None:
    spoken = {pair[3] for seed in range(300) for pairs in by_oracle(*invented(seed)) for pair in pairs}
    assert spoken == {"exact", "run", "parts", "subset", "difference"}


@pytest.mark.soak
@pytest.mark.parametrize("first", range(10_000, 200_000, 10_000))
def test_paycards_matches_as_the_oracle_does_in_many_worlds(first: int) -> None:
    assert_agrees(range(first, first + 9_000), most=9)
    assert_agrees(range(first + 9_000, first + 10_000), most=14)
