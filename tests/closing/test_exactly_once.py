"""Kill the real program at any moment, run it twice at once: each row has its card once, and its letter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.jobs.verify import verify
from paycards.settings.reading import load_settings
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_proofs, card_requests
from paycards.store.tables.card_numbers import card_numbers
from tests.closing.office import HELD, NOW, council, office_list
from tests.installation import moments
from tests.visits import open_visit

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

ROWS = 40
KILLS = 3
# Many small parts, so that there are many moments between them; one process draws.
PROGRAM = """
import os, sys
cores = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})
from paycards.closing.bulk_issue import issuing, press
issuing.AT_ONCE, press.AT_ONCE = 6, 5
from paycards.cli import main
main(sys.argv[1:])
"""
DONE = (0, 3)


@dataclass
class Home:
    """An installation that a list is given to again and again."""

    folder: Path
    database: str
    list: Path

    def start(self, out: str = "out") -> subprocess.Popen[bytes]:
        options = ["--config", "paycards.toml", "--now", NOW.isoformat()]
        call = ["cards", "batch", str(self.list), "--out", out, "--council", "NVD", "--office", "MARKET"]
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *options, *call],
            cwd=self.folder,
            env=os.environ | {"PAYCARDS_DEBUG": "1", "PAYCARDS_DATABASE": self.database},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def kill(self, after: float) -> None:
        process = self.start()
        time.sleep(after)
        process.kill()
        process.communicate()

    def visit(self) -> Visit:
        settings = load_settings(self.folder / "paycards.toml")
        home = settings.paycards.model_copy(update={"database": self.database})
        settings = settings.model_copy(update={"paycards": home})
        return open_visit(settings, now=NOW, actor="tester")

    def files(self, out: str = "out") -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / out).iterdir()}


def finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=240)
    assert process.returncode in DONE, f"exit code {process.returncode}\n{errors.decode()}"


class Office:
    """Copies of one installation, and what becomes of its list when nothing disturbs it."""

    def __init__(self, original: Home, server: PostgresServer | None) -> None:
        self.original = original
        self.server = server
        self._count = 0
        calm = self.take()
        began = time.monotonic()
        finish(calm.start())
        self.seconds = time.monotonic() - began
        self.expected = calm.files()
        self.state = state(calm)

    def take(self) -> Home:
        self._count += 1
        folder = self.original.folder.with_name(f"home-{self._count}")
        shutil.copytree(self.original.folder, folder)
        if self.server is None:
            return Home(folder, f"sqlite:///{folder}/paycards.db", self.original.list)
        return Home(folder, self.server.copy_of(self.original.database), self.original.list)

    def check(self, home: Home, out: str = "out") -> None:
        """Each row has its card once, all is as it was without a disturbance, and the books agree."""
        assert state(home) == self.state
        found = home.files(out)
        assert found.keys() == self.expected.keys()
        for name in ("letters.pdf", "cards.pdf", "report.csv"):
            assert found[name] == self.expected[name], name
        visit = home.visit()
        verified = verify(visit)
        visit.installation.engine.dispose()
        assert verified.agrees, verified.differences


def state(home: Home) -> dict[str, object]:
    visit = home.visit()
    numbers = select(cards.c.card_number, cards.c.status, cards.c.account_id)
    rows = select(card_batch_rows.c.row_no, card_batch_rows.c.outcome, card_batch_rows.c.request_no)
    with reading(visit.installation.engine) as connection:
        found: dict[str, object] = {
            "cards": sorted(map(tuple, connection.execute(numbers.where(cards.c.card_number != HELD)))),
            "rows": sorted(map(tuple, connection.execute(rows))),
        }
        for table in (card_requests, card_numbers, card_proofs):
            found[table.name] = connection.execute(select(func.count()).select_from(table)).scalar()
    visit.installation.engine.dispose()
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    server: PostgresServer | None = None
    folder = tmp_path_factory.mktemp("offices") / "home"
    url = f"sqlite:///{folder}/paycards.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.new_migrated_database()
    rows = [f"rent,R10{number:03}" for number in range(1, ROWS + 1)] + ["rent,nobody", "garages,G80001"]
    with council(folder, url) as visit:
        visit.installation.engine.dispose()
    return Office(Home(folder, url, office_list(folder, rows)), server)


def live(office: Office, seed: int) -> None:
    home = office.take()
    for moment in moments(KILLS, office.seconds, seed):
        home.kill(moment)
    finish(home.start())
    office.check(home)
    finish(home.start())
    office.check(home)


def test_a_list_that_is_killed_again_and_again_ends_as_if_it_had_not_been(office: Office) -> None:
    live(office, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
def test_a_list_that_is_killed_anywhere_ends_as_if_it_had_not_been(office: Office, seed: int) -> None:
    live(office, seed)


@pytest.mark.parametrize(
    ("office", "outs"),
    [
        ("sqlite", ("out", "out")),
        ("sqlite", ("out", "other")),
        pytest.param("postgresql", ("out", "out"), marks=pytest.mark.soak),  # the folder tells them apart
        ("postgresql", ("out", "other")),
    ],
    indirect=["office"],
)
def test_two_runs_at_once_are_one(office: Office, outs: tuple[str, str]) -> None:
    home = office.take()
    for process in [home.start(out) for out in outs]:
        finish(process)
    for out in set(outs):
        office.check(home, out)


def test_no_process_that_draws_outlives_a_killed_parent(office: Office) -> None:
    home = office.take()
    process = home.start()
    children: set[int] = set()
    deadline = time.monotonic() + 60
    while not children and time.monotonic() < deadline and process.poll() is None:
        text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        children = {int(pid) for pid in text.split()}
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert children
    while any(_is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_is_running(child) for child in children)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
