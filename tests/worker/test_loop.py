"""The worker as a process: killed in the middle it issues nothing twice, stopped it gives back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import keep_list
from paycards.closing.office_list.reading import read_office_list
from paycards.jobs.fetch_list import folder_of
from paycards.store.tables.card_life import card_requests
from paycards.work.asking import ask
from paycards.work.showing import ShownWork, work_seen
from tests.closing import office
from tests.serving.process import served

ROWS = len(office.PEOPLE)
LIST = "\n".join(
    ["fund,account_reference", *(f"rent,R10{number:03}" for number in range(1, ROWS + 1)), ""]
).encode()


@pytest.fixture
def visit(database_url: str, tmp_path: Path) -> Iterator[Visit]:
    with office.council(tmp_path, database_url) as visit:
        yield visit


def asked(visit: Visit) -> tuple[int, int]:
    """Hand in a list and ask for its cards; return their numbers."""
    council = visit.settings.councils[0]
    visit.installation.archive.keep(LIST)
    with visit.reading("NVD", may=Permission.SEE_CARD_WORK) as seen:
        council_id = seen.council("NVD")
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        number = keep_list(step, read_office_list(council, "list.csv", LIST), "MARKET-HALL")
        return number, ask(step, "bulk_issue", {"council": "NVD", "list": number})


def worker(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Begin a worker; what it says goes into the file `said`."""
    program = [sys.executable, "-m", "paycards", "--config", str(home / "paycards.toml"), "worker", *options]
    with (home / "said").open("ab") as told:
        return subprocess.Popen(program, stdout=told, stderr=told, start_new_session=True)


def said(home: Path) -> str:
    return (home / "said").read_text(encoding="utf-8")


def until(holds: Callable[[], bool], seconds: int = 60) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def shown(visit: Visit, work_id: int) -> ShownWork:
    with visit.reading("NVD", may=Permission.SEE_CARD_WORK) as seen:
        return work_seen(seen, work_id)


def requests(visit: Visit) -> int:
    with visit.reading("NVD", may=Permission.SEE_CARD_WORK) as seen:
        return int(seen.connection.execute(select(func.count()).select_from(card_requests)).scalar_one())


def test_a_worker_that_is_killed_loses_nothing_and_issues_nothing_twice(visit: Visit, tmp_path: Path) -> None:
    number, work_id = asked(visit)
    first = worker(tmp_path)
    until(lambda: requests(visit) == ROWS)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert shown(visit, work_id).state == "running"  # as the database still believes
    if visit.installation.engine.dialect.name == "postgresql":
        _let_a_minute_pass(visit)
    second = worker(tmp_path, "--once", "--json")
    assert second.wait(120) == 0, said(tmp_path)
    ended = shown(visit, work_id)
    assert (ended.state, ended.attempt, ended.result["outcomes"]) == ("done", 2, {"issued": ROWS})
    assert requests(visit) == ROWS
    assert (folder_of(visit, "NVD", number) / "manifest.json").exists()


def _let_a_minute_pass(visit: Visit) -> None:
    with visit.unheld(Permission.DO_LONG_WORK) as connection:
        connection.exec_driver_sql("UPDATE work SET heartbeat_at = '2026-01-01T00:00:00.000000Z'")


def test_a_worker_that_is_told_to_stop_gives_its_work_back_between_two_steps(
    visit: Visit, tmp_path: Path
) -> None:
    _, work_id = asked(visit)
    first = worker(tmp_path)
    until(lambda: requests(visit) > 0)
    os.kill(first.pid, signal.SIGTERM)
    assert first.wait(30) == 0, said(tmp_path)
    ended = shown(visit, work_id)
    assert ended.state == "waiting", ended
    assert "goes on with the next one" in ended.reason


def test_on_sqlite_a_second_worker_ends_with_a_sentence(visit: Visit, tmp_path: Path) -> None:
    if visit.installation.engine.dialect.name == "postgresql":
        return
    first = worker(tmp_path)
    try:
        until((tmp_path / "paycards.db.worker").exists)
        assert worker(tmp_path, "--once").wait(30) == 3
        assert "Another worker has this database" in said(tmp_path)
    finally:
        first.terminate()
        first.wait(30)


def test_work_that_fails_says_why_in_words(visit: Visit, tmp_path: Path) -> None:
    with visit.reading("NVD", may=Permission.SEE_CARD_WORK) as seen:
        council_id = seen.council("NVD")
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        wrong = ask(step, "bulk_issue", {"council": "NVD", "list": 4711})
        unknown = ask(step, "walk_the_dog", {"council": "NVD"})
        sound = ask(step, "verify", {"council": "NVD"})
    done = worker(tmp_path, "--once")
    assert done.wait(60) == 0
    assert shown(visit, wrong).reason == "No list 4711."
    assert "does not know this kind" in shown(visit, unknown).reason
    assert shown(visit, sound).result["agrees"] is True


def test_the_server_of_the_pages_has_a_worker_beside_it_that_ends_with_it(
    visit: Visit, tmp_path: Path
) -> None:
    if visit.installation.engine.dialect.name == "postgresql":
        return
    _, work_id = asked(visit)
    with served(tmp_path / "paycards.toml", folder=tmp_path, beside="--worker") as server:
        until(lambda: shown(visit, work_id).state == "done")
        assert server.stop() == 0
    assert worker(tmp_path, "--once").wait(30) == 0, said(tmp_path)
