"""Weeks of suppliers, a bank and people: paycards and the oracle match, owe, decide and prove the same."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.jobs.verify import verify
from tests.postgres import PostgresServer
from tests.seeds import soak_seeds

from . import bank_program as program
from .bank_books import BankBooks
from .bank_exports import told as told_by
from .bank_weeks import Night, weeks
from .days import Days
from .decision import Act
from .desk import Told
from .people import People


@pytest.mark.parametrize("seed", [1, *soak_seeds(20)])
def test_the_bank_is_matched_and_proved_as_the_oracle_does(seed: int) -> None:
    assert_agrees(seed, lambda: "sqlite:///paycards.db")


@pytest.mark.parametrize("seed", soak_seeds(8))
def test_the_bank_is_matched_and_proved_as_the_oracle_does_on_postgresql(
    seed: int, postgres_server: PostgresServer
) -> None:
    assert_agrees(seed, postgres_server.new_database)


def test_the_weeks_speak_every_rule() -> None:
    spoken = {row[4] for seed in range(12) for row in lived(weeks(seed)).matches()}
    assert spoken == {"exact", "run", "parts", "subset", "difference", "manual"}


def assert_agrees(seed: int, database: Callable[[], str]) -> None:
    nights = weeks(seed)
    with tempfile.TemporaryDirectory() as folder:
        visit = program.begin(Path(folder), database())
        days = begin()
        for night in nights:
            visit = replace(visit, now=dt.datetime.combine(night.day, dt.time(4), dt.UTC))
            program.live(visit, nights, night)
            for act in live(days, night):
                program.do(visit, act)
        told, mine = told_by(visit), ours(days)
        assert verify(visit).agrees
        visit.installation.engine.dispose()
    assert {name: (told[name] - mine[name], mine[name] - told[name]) for name in mine} == {
        name: (Counter(), Counter()) for name in mine
    }


def begin() -> Days:
    return Days(People(BankBooks(program.ACCOUNTS, program.CARD_LIST)))


def live(days: Days, night: Night) -> Iterator[Act]:
    days.books.live(night)
    for wish in night.wishes:
        if act := days.people.act(wish):
            yield act
    yield from days.open_old(night.opens)
    yield from days.close("Ann", night.closes)
    if night.reopens:
        yield from days.reopen()


def lived(nights: list[Night]) -> BankBooks:
    days = begin()
    for night in nights:
        deque(live(days, night), maxlen=0)
    return days.books


def ours(days: Days) -> dict[str, Counter[Told]]:
    """What must be exported."""
    books, desk = days.books, days.books.desk
    return {
        "lines": Counter(tuple(row.values()) for row in desk.export_lines()),
        "suspense": Counter(tuple(row.values()) for row in desk.export_suspense()),
        "balances": Counter(tuple(row.values()) for row in desk.export_balances()),
        "postings": desk.told_postings(),
        "journal": desk.told_journal(),
        "decisions": Counter(days.people.told()),
        "dues": books.dues(),
        "matches": books.matches(),
        "bank": Counter(books.bank()),
        "fees": books.fees(),
        "days": days.told(),
        "proof": days.told_proof(),
    }
