"""Run a case: write its night, then let us and our rivals work on it in turn, each in a fresh process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.big import big_night
from benchmarks.cases import CARDS, OF_A_COUNCIL, OURS, Case
from benchmarks.server import Server
from benchmarks.workers import prepare_council

HOME = Path(__file__).parent.parent
Tell = Callable[[str], None]


@dataclass
class Runs:
    """What one contestant needed: seconds and bytes of each run."""

    seconds: list[float] = field(default_factory=list)
    peak_bytes: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """A case and the runs of each contestant; ratios are taken round by round, then their median."""

    case: Case
    runs: dict[str, Runs]

    def seconds(self, name: str) -> float:
        """The median of a contestant's runs."""
        return median(self.runs[name].seconds)

    def times(self, rival: str, ours: str = OURS) -> float:
        """How many times as long as `rival` we took."""
        pairs = zip(self.runs[ours].seconds, self.runs[rival].seconds, strict=True)
        return median(ours / theirs for ours, theirs in pairs)


@dataclass(frozen=True)
class Ground:
    """Where a case runs: its folder, with the night in it, and the database that our runs copy."""

    case: Case
    home: Path
    server: Server

    @property
    def night(self) -> Path:
        """The files, the lists and the settings."""
        return self.home / "night"


def run_case(case: Case, server: Server, tell: Tell) -> Result:
    """Measure a case in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="night-") as name:
        ground = Ground(case, Path(name), server)
        tell("writing the night")
        big_night(ground.night, case.layout, lines=case.lines, cards=CARDS, files=case.files)
        tell("preparing the council")
        with _council(ground) as council:
            runs = {name: Runs() for name in (OURS, *case.rivals)}
            for turn in range(case.rounds):
                for contestant, record in runs.items():
                    tell(f"round {turn + 1} of {case.rounds}: {contestant}")
                    seconds, peak = _run(contestant, ground, council)
                    record.seconds.append(seconds)
                    record.peak_bytes.append(peak)
    return Result(case, runs)


@contextmanager
def _council(ground: Ground) -> Iterator[str]:
    """Prepare the database that each of our runs starts with a copy of."""
    archive, server = ground.home / "archive", ground.server
    if ground.case.database == "sqlite":
        prepare_council(ground.night, f"sqlite:///{ground.home}/council.db", archive)
        yield f"{ground.home}/council.db"
        return
    server.create("council")
    try:
        prepare_council(ground.night, _ours(server.url("council")), archive)
        server.analyze("council")
        yield "council"
    finally:
        server.drop("council")


def _run(contestant: str, ground: Ground, council: str) -> tuple[float, int]:
    folder = ground.home / "run"
    folder.mkdir()
    try:
        with _database(contestant, ground, folder, council) as url:
            return _work(contestant, ground, url, folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _database(contestant: str, ground: Ground, folder: Path, council: str) -> Iterator[str]:
    """Give a contestant its database: ours a copy of the council's, a rival an empty one."""
    server = ground.server
    if ground.case.database == "sqlite":
        if contestant in OF_A_COUNCIL:
            shutil.copy(council, folder / "run.db")
            os.sync()  # the copy's own way to the disk is not the night's
        yield f"sqlite:///{folder}/run.db"
        return
    ours = contestant in OF_A_COUNCIL
    server.create("run", council if ours else "template0")
    try:
        yield _ours(server.url("run")) if ours else server.url("run")
    finally:
        server.drop("run")


def _ours(url: str) -> str:
    return url.replace("postgresql:", "postgresql+psycopg:")


def _work(contestant: str, ground: Ground, url: str, folder: Path) -> tuple[float, int]:
    worker = [sys.executable, "-m", "benchmarks.workers", contestant]
    done = subprocess.run(
        [*worker, str(ground.night), ground.case.layout, url],
        cwd=folder,
        env={"PYTHONPATH": str(HOME), "PATH": ""},
        stdout=subprocess.PIPE,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return float(answer["seconds"]), int(answer["peak_bytes"])
