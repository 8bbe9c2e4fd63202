"""A world of suppliers with a bank: what it books, day by day, and what the night makes of it."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.export import export
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.match_settlements import Settlements, match_settlements
from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from paycards.verify.findings import Difference
from tests.reconcile.settlement.supplier_world import SupplierWorld, day, open_world

MAIN = Account("000471", "00004471")
FROM = {"ALLPAY": "ALLPAY NVDC", "BYFILE": "ALLPAY NVDF", "PAYZONE": "PAYZONE LTD"}
CHANGES = (
    (
        "settlement_lag_working_days = 10\n",
        'settlement_lag_working_days = 10\nsettlement.bank_text = "allpay nvdc"\n',
    ),
    ('settlement.by = "file"\n', 'settlement.by = "file"\nsettlement.bank_text = "allpay nvdf"\n'),
    (
        'settlement = {{ fees = "netted", fee_pence = {{ payzone = "38.5" }} }}\n'.replace("{{", "{").replace(
            "}}", "}"
        ),
        'settlement = { fees = "netted", fee_pence = { payzone = "38.5" }, bank_text = "payzone" }\n'
        '[[councils.bank_accounts]]\ncode = "MAIN"\nsort_code = "00-04-71"\naccount_number = "00004471"\n',
    ),
)


@dataclass
class BankWorld(SupplierWorld):
    """The statements of the account follow each other, one for each call of `bank`."""

    _held: int = 100_000
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def bank(self, on: str, *lines: tuple[str, int], reads: str = "") -> str:
        """The bank books these amounts, each from a contract or with a text; returns the name of the file."""
        number = next(self._numbers)
        booked = [Line(day(on), pence, FROM.get(text, text)) for text, pence in lines]
        statement = Booked(MAIN, number, day(on), day(on), self._held, booked)
        self._held = statement.closing_pence
        name = f"bank-{number}.xml"
        visit = self.on(reads or on, hour=6)
        result = import_bank_file(visit, our_own_bank(visit), BankFile(name, camt053([statement])))
        assert result.state == "accepted", result.reason
        return name

    def file(self, number: int, *pence: int, made: str) -> str:
        """A file of BYFILE, whose money is due on the day on which it is made."""
        return self.allpay(number, *pence, made=made, came=made, client="NVDF")

    def night(self, on: str) -> Settlements:
        reconcile(self.on(on, hour=7))
        return match_settlements(self.on(on, hour=8))

    def exported(self, name: str) -> list[dict[str, str]]:
        out = io.StringIO(newline="")
        export(self.visit, name, out)
        return list(csv.DictReader(io.StringIO(out.getvalue())))

    def matches(self) -> list[str]:
        """Each match as entry, due, pence, rule and state."""
        return [
            f"{row['file']}:{row['row']} {row['due']} {row['amount_pence']} {row['rule']} {row['state']}"
            for row in self.exported("matches")
        ]

    def balance(self, account: str) -> int:
        rows = self.exported("journal")
        return sum(int(row["amount_pence"]) for row in rows if row["ledger_account"] == account)

    def problems(self, kind: str) -> list[str]:
        query = select(problems.c.message).where(problems.c.kind == kind, problems.c.closed_at.is_(None))
        with reading(self.visit.installation.engine) as connection:
            return list(connection.execute(query.order_by(problems.c.id)).scalars())

    def differences(self) -> tuple[Difference, ...]:
        return verify(self.visit).differences


def open_bank_world(database_url: str, folder: Path) -> BankWorld:
    """A world without rows, with one account at the bank."""
    return BankWorld(open_world(database_url, folder, CHANGES).visit)
