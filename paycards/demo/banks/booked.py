"""What an invented bank has booked, for the writers of its formats. Amounts are signed whole pence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """An account of an invented bank."""

    sort_code: str  # six digits
    number: str  # eight digits
    bank: str = "PCRD"

    @property
    def iban(self) -> str:
        """Its IBAN, with check digits after ISO 7064.

        >>> Account("202015", "55555555", "BUKB").iban
        'GB33BUKB20201555555555'
        """
        inside = f"{self.bank}{self.sort_code}{self.number}"
        figures = "".join(str(int(sign, 36)) for sign in inside + "GB00")
        return f"GB{98 - int(figures) % 97:02}{inside}"


@dataclass(frozen=True)
class Line:
    """One entry; `parts` are payments inside it that sum to it."""

    booked_on: dt.date
    pence: int
    text: str
    reference: str = "NONREF"
    value_on: dt.date | None = None
    status: str = "BOOK"
    reversal: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Booked:
    """A statement: the account from one day to another, what it held before, and its lines."""

    account: Account
    number: int
    first: dt.date
    last: dt.date
    opening_pence: int
    lines: Sequence[Line]

    @property
    def closing_pence(self) -> int:
        """What it holds at the end."""
        return self.opening_pence + sum(line.pence for line in self.lines if line.status == "BOOK")


def pounds(pence: int, point: str = ".") -> str:
    """The amount without its sign."""
    whole, part = divmod(abs(pence), 100)
    return f"{whole}{point}{part:02}"
