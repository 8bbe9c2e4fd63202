"""A council and what its suppliers send, file by file on the day that a test says; and what they owe then."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.visit import Visit
from paycards.intake.file_result import FileResult
from paycards.jobs.import_files import import_file
from paycards.jobs.release_file import release_file
from paycards.reconcile.settlement.dues import booked_of, dues_of, owed_of
from paycards.reconcile.settlement.listing import DueRow, due_rows
from paycards.reconcile.settlement.still_open import still_open
from paycards.settings.reading import load_settings
from paycards.store.engine import reading, writing
from tests.fresh import init_fresh
from tests.oracle import writers
from tests.oracle.writers import Paid, allpay_payments, allpay_row
from tests.reconcile.settlement.bank_rows import Match, write_match
from tests.visits import open_visit

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"
extra_bank_holidays = ["2026-11-30"]

[[councils]]
code = "NVD"
name = "Northvale District Council"

[[councils.contracts]]
code = "ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 10

[[councils.contracts]]
code = "BYFILE"
channel = "allpay"
client_code = "NVDF"
settlement.by = "file"

[[councils.contracts]]
code = "POST"
channel = "post_office"
client_code = "NVD0001"
settlement_lag_working_days = 2

[[councils.contracts]]
code = "PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement_lag_working_days = 5

[[councils.contracts]]
code = "PAYZONE"
channel = "payzone"
client_code = "nvdc"
settlement = {{ fees = "netted", fee_pence = {{ payzone = "38.5" }} }}
"""

LABELS = {"PO": "Post Office (.PO)", "CSH": "Cash Adj (-)  (.CSH)", "CQE": "Returned cheques (.CQE)"}
LETTERS = {"PO": "P", "PP": "T", "PZ": "Z", "TC": "N", "TDC": "N", "CQE": "Q", "CSH": "C", "DD": "D"}
STRANGER = "9826999900000999999"
_numbers = itertools.count(1)


def day(text: str) -> dt.date:
    """A date from month and day of 2026, MM-DD, or a whole date."""
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@dataclass
class SupplierWorld:
    visit: Visit
    balances: dict[str, int] = field(default_factory=dict)

    @property
    def contracts(self) -> dict[str, ContractRow]:
        return self.visit.installation.contracts

    def on(self, text: str, hour: int = 4) -> Visit:
        """The same visit on the morning of a day."""
        return replace(self.visit, now=dt.datetime.combine(day(text), dt.time(hour), tzinfo=dt.UTC))

    def bring(self, name: str, data: bytes, came: str, state: str = "accepted") -> FileResult:
        result = import_file(self.on(came), name, data)
        assert result.state == state, result.reason
        return result

    def allpay(
        self,
        number: int,
        *pence: int,
        ext: str = "PO",
        came: str = "11-16",
        client: str = "NVDC",
        made: str = "",
        state: str = "accepted",
        short: bool = False,
    ) -> str:
        name = f"{client}{number:04}.{ext}"
        paid_on = day(made or came) - dt.timedelta(days=1)
        rows = [
            allpay_row(
                Paid(STRANGER, each, paid_on.isoformat(), reference=f"R{next(_numbers)}"), LETTERS[ext], short
            )
            for each in pence
        ]
        data = allpay_payments(rows, sum(pence), day(made).isoformat() if made else "")
        self.bring(name, data, came, state)
        return name

    def statement(
        self,
        number: int,
        taken: int,
        *,
        closes: str,
        opening: int | None = None,
        debits: int = 0,
        came: str = "",
        client: str = "NVDC",
        state: str = "accepted",
    ) -> str:
        """A statement of what was taken; it opens with what the one before closed with, unless told."""
        opens = self.balances.get(client, 0) if opening is None else opening
        self.balances[client] = opens + taken - debits
        lines = {LABELS["PO"]: taken} if taken else {}
        name = f"{client}{number:04}.STA"
        data = writers.statement(opens, lines, debits, day(closes).isoformat())
        self.bring(name, data, came or closes, state)
        return name

    def payzone(self, number: int, *paid: Paid, created: str, came: str = "") -> str:
        name = f"payzone_nvdc_{number:06}.csv"
        data = writers.payzone("nvdc", f"{number:06}", day(created).isoformat(), paid)
        self.bring(name, data, came or created)
        return name

    def release(self, which: str, on: str) -> None:
        release_file(self.on(on), which, note="the supplier says that it is right")

    def rows(self, contract: str, on: str) -> list[DueRow]:
        with reading(self.visit.installation.engine) as connection:
            self._proof_says_the_same(connection, self.contracts[contract], day(on))
            return due_rows(connection, self.contracts[contract], day(on))

    @staticmethod
    def _proof_says_the_same(connection: Connection, contract: ContractRow, on: dt.date) -> None:
        """What the database sums up of each due is what its parts come to, read one by one."""
        booked = booked_of(connection, [contract], on)[contract.id]
        opened = [(due.due_on, due.key, due.outstanding_pence) for due in booked.dues]
        found = still_open(connection, [contract], on)[contract.id]
        assert list(found.dues) == [each for each in opened if each[2]]
        assert found.unstated_pence == booked.unstated_pence

    def owed(self, contract: str, on: str) -> list[tuple[str, str, int]]:
        """Key, day and amount of each due of a contract."""
        return [(row.due, f"{row.due_on:%m-%d}", row.amount_pence) for row in self.rows(contract, on)]

    def states(self, contract: str, on: str) -> list[str]:
        return [row.state for row in self.rows(contract, on)]

    def unstated(self, contract: str, on: str) -> int:
        with reading(self.visit.installation.engine) as connection:
            return owed_of(connection, self.contracts[contract], day(on)).unstated_pence

    def outstanding(self, contract: str, on: str) -> list[int]:
        with reading(self.visit.installation.engine) as connection:
            return [due.outstanding_pence for due in dues_of(connection, self.contracts[contract], day(on))]

    def match(self, contract: str, due: str, pence: int, *, on: str, **how: Any) -> None:
        """A credit of the bank that is matched to a due, as the night or a person would have written it."""
        with writing(self.visit.installation.engine) as connection:
            write_match(connection, self.contracts[contract], Match(due, pence, day(on), **how))


def open_world(database_url: str, folder: Path, changes: Sequence[tuple[str, str]] = ()) -> SupplierWorld:
    """A world in a migrated database without rows; `changes` replace texts of the settings."""
    text = SETTINGS.format(database=database_url)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "paycards.toml"
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    return SupplierWorld(open_visit(settings, now=dt.datetime(2026, 11, 16, 4, tzinfo=dt.UTC)))
