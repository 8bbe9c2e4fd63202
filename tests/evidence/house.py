"""A council with a contract of each channel, and two nights of it: what these tests look at."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from paycards.access.visit import Visit
from paycards.cli import main
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.reading import load_settings
from tests.channels.supplier_files import CARD, PAYPOINT_NAME, allpay, long_row, paypoint, shop
from tests.fresh import init_fresh
from tests.jobs.hand_in import ACCOUNTS, STRANGER, bring_cards
from tests.visits import open_visit

FIRST_NIGHT = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
SECOND_NIGHT = FIRST_NIGHT + dt.timedelta(days=1)
NOW = "2026-11-18T09:00:00+00:00"
SURNAME = "Ashworth"
WHY = "the tenant showed the receipt"

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"
rehearsal = true

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]
[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "104417"
[councils.contracts.settlement]
bank_text = "PAYPOINT"
[councils.contracts.timetable]
days = "every_day"
starts_on = 2026-11-14
[[councils.contracts]]
code = "NVD-POST"
channel = "post_office"
client_code = "0429170"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
[[councils.outgoing]]
fund = "rent"
format = "income_csv"
office_code = "01"
user_code = "PC"
vat_code = "N"

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"
[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
"""
PLACED, WAITED, ALONE = "NVDC0001.PO:1", "NVDC0001.PO:2", "NVDC0001.PO:3"
LARGE = "NVDC0002.PO:1"  # two people placed it


class House:
    """The installation in a folder, and the program on it."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.config = home / "paycards.toml"
        self.config.write_text(SETTINGS.format(database=database), encoding="utf-8")
        settings = load_settings(self.config)
        init_fresh(settings)
        self.visit: Visit = open_visit(settings, now=FIRST_NIGHT, actor="paycards")

    def live(self) -> House:
        """A placed payment, one that a person placed, one that waits, and a reversal; two nights."""
        self.accounts("R123456789", "R200000002")
        bring_cards(self.visit, self.home, f"NVD,rent,R123456789,{CARD}")
        rows = [long_row(), long_row(700, STRANGER, "R 20000000Z"), long_row(900, STRANGER, "")]
        self.file("NVDC0001.PO", allpay(rows, 2850))
        self.file(
            PAYPOINT_NAME, paypoint([shop(1), shop(2, 300), shop(3, 300, "R", f"{2:010}")], 2300, 1, 300)
        )
        self.file("NVDC0002.PO", allpay([long_row(60000, STRANGER, "")], 60000))
        self.night()
        self.at(SECOND_NIGHT, actor="m.okafor")
        item = next(each for each in list_suspense(self.visit) if f"{each.file}:{each.row}" == WAITED)
        allocate_item(self.visit, item.id, fund="rent", reference="R200000002", note=WHY)
        item = next(
            each for each in list_suspense(self.visit) if each.file == LARGE.split(":", maxsplit=1)[0]
        )
        allocate_item(self.visit, item.id, fund="rent", reference="R200000002", note=WHY)
        self.at(SECOND_NIGHT, actor="r.patel")
        approve_decision(self.visit, 2, note="seen too")
        self.night()
        return self

    def accounts(self, *references: str) -> None:
        """Rent accounts of people with a name and an address, which no pack may tell."""
        person = f"0,C1,Ms,Ada,{SURNAME},1 Mill Row,,,Northvale,NV1 2AB,ada@example.org,,,"
        rows = "".join(f"NVD,rent,{reference},open,{person}\n" for reference in references)
        path = self.home / "accounts.csv"
        path.write_text(ACCOUNTS + rows, encoding="utf-8")
        import_accounts(self.visit, path)

    def at(self, now: dt.datetime, actor: str = "paycards") -> None:
        visitor = replace(self.visit.visitor, name=actor)
        self.visit = replace(self.visit, now=now, visitor=visitor)

    def night(self) -> None:
        reconcile(self.visit)
        write_outgoing(self.visit)

    def file(self, name: str, data: bytes) -> None:
        import_file(self.visit, name, data)

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        """Run a command, which must end with this exit code."""
        called = ["--config", str(self.config), "--now", NOW, *arguments]
        result = CliRunner().invoke(main, called, catch_exceptions=False)
        assert result.exit_code == code, f"{arguments}: {result.exit_code}\n{result.output}"
        return result

    def read(self, *arguments: str, code: int = 0) -> Any:
        """What a command prints with --json."""
        return json.loads(self(*arguments, "--json", code=code).stdout)

    def close(self) -> None:
        self.visit.installation.engine.dispose()
