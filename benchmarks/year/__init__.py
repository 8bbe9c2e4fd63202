"""What the back office costs in a year of 5 contracts: `python -m benchmarks year`.

Two million payments come in 260 days of files, are matched to accounts, and 1,300 entries of the bank pay for
them. Then what a finance officer does in a morning is timed in that year, with ten thousand open items, and
all of it is proved. All in seconds of the processors, because others use the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.server import Server

HOME = Path(__file__).parent.parent.parent
LINES = 2_000_000
NAME = "year"  # of the database


@dataclass(frozen=True)
class Aim:
    """What is told of a figure: its name, how many of its unit a second is, and the most it may be."""

    title: str
    unit: float
    most: float

    def told(self, seconds: float) -> str:
        """Tell it, and whether it is missed."""
        figure = seconds * self.unit
        return f"{figure:.2f}" if figure <= self.most else f"[red]{figure:.2f} MISSED[/red]"


AIMS = {
    "matching": Aim("matching of the year, s", 1, 30),
    "matching_ratio": Aim("matching to the SQL it rests on, times", 1, 3),
    "proof": Aim("proof of one day, ms", 1000, 300),
    "decision": Aim("a decision applied, ms", 1000, 100),
    "trace": Aim("a trace, ms", 1000, 100),
    "suggest": Aim("a suggestion, ms", 1000, 50),
    "suggest_all": Aim("suggestions for ten thousand items, s", 1, 10),
    "verify_ratio": Aim("verify to import and reconcile, times", 1, 2),
}


def measure(databases: Sequence[str], server: Server, console: Console, lines: int = LINES) -> None:
    """Live the year in each database, and print what each thing took beside its aim."""
    table = Table("measure", "aim", *databases, caption=f"{lines:,} payments; seconds of the processors")
    took = []
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="year-") as name:
            took.append(_run(Path(name), database, server, lines))
    for what, aim in AIMS.items():
        table.add_row(aim.title, f"{aim.most:g}", *(aim.told(each[what]) for each in took))
    console.print(table)


def _run(home: Path, database: str, server: Server, lines: int) -> dict[str, float]:
    if database == "sqlite":
        return _in_a_process(home, f"sqlite:///{home}/paycards.db", lines)
    server.create(NAME)
    server.without_helpers(NAME)
    try:
        url = server.url(NAME).replace("postgresql:", "postgresql+psycopg:")
        return _in_a_process(home, url, lines)
    finally:
        server.drop(NAME)


def _in_a_process(home: Path, url: str, lines: int) -> dict[str, float]:
    worker = [sys.executable, "-m", "benchmarks.year", str(home), url, str(lines)]
    environment = {"PYTHONPATH": str(HOME), "PATH": ""}
    done = subprocess.run(worker, cwd=home, env=environment, stdout=subprocess.PIPE, check=True)
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took
