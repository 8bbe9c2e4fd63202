from __future__ import annotations

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from paycards.cli import main
from paycards.errors import UsageError
from paycards.serving.ports import Port, cannot_be_used, take
from paycards.serving.serve import listening
from paycards.serving.served import Served
from paycards.settings.installation import Settings
from paycards.store.engine import open_engine
from tests.ports import kept_port
from tests.serving.process import PAYCARDS, PAYCARDS_WITHOUT_GUNICORN, Process, served


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Process]:
    config = tmp_path / "paycards.toml"
    with kept_port() as port:
        give_metrics_port(config, port)
        with served(config, folder=tmp_path) as process:
            yield process


def give_metrics_port(config: Path, port: int) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(f"\n[serving]\nmetrics_port = {port}\n")


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


def refused(folder: Path, *options: str) -> str:
    """What `paycards serve` says instead of serving, in one sentence, and of nothing served before."""
    said = CliRunner().invoke(main, ["--config", str(folder / "paycards.toml"), "serve", *options])
    assert said.exit_code == 2
    assert len(said.output.splitlines()) == 1
    return said.output


@contextmanager
def another_program() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.mark.parametrize(
    ("option", "purpose"), [("--port", "the staff pages"), ("--customer-port", "the customers' pages")]
)
def test_a_port_that_is_taken_is_said_in_a_sentence(
    settings: Settings, tmp_path: Path, option: str, purpose: str
) -> None:
    with another_program() as taken, kept_port() as free:
        said = refused(tmp_path, "--port", str(free), option, str(taken))
    assert f"port {taken}, cannot be used for {purpose}: another program has it." in said


def test_a_port_of_the_metrics_that_is_taken_is_named_with_its_setting(
    settings: Settings, tmp_path: Path
) -> None:
    with another_program() as taken, kept_port() as free:
        config = tmp_path / "paycards.toml"
        give_metrics_port(config, taken)
        command = [sys.executable, *PAYCARDS, "--config", str(config), "serve", "--port", str(free)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert f"port {taken}, cannot be used for the metrics (metrics_port under [serving])" in ended.stderr


def test_no_port_serves_two_things(settings: Settings, tmp_path: Path) -> None:
    with kept_port() as port:
        number = str(port)
        assert "for the staff pages and for the customers' pages: each needs its own" in refused(
            tmp_path, "--port", number, "--customer-port", number
        )
        give_metrics_port(tmp_path / "paycards.toml", port)
        assert f"Port {port} is given twice, for the staff pages and for the metrics" in refused(
            tmp_path, "--port", number
        )


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("192.0.2.1", "it is no address of this machine"),  # RFC 5737: nobody's
        ("nothing.invalid", "no address is known by this name"),
        ("x" * 70, "no address is known by this name"),
    ],
)
def test_an_address_that_is_not_this_machines_is_said_in_a_sentence(
    settings: Settings, tmp_path: Path, host: str, why: str
) -> None:
    assert f"cannot be used for the staff pages: {why}." in refused(tmp_path, "--host", host)


def test_a_low_port_that_the_user_may_not_take_is_said_in_a_sentence() -> None:
    error = cannot_be_used(Port("127.0.0.1", 80, "the staff pages"), PermissionError(errno.EACCES, "no"))
    assert str(error).endswith("for the staff pages: this user may not take a port this low.")


def test_a_port_is_kept_from_when_it_is_taken(settings: Settings) -> None:
    with (
        kept_port() as port,
        listening(Served(settings, "localhost", port)),
        pytest.raises(UsageError, match="another program has it"),
    ):
        take(Port("127.0.0.1", port, "the staff pages"))
    take(Port("127.0.0.1", port, "the staff pages")).close()


def test_a_database_that_is_not_initialised_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "paycards.toml").write_text(
        '[paycards]\ndatabase = "sqlite:///a.db"\narchive = "a"\n[[councils]]\ncode = "A"\nname = "A"\n',
        encoding="utf-8",
    )
    assert "The database is empty: run `paycards init` first." in refused(tmp_path)
