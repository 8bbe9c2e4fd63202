"""A bank statement as plain data, the same whichever format it came in. Amounts are signed whole pence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

BOOKED = "BOOK"
STATUSES = ("BOOK", "PDNG", "INFO", "FUTR")


@dataclass(frozen=True)
class AccountId:
    """Whose statement it is; empty where the file does not say. Digits without hyphens or spaces.

    `given` is what the file says.
    """

    sort_code: str = ""
    account_number: str = ""
    iban: str = ""
    given: str = ""

    def __str__(self) -> str:
        """As a person reads it."""
        return f"{self.sort_code} {self.account_number}".strip() or self.iban or self.given


@dataclass(frozen=True)
class Balance:
    """A balance of the account, negative when overdrawn. `kind` is the bank's own code: OPBD, 62F, 015."""

    kind: str
    pence: int
    on: dt.date | None
    interim: bool = False  # between two pages of one statement


@dataclass(frozen=True)
class Reference:
    """A reference that the bank gives; evidence for a person, never the identity of an entry."""

    kind: str
    text: str


@dataclass(frozen=True)
class Detail:
    """One payment inside an entry; no amount where the bank gives none in pounds."""

    amount_pence: int | None
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of a statement: what moved the balance.

    `place` counts the entries of the file from 1, over all its statements. `status` is BOOK, PDNG, INFO or
    FUTR: only BOOK is money. `booked_on` is None at most where it is not booked. `value_on` is as written:
    ISO 8601 where it is a day, else the text. `reversal` is a label of the bank and changes no sign.
    `charges_pence` is how far the entry differs from its details because of charges.
    """

    place: int
    booked_on: dt.date | None
    value_on: str
    amount_pence: int
    status: str = BOOKED
    reversal: bool = False
    text: str = ""
    references: tuple[Reference, ...] = ()
    details: tuple[Detail, ...] = ()
    charges_pence: int = 0
    note: str = ""  # what a person should know about how it was read


@dataclass(frozen=True)
class Page:
    """Which page of a statement; `series` tells the pages of one statement from those of another."""

    number: int
    is_last: bool
    series: str


@dataclass(frozen=True)
class Statement:
    """What the bank says of one account over a period.

    `balances` are the others that it gives: shown, never used. `corrects` says that the bank sends it in the
    place of an earlier one. `missing_pages` says which page has not come; `unproved` what the bank does not
    give, so that nothing proves the sum. `newest_first`: the entries stand the other way round. `member`: the
    file of a ZIP archive in which it stands.
    """

    place: int  # from 1, in the order of the file
    account: AccountId
    identification: str
    begins_on: dt.date
    ends_on: dt.date
    opening: Balance | None
    closing: Balance | None
    entries: tuple[Entry, ...]
    number: str = ""
    balances: tuple[Balance, ...] = ()
    page: Page | None = None
    corrects: bool = False
    missing_pages: str = ""
    unproved: str = ""
    newest_first: bool = False
    member: str = ""

    @property
    def as_booked(self) -> tuple[Entry, ...]:
        """The booked entries in the order in which they moved the balance."""
        entries = reversed(self.entries) if self.newest_first else self.entries
        return tuple(entry for entry in entries if entry.status == BOOKED)

    @property
    def booked_pence(self) -> int:
        """The sum of the booked entries."""
        return sum(entry.amount_pence for entry in self.entries if entry.status == BOOKED)

    @property
    def booked(self) -> int:
        """How many entries are booked."""
        return sum(entry.status == BOOKED for entry in self.entries)


@dataclass(frozen=True)
class BankFile:
    """All statements of one file. `format` is what read it, such as camt.053.001.08 or CSV lloyds-online."""

    format: str
    statements: tuple[Statement, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of the file, in its order."""
        return tuple(entry for statement in self.statements for entry in statement.entries)
