"""How fast the pages are with 200,000 accounts and 5 million lines: `python -m benchmarks pages`.

Twenty users work at once, on `paycards serve` as it runs in production. Server, database and users share the
machine: with no pause between two questions only the queue would be measured, so each user thinks, some
seconds on average, and what the server can take at most is told beside it. Each page is measured alone too,
in seconds of the processors, with the bare SQL that it rests on, its queries and its weight.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.pages.alone import Alone, each_alone
from benchmarks.pages.samples import samples_of
from benchmarks.pages.served import HOME, served
from benchmarks.pages.tasks import TASKS, Samples
from benchmarks.pages.town import Size, Town, town_in
from benchmarks.server import kept_server

WARM_UP, SATURATED = 20, 20  # seconds
TIMES_BARE = 5
FIRST_VISIT, LATER_VISITS = 150, 20  # kB


@dataclass(frozen=True)
class Working:
    """How the users work: seconds between two questions of one of them, and for how many seconds."""

    think: float = 2.0
    seconds: int = 120


def measure(folder: Path | None, size: Size, working: Working, console: Console) -> None:
    """Measure in the town of a folder, which is made there first if need be; without, in one for this run."""
    if folder is None:
        with TemporaryDirectory(prefix="pages-") as name:
            Path(name).chmod(0o755)
            _measure(Path(name), size, working, console)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        _measure(folder.resolve(), size, working, console)


def _measure(folder: Path, size: Size, working: Working, console: Console) -> None:
    with kept_server(folder / "pg") as server:
        town = town_in(folder, server, size)
        samples = samples_of(town)
        alone = each_alone(town, samples)
        _show_alone(alone, console)
        _show_together(_together(town, samples, working), working, console)


def _together(town: Town, samples: Samples, working: Working) -> dict[str, Any]:
    with served(town) as (port, customer_port):
        asked = {"port": port, "customer_port": customer_port, "samples": samples, "warm_up": WARM_UP}
        asked |= {"people": town.people, "customers": town.customers, "saturated": SATURATED}
        asked |= {"think": working.think, "seconds": working.seconds}
        program = [sys.executable, "-m", "benchmarks.pages.users"]
        done = subprocess.run(
            program, input=json.dumps(asked), cwd=HOME, stdout=subprocess.PIPE, text=True, check=True
        )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _show_alone(alone: dict[str, Alone], console: Console) -> None:
    caption = f"ms of the processors; aims: at most {TIMES_BARE} times the bare SQL,"
    caption += f" {FIRST_VISIT} kB on a first visit, {LATER_VISITS} kB after"
    columns = ("alone", "first", "median", "bare SQL", "times", "queries", "first visit, kB", "later, kB")
    table = Table(*columns, caption=caption)
    for name, each in alone.items():
        times = (each.first_ms, each.ms, each.bare_ms, each.times_bare)
        sizes = (each.first_visit_size / 1000, each.size / 1000)
        table.add_row(name, *(f"{ms:.1f}" for ms in times), str(each.queries), *(f"{kb:.1f}" for kb in sizes))
    console.print(table)


def _show_together(told: dict[str, Any], working: Working, console: Console) -> None:
    users = f"20 users, {working.think:g} s between two questions of each"
    rates = f"{told['working']['per_second']:.1f} tasks a second; without a pause"
    caption = f"ms; {users}: {rates} {told['saturated']['per_second']:.1f}; sign-in {told['sign_in']:.2f} s"
    table = Table("together", "aim p95", "p50", "p95", "p99", "times", "p95 without a pause", caption=caption)
    for task in TASKS:
        took = told["working"]["took"].get(task.name, [])
        figures = [f"{_percentile(took, part) * 1000:.0f}" for part in (50, 95, 99)]
        at_most = _percentile(told["saturated"]["took"].get(task.name, []), 95) * 1000
        table.add_row(task.name, str(task.aim_ms), *figures, str(len(took)), f"{at_most:.0f}")
    console.print(table)


def _percentile(took: list[float], part: int) -> float:
    if len(took) < 2:
        return max(took, default=0.0)
    return statistics.quantiles(took, n=100, method="inclusive")[part - 1]
