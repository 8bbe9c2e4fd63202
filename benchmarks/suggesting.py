"""What suggestions cost: one item, and ten thousand at once, in a council of 200,000 accounts.

Run in a process of its own as `python -m benchmarks.suggesting FOLDER URL`; the answer is one line of JSON,
in seconds of this process and of the server's, because others use the machine.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.big.files import LAST_DAY, Takings, allpay_long, paypoint_rows
from benchmarks.big.population import Population, card_list, extract, make_population
from benchmarks.cases import CARDS
from benchmarks.seconds import Processors
from benchmarks.server import Server
from benchmarks.workers import NIGHT, files_of, settings_of
from paycards.demo.councils import Contract, Council
from paycards.demo.settings import write_settings

HOME = Path(__file__).parent.parent
ITEMS = 10_000
ENOUGH = 0.7  # some slips make another card or reference that is known
USUAL = 1_000  # payments of each day before
DAYS = 28
SINGLE = 20  # items that are asked one by one
NAME = "suggesting"  # of the database
CONTRACTS = (
    Contract("BIG-ALLPAY", "allpay", "BIGC", "bigc", 10),
    Contract("BIG-PP", "paypoint", "109901", "pp", 2),
)
AIMS = {"one": ("one item, ms", 1000, 50.0), "all": (f"{ITEMS:,} items, s", 1, 10.0)}


def measure(databases: Sequence[str], server: Server, console: Console, accounts: int = CARDS) -> None:
    """Run it on each database and print the table."""
    aims = ", ".join(f"{title} {most:g}" for title, _, most in AIMS.values())
    table = Table("database", "accounts", *(title for title, _, _ in AIMS.values()), caption=f"aims: {aims}")
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="suggesting-") as name:
            took = _run(Path(name), database, server, accounts)
        cells = (f"{took[what] * unit:.1f}" for what, (_, unit, _) in AIMS.items())
        table.add_row(database, f"{accounts:,}", *cells)
    console.print(table)


def _run(home: Path, database: str, server: Server, accounts: int) -> dict[str, float]:
    write_world(home / "night", accounts)
    if database == "sqlite":
        return _in_a_process(home, f"sqlite:///{home}/paycards.db")
    server.create(NAME)
    server.without_helpers(NAME)
    try:
        return _in_a_process(home, server.url(NAME).replace("postgresql:", "postgresql+psycopg:"))
    finally:
        server.drop(NAME)


def _in_a_process(home: Path, url: str) -> dict[str, float]:
    worker = [sys.executable, "-m", "benchmarks.suggesting", str(home), url]
    done = subprocess.run(
        worker, cwd=home, env={"PYTHONPATH": str(HOME), "PATH": ""}, stdout=subprocess.PIPE, check=True
    )
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return took


def write_world(folder: Path, accounts: int, seed: int = 2026) -> None:
    """Write a council, four weeks of its payments, and two files of slips in card numbers and references."""
    chance = np.random.default_rng(seed)
    people = make_population("BIG", accounts, chance)
    for contract in CONTRACTS:
        (folder / contract.drop).mkdir(parents=True)
    (folder / "accounts.csv").write_bytes(extract(people, chance))
    (folder / "cards.csv").write_bytes(card_list(people))
    council = Council("BIG", "Great Northvale City Council", ("Northvale",), "NV", 0, {}, CONTRACTS)
    write_settings(folder / "paycards.toml", Path(), councils=(council,))
    for number in range(DAYS):
        day = LAST_DAY - dt.timedelta(days=DAYS - number)
        _write(folder, 1, paypoint_rows, number + 1, _takings(people, day, USUAL, number * USUAL, chance))
    first = DAYS * USUAL
    _write(folder, 1, paypoint_rows, DAYS + 1, _slips(people, first, 5, chance))
    _write(folder, 0, allpay_long, 1, _slips(people, first + ITEMS, 3, chance))


def _write(
    folder: Path,
    place: int,
    writer: Callable[[str, int, Takings], tuple[str, bytes]],
    number: int,
    rows: Takings,
) -> None:
    contract = CONTRACTS[place]
    name, data = writer(contract.client_code, number, rows)
    (folder / contract.drop / name).write_bytes(data)


def _takings(people: Population, day: dt.date, rows: int, first: int, chance: np.random.Generator) -> Takings:
    payers = chance.integers(0, len(people.funds), rows)
    numbers = np.arange(first, first + rows, dtype=np.int64)
    return Takings(
        day,
        people.cards[payers],
        people.references[payers],
        chance.integers(500, 20_001, rows),
        chance.integers(8 * 3600, 18 * 3600, rows),
        numbers,
        np.empty(0, dtype=np.int64),
    )


def _slips(people: Population, first: int, digit: int, chance: np.random.Generator) -> Takings:
    """Half of the items, each with one digit wrong in the card's number and in the reference."""
    rows = _takings(people, LAST_DAY, ITEMS // 2, first, chance)
    for block, place in ((rows.cards, 17), (rows.references, 5)):
        block[:, place] = (block[:, place] - ord("0") + digit) % 10 + ord("0")
    return rows


def main(arguments: Sequence[str]) -> None:
    """Prepare the council and its suspense, time the questions, tell."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.import_accounts import import_accounts
    from paycards.jobs.import_cards import import_cards
    from paycards.jobs.import_files import import_files
    from paycards.jobs.init import init
    from paycards.jobs.list_suspense import list_suspense
    from paycards.jobs.reconcile import reconcile
    from paycards.jobs.suggest_accounts import suggest_accounts
    from paycards.jobs.suggest_for_all import suggest_for_all

    home, url = Path(arguments[0]), arguments[1]
    night = home / "night"
    settings = settings_of(night, url, home / "archive")
    init(settings)
    visit = open_visit(settings, Visitor("bench"), now=NIGHT)
    import_accounts(visit, night / "accounts.csv")
    import_cards(visit, night / "cards.csv")
    results = import_files(visit, files_of(night))
    if any(result.state != "accepted" for result in results):
        raise SystemExit("not every file was accepted")
    reconcile(visit)
    waiting = [item.id for item in list_suspense(visit)]
    some = waiting[:: max(len(waiting) // SINGLE, 1)]
    processors = Processors(visit.installation.engine)
    suggest_accounts(visit, some[0])  # libraries are loaded, pages are read
    began = processors.seconds()
    for item in some:
        suggest_accounts(visit, item)
    one = (processors.seconds() - began) / len(some)
    gc.collect()  # what came before left behind
    began = processors.seconds()
    found = suggest_for_all(visit)
    took = {"one": one, "all": processors.seconds() - began}
    if len(found) < ITEMS * ENOUGH:
        raise SystemExit(f"only {len(found)} items are in suspense")
    print(json.dumps(took))


if __name__ == "__main__":
    main(sys.argv[1:])
