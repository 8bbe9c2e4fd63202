"""Whose a bank entry is: the one contract whose text stands in it, nobody's, or that of a person to say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from paycards.settings.contract import Contract

OURS, OTHER, UNCLEAR, NOT_BOOKED = "ours", "other", "unclear", "not_booked"


@dataclass(frozen=True)
class BankText:
    """By what an entry is known as one of a contract: `settlement` of the settings."""

    contract: str  # its code
    bank_text: str
    bank_account: str | None
    starts_on: dt.date | None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.bank_text, re.IGNORECASE)

    def fits(self, account: str, booked_on: dt.date, text: str) -> bool:
        """Whether an entry of this account, day and text is the contract's."""
        if self.bank_account is not None and account != self.bank_account:
            return False
        if self.starts_on is not None and booked_on < self.starts_on:
            return False
        return self._pattern.search(folded(text)) is not None

    def as_data(self) -> dict[str, object]:
        """As plain data for the trail."""
        return asdict(self)

    @staticmethod
    def of_data(said: Mapping[str, Any]) -> BankText:
        """The same, read from the trail."""
        starts_on = said["starts_on"] and dt.date.fromisoformat(said["starts_on"])
        return BankText(**{**said, "starts_on": starts_on or None})


def bank_texts(contracts: Iterable[Contract]) -> tuple[BankText, ...]:
    """Those of the contracts that have one."""
    terms = ((contract.code, contract.settlement) for contract in contracts)
    return tuple(
        BankText(code, told.bank_text, told.bank_account, told.starts_on)
        for code, told in terms
        if told.bank_text is not None
    )


def fitting(texts: Sequence[BankText], account: str, booked_on: dt.date, text: str) -> list[str]:
    """The codes of the contracts that an entry may be of: one, none, or several that are unclear."""
    return [each.contract for each in texts if each.fits(account, booked_on, text)]


def verdict(codes: Sequence[str]) -> str:
    """What the number of contracts that fit says of an entry."""
    return OTHER if not codes else OURS if len(codes) == 1 else UNCLEAR


def folded(text: str) -> str:
    """The text with each run of spaces as one."""
    return " ".join(text.split())
