from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from paycards.cli import main
from paycards.settings.installation import Settings
from paycards.store.engine import open_engine
from tests.serving.process import PAYCARDS_WITHOUT_GUNICORN, Process, free_port, served


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Process]:
    config = tmp_path / "paycards.toml"
    port = free_port()
    config.write_text(
        config.read_text(encoding="utf-8") + f"\n[serving]\nmetrics_port = {port}\n", encoding="utf-8"
    )
    with served(config, folder=tmp_path) as process:
        yield process


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_postgresql
def test_it_serves_counts_and_ends_what_has_begun_when_it_is_stopped(
    server: Process, settings: Settings, tmp_path: Path
) -> None:
    assert server.get("/readyz")[:2] == (200, "ok\n")
    assert server.get("/c/NVD/suspense?search=Miss+Secret")[2]["X-Request-Id"]

    metrics_port = (tmp_path / "paycards.toml").read_text(encoding="utf-8").rsplit("= ", 1)[1].strip()
    metrics = Process(f"http://127.0.0.1:{metrics_port}", server.popen, server.log).get("/metrics")[1]
    assert 'paycards_requests_total{method="GET",route="suspense",status="303"} 1.0' in metrics
    assert "NVD" not in metrics

    killed = server.workers()[0]
    os.kill(killed, signal.SIGKILL)
    for _ in range(100):
        if killed not in server.workers() and len(server.workers()) == 2:
            break
        time.sleep(0.1)
    assert server.get("/healthz")[0] == 200

    assert stopped_in_the_middle(server, settings) == [200]

    said = server.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in said.splitlines()[1:]]
    requests = [line for line in lines if line["event"] == "request"]
    assert {"route": "suspense", "status": 303}.items() <= requests[0].items()
    assert "Secret" not in said
    assert "NVD" not in said


def stopped_in_the_middle(server: Process, settings: Settings) -> list[int]:
    """What somebody is answered who asked before the server was told to stop; then it has stopped."""
    engine = open_engine(settings.paycards.database)
    answers: list[int] = []
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        asking = threading.Thread(target=lambda: answers.append(server.get("/readyz")[0]))
        asking.start()
        time.sleep(1)
        server.popen.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert server.popen.poll() is None, "it waits for the answer that has begun"
    asking.join(20)
    engine.dispose()
    assert server.popen.wait(20) == 0
    return answers


@on_postgresql
def test_waitress_serves_and_stops_as_gunicorn_does_where_that_does_not_run(
    settings: Settings, tmp_path: Path
) -> None:
    program = PAYCARDS_WITHOUT_GUNICORN
    with served(tmp_path / "paycards.toml", folder=tmp_path, program=program) as server:
        assert server.workers() == []
        assert server.get("/healthz")[:2] == (200, "ok\n")
        status, _, headers = server.get("/c/NVD/suspense?search=Miss+Secret")  # followed to the sign-in
        assert (status, "Server" in headers) == (200, False)
        assert headers["Cache-Control"] == "no-store"
        assert stopped_in_the_middle(server, settings) == [200]
        said = server.log.read_text(encoding="utf-8")
        assert {"suspense", "sign_in"} <= set(re.findall(r'"route": "(\w+)"', said))
        assert "Secret" not in said


def test_a_port_that_is_taken_is_said_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        config = str(tmp_path / "paycards.toml")
        said = CliRunner().invoke(main, ["--config", config, "serve", "--port", str(port)])
    assert said.exit_code == 2
    assert f"port {port}, cannot be used: another program has it." in said.output


def test_a_database_that_is_not_initialised_is_said_in_a_sentence(tmp_path: Path) -> None:
    config = tmp_path / "paycards.toml"
    config.write_text(
        '[paycards]\ndatabase = "sqlite:///a.db"\narchive = "a"\n[[councils]]\ncode = "A"\nname = "A"\n',
        encoding="utf-8",
    )
    said = CliRunner().invoke(main, ["--config", str(config), "serve", "--port", str(free_port())])
    assert said.exit_code == 2
    assert "The database is empty: run `paycards init` first." in said.output
