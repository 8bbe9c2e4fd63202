"""What a trace costs in a year of two million payments: `python -m benchmarks trace`.

The year is loaded straight into the tables that a trace reads; nothing else of a night is measured here.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert

from benchmarks.server import Server
from paycards.access.visit import Visit, open_visit
from paycards.access.visitor import Visitor
from paycards.jobs.init import init
from paycards.jobs.trace_payment import trace_payment
from paycards.settings.installation import Settings
from paycards.store import bulk
from paycards.store.engine import writing
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines
from paycards.store.tables.payment_days import payment_days
from paycards.tracing.facts import Facts

LINES, DAYS, CARDS = 2_000_000, 260, 200_000
LAST = dt.date(2026, 11, 18)
CONTRACTS = (
    ("ONE-ALLPAY", "allpay", "BIGA", "post_office"),
    ("TWO-ALLPAY", "allpay", "BIGB", "paypoint"),
    ("POST", "post_office", "0429170", "post_office"),
    ("PAYPOINT", "paypoint", "104417", "paypoint"),
    ("PAYZONE", "payzone", "NVD4471", "payzone"),
)
ROUNDS = 5
AIM_MS = 100
NAME = "tracing"  # of the database


def measure(databases: Sequence[str], server: Server, console: Console) -> None:
    """Load a year into each database, trace in it, and print the milliseconds."""
    table = Table(
        "database", *(name for name, _ in _questions()), caption=f"the best of {ROUNDS}; aim: {AIM_MS}"
    )
    for database in databases:
        with tempfile.TemporaryDirectory(prefix="tracing-") as name:
            took = _run(Path(name), database, server)
        table.add_row(database, *(f"{each:.1f}" for each in took))
    console.print(table)


def _run(home: Path, database: str, server: Server) -> list[float]:
    if database == "sqlite":
        return _trace(home, f"sqlite:///{home}/paycards.db")
    server.create(NAME)
    try:
        return _trace(home, server.url(NAME).replace("postgresql:", "postgresql+psycopg:"))
    finally:
        server.drop(NAME)


def _trace(home: Path, url: str) -> list[float]:
    visit = _open(home, url)
    with writing(visit.installation.engine) as connection:
        _load_year(connection, visit)
    if url.startswith("postgresql"):
        with visit.installation.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    took = [min(_milliseconds(visit, facts) for _ in range(ROUNDS)) for _, facts in _questions()]
    visit.installation.close()
    return took


def _milliseconds(visit: Visit, facts: Facts) -> float:
    start = time.perf_counter()
    trace_payment(visit, facts)
    return (time.perf_counter() - start) * 1000


def _questions() -> Iterator[tuple[str, Facts]]:
    day = LAST - dt.timedelta(days=100)
    yield "day, amount, card", Facts(paid_on=day, amount_pence=5000, card_ending="0107")
    yield "day, amount", Facts(paid_on=day, amount_pence=999_999)
    yield "day, network, receipt", Facts(paid_on=day, network="paypoint", receipt="T1-00000001")
    yield "no day: amount, card", Facts(amount_pence=5000, card_ending="0107")
    yield "no day: card, outlet", Facts(card_ending="99999", outlet="OUT1")


def _open(home: Path, url: str) -> Visit:
    contracts = [
        {"code": code, "channel": channel, "client_code": client} for code, channel, client, _ in CONTRACTS
    ]
    council = {"code": "BIG", "name": "Great Northvale City Council", "contracts": contracts}
    settings = Settings.model_validate(
        {"paycards": {"database": url, "archive": home / "archive"}, "councils": [council]}
    )
    init(settings)
    return open_visit(settings, Visitor("bench"), now=dt.datetime.combine(LAST, dt.time(9), dt.UTC))


def _load_year(connection: Connection, visit: Visit) -> None:
    chance = np.random.default_rng(2026)
    rows = LINES // (DAYS * len(CONTRACTS))
    for number in range(DAYS):
        day = LAST - dt.timedelta(days=DAYS - number)
        for place, (code, *_, network) in enumerate(CONTRACTS):
            contract, file_id = visit.installation.contracts[code], number * len(CONTRACTS) + place + 1
            of_file = {"file_id": file_id, "contract_id": contract.id}
            connection.execute(
                insert(files).values(_file(contract.council_id, contract.id, file_id, day, rows))
            )
            bulk.load(connection, lines, _frame(chance, network, day, rows), **of_file)
            summed = {"paid_on": day, "network": network, "payments": rows, "total_pence": 1}
            connection.execute(insert(payment_days).values(of_file | summed))


def _file(council_id: int, contract_id: int, file_id: int, day: dt.date, rows: int) -> dict[str, Any]:
    came_at = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(4), dt.UTC)
    whose = {"id": file_id, "council_id": council_id, "contract_id": contract_id, "name": f"FILE{file_id}"}
    read = {"layout": "bench", "kind": "payments", "series": "", "state": "accepted", "reason": ""}
    sums = {"size_bytes": 1, "row_count": rows, "total_pence": 1, "sha256": f"{file_id:064}"}
    return whose | read | sums | {"received_at": came_at, "decided_at": None}


def _frame(chance: np.random.Generator, network: str, day: dt.date, rows: int) -> pd.DataFrame:
    cards = chance.integers(0, CARDS, rows)
    return pd.DataFrame(
        {
            "row_no": np.arange(1, rows + 1),
            "network": pd.Categorical([network] * rows),
            "card_number": pd.Series([f"98269999{card:011}" for card in cards]).astype("str"),
            "amount_pence": chance.integers(500, 20_001, rows),
            "paid_on": pd.Categorical([str(day)] * rows),
            "outlet": pd.Series([f"OUT{card % 500}" for card in cards]).astype("str"),
            "receipt": pd.Series([f"T{card % 500}-{row:08}" for row, card in enumerate(cards)]).astype("str"),
            "receipt_day": (day - dt.date(1970, 1, 1)).days,
        }
    )
