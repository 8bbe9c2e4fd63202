"""Weeks of suppliers and a bank: paycards and the oracle match the same, owe the same, prove the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.export import export
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.reconcile import reconcile
from paycards.settings.reading import load_settings
from tests.postgres import PostgresServer
from tests.visits import open_visit

from .bank_books import BankBooks, Row
from .bank_weeks import CONTRACTS, HELD, Night, weeks
from .dues import DAY

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 2
settlement = {{ by = "file", bank_text = "ALLPAY LTD" }}
[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement = {{ bank_text = "PAYPOINT" }}
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""
CHECKS = ("received", "owed", "explained", "bank")


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(100, 300))])
def test_the_bank_is_matched_and_proved_as_the_oracle_does(seed: int) -> None:
    assert_agrees(seed, lambda: "sqlite:///paycards.db")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300, 360))
def test_the_bank_is_matched_and_proved_as_the_oracle_does_on_postgresql(
    seed: int, postgres_server: PostgresServer
) -> None:
    assert_agrees(seed, postgres_server.new_database)


def test_the_weeks_speak_every_rule() -> None:
    spoken = {row[4] for seed in range(40) for row in lived(weeks(seed)).matches()}
    assert spoken == {"exact", "run", "parts", "subset", "difference"}


def assert_agrees(seed: int, database: Callable[[], str]) -> None:
    nights = weeks(seed)
    ours = lived(nights)
    with tempfile.TemporaryDirectory() as folder:
        visit = begin(Path(folder), database())
        for night in nights:
            visit = replace(visit, now=dt.datetime.combine(night.day, dt.time(4), dt.UTC))
            live(visit, night, held(nights, night))
        assert told_dues(visit) == ours.dues()
        assert told_matches(visit) == ours.matches()
        assert told_bank(visit) == ours.bank()
        assert told_proof(visit) == ours.proof()
        visit.installation.engine.dispose()


def lived(nights: list[Night]) -> BankBooks:
    books = BankBooks()
    for night in nights:
        books.live(night)
    return books


def held(nights: list[Night], until: Night) -> int:
    """What is on the account before the entries of a night."""
    return HELD + sum(each.pence for night in nights if night.day < until.day for each in night.booked)


def begin(home: Path, database: str) -> Visit:
    (home / "paycards.toml").write_text(SETTINGS.format(database=database), encoding="utf-8")
    settings = load_settings(home / "paycards.toml")
    init(settings)
    return open_visit(settings, now=dt.datetime(2026, 12, 14, 4, tzinfo=dt.UTC))


def live(visit: Visit, night: Night, held_pence: int) -> None:
    for file in night.files:
        assert import_file(visit, file.name, file.data).state == "accepted"
    on = night.day - DAY
    lines = [Line(on, each.pence, CONTRACTS.get(each.contract, "RENTS")) for each in night.booked]
    booked = Booked(Account("000471", "00004471"), on.toordinal(), on, on, held_pence, lines)
    statement = BankFile(f"bank-{night.day}.xml", camt053([booked]))
    assert import_bank_file(visit, our_own_bank(visit), statement).state == "accepted"
    reconcile(visit)
    match_settlements(visit)


def rows_of(visit: Visit, name: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def told_dues(visit: Visit) -> Counter[Row]:
    pence = ("amount_pence", "settled_pence", "outstanding_pence")
    return Counter(
        (row["contract"], row["due"], row["due_on"], *(int(row[name]) for name in pence))
        for row in rows_of(visit, "dues")
    )


def told_matches(visit: Visit) -> Counter[Row]:
    return Counter(
        (
            *(row["contract"], row["due"], f"{row['file']}:{row['row']}"),
            *(int(row["amount_pence"]), row["rule"], row["state"]),
        )
        for row in rows_of(visit, "matches")
    )


def told_bank(visit: Visit) -> list[Row]:
    return [
        (
            *(f"{row['file']}:{row['row']}", row["booked_on"], int(row["amount_pence"])),
            *(row["contract"], int(row["explained_pence"]), row["state"]),
        )
        for row in rows_of(visit, "bank")
    ]


def told_proof(visit: Visit) -> Counter[Row]:
    return Counter(
        (row["contract"], row["date"], row["check"], int(row["left_pence"]), int(row["right_pence"]))
        for row in rows_of(visit, "proof")
        if row["check"] in CHECKS
    )
