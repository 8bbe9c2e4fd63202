"""Two councils and a few days in which nearly everything happens that the audit trail can hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from paycards.access.visit import Visit
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.close_problem import close_problem
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.settings.contract import Contract
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files
from paycards.store.tables.suspense import suspense_items
from tests.channels.supplier_files import (
    CARD,
    PAYPOINT_NAME,
    allpay,
    control,
    counter,
    cross_reference,
    joined,
    long_row,
    paypoint,
    payzone,
    post_office,
    sale,
    shop,
    short_row,
    statement,
)
from tests.fresh import init_fresh
from tests.jobs.hand_in import CARDS, STRANGER, accounts_csv
from tests.visits import open_visit, with_settings

SECOND_CARD, THIRD_CARD = "9826999900000000023", "9826999900000000031"
MONDAY = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)

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
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]

[[councils.contracts]]
code = "NVD-POST"
channel = "post_office"
client_code = "0429170"

[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "104417"

[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "NVD4471"

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"

[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
reference_prefix = "HM"
"""


class Week:
    """The installation in a folder, and what happens to it. The settings change in the middle of it."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        settings = write_settings(home, database)
        init_fresh(settings)
        self.visit = open_visit(settings, now=MONDAY, actor="tester")

    def live(self) -> None:
        self.monday()
        self.sleep(changed(self.visit.settings))
        self.tuesday()
        self.sleep(self.visit.settings)
        self.wednesday()
        self.visit.installation.engine.dispose()

    def sleep(self, settings: Settings) -> None:
        later = self.visit.now + dt.timedelta(days=1)
        self.visit = replace(with_settings(self.visit, settings), now=later)

    def monday(self) -> None:
        first = ("NVD,rent,R123456789,open", "NVD,rent,SAME,open", "NVD,council_tax,SAME,open")
        self.accounts(*first, "NVD,rent,R200000002,closed", "HMB,rent,R900000009,open")
        self.cards(f"NVD,rent,R123456789,{CARD}")
        rows = [long_row(), long_row(700, STRANGER, "SAME"), long_row(800, STRANGER, "R200000002")]
        rows += [
            long_row(900, STRANGER, "R300000003"),
            long_row(1100, STRANGER, ""),
            long_row(),
            long_row(-50),
        ]
        self.file("NVDC0001.PO", allpay(rows, 5950))
        known = (SECOND_CARD, "R123456789", "N")
        self.file("NVDC0002.CRF", cross_reference([known, (THIRD_CARD, "R300000003", "N")]))
        self.file("NVDC0003.STA", joined(statement({"Post Office (.PO)": 5950})))
        self.file("NVDC0004.PO", allpay([short_row(100, reference="R123456789")], 100))
        pair = [counter(500, "1", "0002", "400710003"), counter(500, "2", "0003", "400710002")]
        alone = counter(600, "1", "0005", "400710006", card=STRANGER)
        self.file("A319001.TXN", post_office([counter(), *pair, alone], 3600))
        self.file("A319001.CTL", control([("A319001.TXN", 4, 3600), ("A319002.TXN", 1, 100)]))
        self.file(
            PAYPOINT_NAME, paypoint([shop(1), shop(2, 300), shop(3, 300, "R", f"{2:010}")], 2300, 1, 300)
        )
        sales = [sale("A1"), sale("A2", "7.05"), sale("A3", "7.05", "VOID", "A2"), sale("A1")]
        self.file("payzone_NVD4471_001530.csv", payzone(sales, "40.00"))
        self.file("HMBC0001.PO", allpay([long_row(400, STRANGER, "HMR900000009")], 400))
        stray = "HMBC0001.XX"
        drop_of = self.visit.installation.contracts["HMB-ALLPAY"]
        import_file(self.visit, stray, b"nothing that anybody can read", drop_of=drop_of)
        reconcile(self.visit)

    def tuesday(self) -> None:
        self.accounts("NVD,rent,R123456789,former", "NVD,rent,R300000003,open", "HMB,rent,R900000009,open")
        late = [sale("A4", "20.00", "VOID", "A1"), sale("A2", "7.05")]
        self.file("payzone_NVD4471_001531.csv", payzone(late, "-12.95", "001531"))
        self.file("NVDC0001.PO", allpay([long_row(4200, STRANGER)], 4200))
        self.file("HMBC0001.PO", allpay([long_row(1, STRANGER)], 1))
        release_file(self.visit, self.held("NVDC"), note="the supplier used the number twice")
        reject_file(self.visit, self.held("HMBC"), note="not ours")
        reconcile(self.visit)

    def wednesday(self) -> None:
        self.cross_reference_by_hand()
        is_open = (suspense_items.c.state == "open") & (suspense_items.c.reason == "unknown_card")
        waiting = select(suspense_items.c.id).where(is_open).order_by(suspense_items.c.id).limit(1)
        why = "the tenant showed the receipt"
        allocate_item(self.visit, self.one(waiting), fund="rent", reference="R123456789", note=why)
        gone = select(problems.c.id).where(
            problems.c.kind == "missing_accounts", problems.c.closed_at.is_(None)
        )
        close_problem(self.visit, self.one(gone.limit(1)), note="sold")
        self.accounts("NVD,rent,R123456789,former", "NVD,rent,R300000003,open", "HMB,rent,R900000009,open")
        self.file("NVDC0005.PO", allpay([long_row(300), long_row(200, STRANGER)], 500))  # not decided yet

    def cross_reference_by_hand(self) -> None:
        path = self.home / "NVDC0900.CRF"
        path.write_bytes(cross_reference([("9826999900000000049", "R300000003", "R")]))
        import_cards(self.visit, path)

    def accounts(self, *rows: str) -> None:
        path = self.home / "accounts.csv"
        path.write_text(accounts_csv(*rows), encoding="utf-8")
        import_accounts(self.visit, path)

    def cards(self, *rows: str) -> None:
        path = self.home / "cards.csv"
        path.write_text(CARDS + "".join(f"{row},active,2026-01-05\n" for row in rows), encoding="utf-8")
        import_cards(self.visit, path)

    def file(self, name: str, data: bytes) -> None:
        import_file(self.visit, name, data)

    def held(self, client: str) -> str:
        held = (files.c.state == "held") & files.c.name.startswith(client)
        return str(self.one(select(files.c.id).where(held)))

    def one(self, query: Select[Any]) -> Any:
        with reading(self.visit.installation.engine) as connection:
            return connection.execute(query).scalar_one()


def write_settings(home: Path, database: str) -> Settings:
    path = home / "paycards.toml"
    path.write_text(SETTINGS.format(database=database), encoding="utf-8")
    return load_settings(path)


def wake(home: Path, database: str) -> Visit:
    """Open the installation in a folder after the week."""
    settings = changed(write_settings(home, database))
    return open_visit(settings, now=MONDAY + dt.timedelta(days=3), actor="auditor")


def changed(settings: Settings) -> Settings:
    """Other fund patterns and no prefix any more, from one day to the next."""
    return settings.model_copy(
        update={
            "councils": tuple(
                council.model_copy(update={"contracts": tuple(map(_changed, council.contracts))})
                for council in settings.councils
            )
        }
    )


def _changed(contract: Contract) -> Contract:
    patterns = (("council_tax", r"\d{9}"), ("rent", r"[RS]\d{9}"))
    return contract.model_copy(update={"fund_patterns": patterns, "reference_prefix": ""})
