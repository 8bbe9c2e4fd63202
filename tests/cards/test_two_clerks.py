"""Two clerks at once, and a machine that dies: real processes, on both databases."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.verify import verify
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_requests
from tests.cards.card_desk import RENT, states
from tests.cards.test_desk_properties import assert_sound

PATIENCE_SECONDS = 120


def clerk(desk: Visit, *more: str) -> subprocess.Popen[str]:
    """A clerk who issues a card for the same account."""
    home = desk.settings.paycards.archive.parent
    call = ["-m", "paycards", "--config", str(home / "paycards.toml"), "cards", "issue", "--council", "NVD"]
    call += ["--fund", "rent", "--account", RENT, "--holder", "Mrs A Jones", *more]
    return subprocess.Popen(
        [sys.executable, *call],
        env=os.environ | {"PAYCARDS_DEBUG": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_of_two_clerks_at_once_one_wins_and_the_other_is_told(desk: Visit) -> None:
    clerks = [clerk(desk), clerk(desk)]
    said = [each.communicate(timeout=PATIENCE_SECONDS) for each in clerks]
    assert sorted(each.returncode for each in clerks) == [0, 3], said
    loser = next(errors for each, (_, errors) in zip(clerks, said, strict=True) if each.returncode == 3)
    assert f"paycards: The rent account {RENT} already has a live card ending" in loser
    assert list(states(desk).values()) == ["requested"]
    assert verify(desk).counts == {}


def kill_some(desk: Visit, seed: int, times: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    for _ in range(times):
        process = clerk(desk, "--additional")
        time.sleep(chance.uniform(0.2, 2))
        process.kill()
        process.communicate()
        assert_sound(desk)
        assert_as_many_requests_as_cards(desk)
    assert verify(desk).counts == {}


def assert_as_many_requests_as_cards(desk: Visit) -> None:
    """In one view: the server may finish the step of a client that was killed between two."""
    with desk.reading(may=Permission.SEE_MONEY) as seen:
        counts = [
            seen.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (card_requests, cards)
        ]
    assert counts[0] == counts[1]


def test_a_killed_issue_is_whole_or_not_there(desk: Visit) -> None:
    kill_some(desk, seed=1, times=4)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_killed_issues_are_whole_or_not_there(desk: Visit, seed: int) -> None:
    kill_some(desk, seed, times=40)
