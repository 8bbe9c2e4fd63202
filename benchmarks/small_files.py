"""A night of thousands of small files: what each of them costs to import and to reconcile.

Run in a process of its own as `python -m benchmarks.small_files FOLDER URL`; the answer is one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.big.shared_service import COUNCILS, shared_service
from benchmarks.seconds import Processors
from benchmarks.server import Server
from benchmarks.workers import NIGHT, files_of, settings_of

HOME = Path(__file__).parent.parent
FILES = 5_000
NAME = "small_files"  # of the database
AIMS_MS = {"import": 15, "reconcile": 4}


def measure(files: int, databases: Sequence[str], server: Server, console: Console) -> None:
    """Run the night on each database and print the table."""
    aims = ", ".join(f"{what} {most} ms" for what, most in AIMS_MS.items())
    kinds = [f"{what}, {how} a file" for what in AIMS_MS for how in ("ms", "processor ms")]
    table = Table("database", "files", *kinds, caption=f"aims: {aims}")
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="files-") as name:
            took = _run(Path(name), files, database, server)
        each = (seconds * 1000 / files for what in AIMS_MS for seconds in took[what])
        table.add_row(database, f"{files:,}", *(f"{milliseconds:.1f}" for milliseconds in each))
    console.print(table)


def _run(home: Path, files: int, database: str, server: Server) -> dict[str, list[float]]:
    shared_service(home / "night", files)
    if database == "sqlite":
        return _in_a_process(home, f"sqlite:///{home}/paycards.db")
    server.create(NAME)
    try:
        return _in_a_process(home, server.url(NAME).replace("postgresql:", "postgresql+psycopg:"))
    finally:
        server.drop(NAME)


def _in_a_process(home: Path, url: str) -> dict[str, list[float]]:
    worker = [sys.executable, "-m", "benchmarks.small_files", str(home), url]
    done = subprocess.run(
        worker, cwd=home, env={"PYTHONPATH": str(HOME), "PATH": ""}, stdout=subprocess.PIPE, check=True
    )
    took: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return took


def main(arguments: Sequence[str]) -> None:
    """Prepare the councils, time the night, tell."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.import_accounts import import_accounts
    from paycards.jobs.import_cards import import_cards
    from paycards.jobs.import_files import import_files
    from paycards.jobs.init import init
    from paycards.jobs.reconcile import reconcile

    home, url = Path(arguments[0]), arguments[1]
    night = home / "night"
    settings = settings_of(night, url, home / "archive")
    init(settings)
    visit = open_visit(settings, Visitor("bench"), now=NIGHT)
    for code in COUNCILS:
        import_accounts(visit, night / f"accounts-{code}.csv")
        import_cards(visit, night / f"cards-{code}.csv")
    processors = Processors(visit.installation.engine)
    began = time.perf_counter(), processors.seconds()
    results = import_files(visit, files_of(night))
    imported = time.perf_counter(), processors.seconds()
    reconcile(visit)
    reconciled = time.perf_counter(), processors.seconds()
    if any(result.state != "accepted" for result in results):
        raise SystemExit("not every file was accepted")
    took = {"import": (began, imported), "reconcile": (imported, reconciled)}
    print(json.dumps({what: _between(*moments) for what, moments in took.items()}))


def _between(began: tuple[float, float], ended: tuple[float, float]) -> list[float]:
    return [until - since for since, until in zip(began, ended, strict=True)]


if __name__ == "__main__":
    main(sys.argv[1:])
