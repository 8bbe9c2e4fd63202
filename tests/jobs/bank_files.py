"""Statements of two councils' banks for the tests, imported as a person has them in hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.intake.file_result import FileResult
from paycards.jobs.export import export
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.settings.reading import load_settings
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from tests.fresh import init_fresh
from tests.visits import open_visit

MAIN, RENTS, THEIRS = (
    Account("000471", "00004471"),
    Account("000471", "00004472"),
    Account("000498", "00004982"),
)
MONDAY = dt.date(2026, 11, 9)
NOW = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
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
[councils.contracts.settlement]
bank_text = "ALLPAY (LTD )?NVDC"
[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "NVD4471"
[councils.contracts.settlement]
bank_text = "payzone"
bank_account = "MAIN"
starts_on = 2026-11-10
[[councils.contracts]]
code = "NVD-EVERY"
channel = "paypoint"
client_code = "104417"
[councils.contracts.settlement]
bank_text = "NVDC BOTH|PAYPOINT"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
mapping = "lloyds-online"
[[councils.bank_accounts]]
code = "RENTS"
sort_code = "00-04-71"
account_number = "00004472"
starts_on = 2026-11-09

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"
[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
[councils.contracts.settlement]
bank_text = "ALLPAY LTD HMBC"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-98"
account_number = "00004982"
"""


def begin(home: Path, database: str = "sqlite:///paycards.db", text: str = SETTINGS) -> Visit:
    """An installation with its settings in `home`."""
    path = home / "paycards.toml"
    path.write_text(text.format(database=database), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    return open_visit(settings, now=NOW, actor="clerk")


def day(
    number: int, opening: int, *lines: tuple[int, str], account: Account = MAIN, status: str = "BOOK"
) -> Booked:
    """The statement of a day, 0 for Monday, with these amounts and texts."""
    on = MONDAY + dt.timedelta(days=number)
    booked = [Line(on, pence, text, status=status) for pence, text in lines]
    return Booked(account, 218 + number, on, on, opening, booked)


def bring(visit: Visit, name: str, *statements: Booked, data: bytes | None = None) -> FileResult:
    """Import one file."""
    content = camt053(statements) if data is None else data
    return import_bank_file(visit, our_own_bank(visit), BankFile(name, content))


def exported(visit: Visit, name: str) -> list[dict[str, str]]:
    """The rows of an export."""
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def entries(visit: Visit, *columns: str) -> list[tuple[str, ...]]:
    """Columns of the export `bank`."""
    return [tuple(row[name] for name in columns) for row in exported(visit, "bank")]


def journal(visit: Visit) -> dict[str, int]:
    """The balance of each ledger account that moved."""
    sums: dict[str, int] = {}
    for row in exported(visit, "journal"):
        sums[row["ledger_account"]] = sums.get(row["ledger_account"], 0) + int(row["amount_pence"])
    return sums


def open_problems(visit: Visit, kind: str) -> Sequence[str]:
    """The messages of the open problems of a kind."""
    query = select(problems.c.message).where(problems.c.kind == kind, problems.c.closed_at.is_(None))
    with reading(visit.installation.engine) as connection:
        return connection.execute(query.order_by(problems.c.id)).scalars().all()
