"""Kill the real program at any moment, run it twice at once: every penny is there exactly once."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.installation import (
    Copies,
    Installation,
    assert_same,
    assert_same_books,
    books,
    finish,
    make,
    moments,
    over_sftp,
)

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

SMALL, WHOLE = ("HMB",), ("NVD", "HMB")
KILLS = 4  # in the life of one installation
LIVES = 4  # for each kind of drop, under soak


@dataclass(frozen=True)
class Undisturbed:
    """What becomes of a week that nothing disturbs, and how long its night takes."""

    copies: Copies
    councils: tuple[str, ...]
    after: str
    is_remote: bool
    expected: dict[str, list[str]]
    seconds: float

    def drops(self, installation: Installation) -> AbstractContextManager[None]:
        return over_sftp(installation, self.councils, self.after) if self.is_remote else nullcontext()

    def live(self, kills: list[float]) -> None:
        """Begin a copy's night again and again, then let it end; it must have the same books."""
        installation = self.copies.take()
        with self.drops(installation):
            for moment in kills:
                installation.kill(moment, "nightly")
            installation.run("nightly")
            assert_same_books(installation, self.expected)
            installation.run("nightly")
            assert_same(books(installation), self.expected)
        self.copies.drop(installation)


def undisturbed(
    request: pytest.FixtureRequest,
    database: str,
    *,
    councils: tuple[str, ...],
    is_remote: bool,
    after: str,
) -> Undisturbed:
    server: PostgresServer | None = None
    url = "sqlite:///var/paycards.db"
    if database == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.new_migrated_database()
    home = request.getfixturevalue("tmp_path_factory").mktemp("installations") / "week"
    copies = Copies(make(home, url, councils=councils, after=after), server)
    week = Undisturbed(copies, councils, after, is_remote, {}, 0.0)
    installation = copies.take()
    with week.drops(installation):
        seconds = installation.run("nightly")
    expected = books(installation)
    assert len(expected["postings"]) > 100
    assert any(name.endswith(".dat") for name in expected)
    return Undisturbed(copies, councils, after, is_remote, expected, seconds)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def small(request: pytest.FixtureRequest) -> Undisturbed:
    """One council; SQLite fetches over SFTP and moves the files away, PostgreSQL deletes them in a folder."""
    is_remote = request.param == "sqlite"
    after = "move" if is_remote else "delete"
    return undisturbed(request, request.param, councils=SMALL, is_remote=is_remote, after=after)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module", params=["folder-leave", "folder-move", "sftp-delete", "sftp-rename"])
def whole(request: pytest.FixtureRequest, database: str) -> Undisturbed:
    kind, _, after = request.param.partition("-")
    return undisturbed(request, database, councils=WHOLE, is_remote=kind == "sftp", after=after)


def test_a_night_that_is_killed_again_and_again_ends_with_the_same_books(small: Undisturbed) -> None:
    small.live(moments(KILLS, small.seconds, seed=1))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(LIVES))
def test_a_whole_night_that_is_killed_anywhere_ends_with_the_same_books(
    whole: Undisturbed, seed: int
) -> None:
    whole.live(moments(KILLS, whole.seconds, seed))


def nights_at_once(week: Undisturbed, count: int, kill_one_after: float | None = None) -> None:
    installation = week.copies.take()
    with week.drops(installation):
        nights = [installation.start("nightly") for _ in range(count)]
        if kill_one_after is not None:
            time.sleep(kill_one_after)
            nights[0].kill()
            nights.pop(0).communicate()
        for night in nights:
            finish(night)
        assert_same_books(installation, week.expected)
    week.copies.drop(installation)


def test_two_nights_at_once_are_one_night(small: Undisturbed) -> None:
    nights_at_once(small, 2)


@pytest.mark.soak
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("again", range(2))
def test_whole_nights_at_once_are_one_night(whole: Undisturbed, count: int, again: int) -> None:
    nights_at_once(whole, count)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(4))
def test_one_of_two_nights_may_be_killed(whole: Undisturbed, share: int) -> None:
    nights_at_once(whole, 2, kill_one_after=whole.seconds * (share + 0.5) / 4)
