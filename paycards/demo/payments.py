"""Who pays what, when and by which route, in a realistic week.

Rent is paid weekly, on the payer's own day, often in round sums of cash; council tax monthly.
A sum above the till's limit is paid in several parts, so that equal rows stand side by side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from paycards.demo.cards import Card

TILL_LIMIT_PENCE = {"post_office": 99_999, "paypoint": 20_000, "payzone": 20_000}


@dataclass(frozen=True)
class Payment:
    """Money that one person pays in one go at one till, with one card."""

    card: Card
    amount_pence: int
    at: dt.datetime  # local time


@dataclass(frozen=True)
class Habit:
    """How the holder of one card pays: the same route and sum on the same day."""

    card: Card
    route: str
    weekday: int
    amount_pence: int


def make_habits(cards: Sequence[Card], routes: Mapping[str, int], chance: Random) -> list[Habit]:
    """A habit for each card that people still pay with; `routes` gives each route's weight."""
    names, weights = list(routes), list(routes.values())
    return [
        Habit(card, chance.choices(names, weights)[0], _weekday(chance), _amount_pence(card, chance))
        for card in cards
        if _still_pays(card)
    ]


def payments_on(habits: Sequence[Habit], route: str, day: dt.date, chance: Random) -> list[Payment]:
    """The payments by one route on one day, by time of day."""
    due = [habit for habit in habits if habit.route == route and habit.weekday == day.weekday()]
    payments = [part for habit in due for part in _paid(habit, day, chance)]
    return sorted(payments, key=lambda payment: (payment.at, payment.card.number))


def split(amount_pence: int, limit_pence: int) -> list[int]:
    """The parts that a till with a limit takes: full ones, then the rest.

    >>> split(45_000, 20_000)
    [20000, 20000, 5000]
    """
    full, rest = divmod(amount_pence, limit_pence)
    return [limit_pence] * full + ([rest] if rest else [])


def _paid(habit: Habit, day: dt.date, chance: Random) -> list[Payment]:
    network = habit.route.partition(".")[2]
    at = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(seconds=chance.randrange(36_000))
    parts = split(habit.amount_pence, TILL_LIMIT_PENCE.get(network, 10**9))
    return [
        Payment(habit.card, part, at + dt.timedelta(seconds=41 * place)) for place, part in enumerate(parts)
    ]


def _still_pays(card: Card) -> bool:
    return card.account.status == "open" and card.status in ("active", "lost")


def _weekday(chance: Random) -> int:
    return chance.choices(range(7), weights=(24, 13, 13, 15, 20, 11, 4))[0]


def _amount_pence(card: Card, chance: Random) -> int:
    if chance.random() < 0.45:
        return chance.choice((1000, 2000, 2500, 4000, 5000, 6000, 10_000, 20_000, 25_000, 40_000))
    if card.account.fund == "rent":
        return chance.randrange(7_200, 16_800)
    return chance.randrange(9_800, 41_000)
