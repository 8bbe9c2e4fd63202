"""What a clerk waits for: whole processes of the desk's commands, in a council of 200,000 accounts."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.big import big_night
from benchmarks.cases import CARDS
from benchmarks.server import Server
from benchmarks.workers import NIGHT, files_of, prepare_council, settings_of

LINES = 10_000
ROUNDS = 7
NAME = "desk"  # of the database
AIM = 0.3  # seconds
COMMANDS = (
    "cards find Cholmondeley",
    "cards find --postcode ZZ11ZZ",
    "cards find 98269999",
    "cards find 2286",
    "cards show --account {reference}",
    "suspense list",
    "suspense show 1",
    "suspense suggest 1",
    "files list",
    "files show 1",
    "problems list",
    "payments trace --amount 12.34 --date 2026-11-09",
    "dues list",
    "decisions list",
    "people list",
)


def measure(databases: Sequence[str], server: Server, console: Console, accounts: int = CARDS) -> None:
    """Run each command on each database and print the table."""
    kinds = [f"{database}, {what}" for database in databases for what in ("s", "processor s")]
    table = Table("command", *kinds, caption=f"whole processes, medians of {ROUNDS}; aim: {AIM} s")
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        night = big_night(Path(name) / "night", "allpay", lines=LINES, cards=accounts)
        reference = night.accounts.read_text().splitlines()[1].split(",")[2]
        commands = [command.format(reference=reference) for command in COMMANDS]
        took = [_on(database, Path(name), server, commands) for database in databases]
    for command, *seconds in zip(commands, *took, strict=True):
        table.add_row(command, *(f"{each:.2f}" for pair in seconds for each in pair))
    console.print(table)


def _on(database: str, home: Path, server: Server, commands: Sequence[str]) -> list[tuple[float, float]]:
    with _database(database, home, server) as url:
        _prepare(home, url, home / database)
        if database == "postgresql":
            server.analyze(NAME)
        environment = {**os.environ, "PAYCARDS_DATABASE": url, "PAYCARDS_ARCHIVE": str(home / database)}
        return [_seconds(home / "night" / "paycards.toml", command, environment) for command in commands]


@contextmanager
def _database(database: str, home: Path, server: Server) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{home}/paycards.db"
        return
    server.create(NAME)
    try:
        yield server.url(NAME).replace("postgresql:", "postgresql+psycopg:")
    finally:
        server.drop(NAME)


def _prepare(home: Path, url: str, archive: Path) -> None:
    """Post a night, so that there is something to look at."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.import_files import import_files
    from paycards.jobs.reconcile import reconcile

    night = home / "night"
    prepare_council(night, url, archive)
    visit = open_visit(settings_of(night, url, archive), Visitor("bench"), now=NIGHT)
    import_files(visit, files_of(night))
    reconcile(visit)
    visit.installation.engine.dispose()


def _seconds(config: Path, command: str, environment: dict[str, str]) -> tuple[float, float]:
    """How long a command takes from its start to its end, and the processor seconds of it."""
    program = [sys.executable, "-m", "paycards", "--config", str(config), *command.split()]
    walls, processors = [], []
    for _ in range(ROUNDS):
        before, started = _processor(), time.perf_counter()
        done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        walls.append(time.perf_counter() - started)
        processors.append(_processor() - before)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{command}: {done.stderr}")
    return median(walls), median(processors)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
