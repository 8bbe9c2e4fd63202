"""What is timed, each in a process of its own: `python -m benchmarks.workers NAME FOLDER LAYOUT URL`.

FOLDER holds the night that `benchmarks.big` wrote. The answer is one line of JSON: the seconds
that the work took, once the libraries were loaded and the database was open, and the peak memory
of the process in bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings

if TYPE_CHECKING:
    from paycards.access.visit import Visit

NIGHT = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
CAME = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC).timestamp()


def files_of(folder: Path) -> list[Path]:
    """The night's files, in the order of their numbers."""
    return sorted(path for path in folder.rglob("outbound/*") if path.is_file())


def settings_of(folder: Path, url: str, archive: Path) -> Settings:
    """The night's settings, with another database and archive."""
    settings = load_settings(folder / "paycards.toml")
    home = settings.paycards.model_copy(update={"database": url, "archive": archive})
    return settings.model_copy(update={"paycards": home})


def prepare_council(folder: Path, url: str, archive: Path) -> None:
    """Make the database and import the accounts and the cards: what every night finds there."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.import_accounts import import_accounts
    from paycards.jobs.import_cards import import_cards
    from paycards.jobs.init import init

    settings = settings_of(folder, url, archive)
    init(settings)
    visit = open_visit(settings, Visitor("bench"), now=NIGHT)
    import_accounts(visit, folder / "accounts.csv")
    import_cards(visit, folder / "cards.csv")
    visit.installation.engine.dispose()


def paycards(folder: Path, layout: str, url: str) -> Callable[[], None]:
    """Import to posted, with every check and constraint on."""
    return _night(_visit(folder, url, Path("archive")), folder)


def proof(folder: Path, layout: str, url: str) -> Callable[[], None]:
    """Verify the night that was just imported and posted, with the accounts and cards before it."""
    from paycards.jobs.verify import verify

    visit = _visit(folder, url, Path("../archive"))  # that of the council: its lists are there
    _night(visit, folder)()

    def run() -> None:
        if not verify(visit).agrees:
            raise SystemExit("verify found a difference")

    return run


def whole_night(folder: Path, layout: str, url: str) -> Callable[[], None]:
    """The whole night: from the drop to the outgoing files and the report, with all that it watches."""
    from paycards.jobs.nightly import nightly

    shutil.copytree(folder, "night")  # what is taken is put away
    for path in files_of(Path("night")):  # it came hours ago: only a fresh file is looked at twice
        os.utime(path, (CAME, CAME))
    visit = _visit(Path("night"), url, Path("archive"))
    _load()

    def run() -> None:
        night = nightly(visit)
        if not night.outgoing or any(file.state != "accepted" for file in night.collected.files):
            raise SystemExit("not every file was taken, or nothing left")

    return run


def _visit(folder: Path, url: str, archive: Path) -> Visit:
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.cli.process import spare_work

    spare_work()  # as every process of the program does
    visit = open_visit(settings_of(folder, url, archive), Visitor("bench"), now=NIGHT)
    visit.installation.archive.begin()  # each run keeps its originals in a folder of its own
    return visit


def _night(visit: Visit, folder: Path) -> Callable[[], None]:
    """Load what the night needs, and return what does its work: only that is timed."""
    from paycards.jobs.import_files import import_files
    from paycards.jobs.reconcile import reconcile

    _load()

    def run() -> None:
        for result in import_files(visit, files_of(folder)):
            if result.state != "accepted":
                raise SystemExit(f"{result.name} is {result.state}: {result.reason}")
        reconcile(visit)

    return run


def _load() -> None:
    """Load the large libraries before the clock runs."""
    import adbc_driver_sqlite.dbapi  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.compute
    import pyarrow.csv  # noqa: F401


def floor(name: str) -> Callable[[Path, str, str], Callable[[], None]]:
    """The worker of one of the floors."""

    def prepare(folder: Path, layout: str, url: str) -> Callable[[], None]:
        from benchmarks.floor import FLOORS, on_postgresql, on_sqlite

        with (folder / "cards.csv").open(newline="") as cards:
            numbers = [row["card_number"] for row in csv.DictReader(cards)]
        known = [(number, account) for account, number in enumerate(numbers, start=100)]
        on_database = on_sqlite if url.startswith("sqlite") else on_postgresql
        return on_database(FLOORS[name], layout, files_of(folder), known, url)

    return prepare


def hordak(folder: Path, layout: str, url: str) -> Callable[[], None]:
    """The worker that posts with django-hordak."""
    from benchmarks.hordak_night import on_postgresql

    return on_postgresql(layout, files_of(folder), url)


WORKERS = {
    "paycards": paycards,
    "double_entry": floor("double_entry"),
    "bare": floor("bare"),
    "hordak": hordak,
    "verify": proof,
    "whole_night": whole_night,
}


def main(arguments: Sequence[str]) -> None:
    """Prepare, time the run, tell."""
    name, folder, layout, url = arguments
    run = WORKERS[name](Path(folder), layout, url)
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak_bytes": peak_bytes()}))


def peak_bytes() -> int:
    """The most memory this process ever had (getrusage would count what its parent had when it forked)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main(sys.argv[1:])
