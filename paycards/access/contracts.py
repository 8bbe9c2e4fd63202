"""A contract of the settings as the database knows it, with its ledger accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from paycards.channels.timetable import bank_holidays
from paycards.settings.contract import Contract
from paycards.settings.council import Council


@dataclass(frozen=True)
class ContractRow:
    """A contract of the settings with its ids and its ledger accounts."""

    id: int
    council_id: int
    council: Council
    terms: Contract  # as the settings say
    clearing_id: int
    till_id: int
    suspense_id: int
    extra_bank_holidays: tuple[dt.date, ...] = ()
    not_bank_holidays: tuple[dt.date, ...] = ()

    @cached_property
    def holidays(self) -> frozenset[dt.date]:
        """The bank holidays of the installation."""
        return bank_holidays(self.extra_bank_holidays, self.not_bank_holidays)
