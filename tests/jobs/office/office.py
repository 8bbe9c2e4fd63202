"""A council's back office at which several people do whatever comes to mind, right or wrong.

Each act picks what it is about by numbers, so that any numbers are an act. What the rules refuse is refused
in a sentence; anything else that goes wrong is a fault.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.demo.banks.booked import Booked
from paycards.errors import Invalid, NeedsPerson, NotFound
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.nightly import nightly
from paycards.jobs.reconcile import reconcile
from paycards.settings.reading import load_settings
from paycards.store.engine import reading
from paycards.store.tables.days import closed_days
from tests.jobs.hand_in import bring_accounts, bring_cards
from tests.oracle.writers import Paid
from tests.visits import open_visit

MONDAY = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PEOPLE = ("Amira", "Ben", "Cleo")
CARDS = ("9826999900000000015", "9826999900000000031", "9826999900000000049", "9826999900000000056")
REFERENCES = ("R100000001", "R100000002", "R100000003", "R900000009", "R900000010")  # two are nobody's
ACCOUNTS = REFERENCES[:3]
PENCE = (100, 250, 1000, 4999, 30_000, 60_000)
CONTRACTS = ("NVD-PAYPOINT", "NVD-ALLPAY", "NVD-STATED")
SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement_lag_working_days = 1
settlement = {{ bank_text = "PAYPOINT", fees = "netted", fee_pence = {{ paypoint = "38.5" }} }}
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 2
settlement = {{ by = "file", bank_text = "NVDC" }}
[[councils.contracts]]
code = "NVD-STATED"
channel = "allpay"
client_code = "NVDS"
settlement_lag_working_days = 1
settlement = {{ bank_text = "NVDS" }}
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
[[councils.outgoing]]
fund = "rent"
format = "rent_cash"
"""
Of = TypeVar("Of")


@dataclass(frozen=True)
class Sent:
    """A file of a supplier or of the bank, and how many rows it has."""

    name: str
    data: bytes
    rows: int


@dataclass
class Office:
    """The office on a day, and what its suppliers and its bank remember."""

    home: Path
    visit: Visit = field(repr=False)
    paid: list[Paid] = field(default_factory=list)  # at outlets, not taken back
    names: list[str] = field(default_factory=list)  # FILE:ROW of all that came, and a few more
    delivered: list[Sent] = field(default_factory=list)
    lost: list[Sent] = field(default_factory=list)  # on their way
    numbers: Counter[str] = field(default_factory=Counter)  # the last that each sender gave
    stated: list[int] = field(default_factory=list)  # credits of allpay's statements
    since_pence: int = 0  # what came after the last of them
    stated_pence: int = 0  # with which it closed
    statements: list[Booked] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def by(self, person: int) -> Visit:
        """The same visit by one of the people."""
        return replace(self.visit, visitor=Visitor(PEOPLE[person % len(PEOPLE)]))

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do it, or be told why not."""
        try:
            act()
        except (NeedsPerson, NotFound, Invalid) as refusal:
            self.refused[refusal.code] += 1

    def bring(self, sent: Sent) -> str:
        """A supplier's file comes; return what is ruled on it."""
        self.names += [f"{sent.name}:{row}" for row in range(1, sent.rows + 2)]
        self.delivered.append(sent)
        state = import_file(self.visit, sent.name, sent.data).state
        if sent.rows % 4:
            reconcile(self.visit)
        return state

    def bring_statement(self, sent: Sent) -> str:
        """A statement of the bank comes."""
        file = BankFile(sent.name, sent.data)
        return import_bank_file(self.visit, our_own_bank(self.visit), file).state

    def night(self, days: int = 1) -> None:
        """The nights of the next days, without files of their own."""
        for _ in range(days):
            self.visit = replace(self.visit, now=self.visit.now + DAY)
            nightly(self.visit)

    def closed_days(self) -> list[dt.date]:
        """The days that are closed now."""
        query = select(closed_days.c.day).where(closed_days.c.reopened_at.is_(None))
        with reading(self.visit.installation.engine) as connection:
            return list(connection.execute(query.order_by(closed_days.c.day)).scalars())


def new_office(home: Path, database: str) -> Office:
    """An office with three accounts, two of which have cards."""
    path = home / "paycards.toml"
    path.write_text(SETTINGS.format(database=database), encoding="utf-8")
    settings = load_settings(path)
    init(settings)
    office = Office(home, open_visit(settings, now=MONDAY, actor="Amira"))
    lists_come(office, closed=-1, cards=2)
    return office


def lists_come(office: Office, *, closed: int, cards: int) -> None:
    """The extract with at most one account closed, and so many of the cards."""
    states = ["closed" if place == closed else "open" for place in range(len(ACCOUNTS))]
    rows = [f"NVD,rent,{account},{state}" for account, state in zip(ACCOUNTS, states, strict=True)]
    bring_accounts(office.visit, office.home, *rows)
    held = [f"NVD,rent,{pick(ACCOUNTS, place)},{card}" for place, card in enumerate(CARDS[:cards])]
    office.attempt(lambda: bring_cards(office.visit, office.home, *held))


def pick(of: Sequence[Of], which: int) -> Of:
    """One of these, by any number."""
    return of[which % len(of)]
