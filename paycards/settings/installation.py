"""The whole file: where the installation keeps its things, and its councils."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from paycards.errors import SettingsError
from paycards.settings.bank_account import BankAccount
from paycards.settings.contract import Contract
from paycards.settings.council import Council
from paycards.settings.serving import Serving
from paycards.settings.table import Switch, Table
from paycards.settings.web import Web


def _listed(days: object) -> object:
    """The environment gives days as one text, separated by commas."""
    return [day.strip() for day in days.split(",")] if isinstance(days, str) else days


Days = Annotated[tuple[dt.date, ...], BeforeValidator(_listed)]


class Paycards(Table):
    """Where the installation keeps its things."""

    database: str
    archive: Path
    exports: Path = Path("var/exports")
    made: Path = Path("var/made")  # what long work made, to be fetched from the screens
    layouts: Path = Path("layouts")  # a council's own layouts, beside the settings
    mappings: Path = Path("mappings")  # of the CSV exports of banks, beside the settings
    rehearsal: Switch = False  # nothing here is real: another instant may be given, and each report says so
    allow_as: Switch = False  # whoever calls may say whom they act for: for rehearsals and the demo only
    extra_bank_holidays: Days = ()  # such as a coronation, proclaimed at short notice
    not_bank_holidays: Days = ()  # days of the published list that are none after all

    @model_validator(mode="after")
    def _holidays_do_not_contradict(self) -> Self:
        both = sorted(set(self.extra_bank_holidays) & set(self.not_bank_holidays))
        if both:
            days = ", ".join(map(str, both))
            raise ValueError(f"extra_bank_holidays and not_bank_holidays both name {days}")
        return self


class Settings(Table):
    """The whole file, checked."""

    paycards: Paycards
    serving: Serving = Serving()
    web: Web = Web()
    councils: tuple[Council, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Self:
        for what, codes in (
            ("council", [council.code for council in self.councils]),
            ("contract", [contract.code for _, contract in self.contracts()]),
        ):
            twice = sorted({code for code in codes if codes.count(code) > 1})
            if twice:
                raise ValueError(f"{what} code {', '.join(twice)} appears more than once")
        return self

    @model_validator(mode="after")
    def _a_bank_account_has_one_owner(self) -> Self:
        numbers = [account.number for _, account in self.bank_accounts()]
        for council, account in self.bank_accounts():
            if numbers.count(account.number) > 1:
                raise ValueError(f"bank account {account.code} of {council.code} appears more than once")
        return self

    def bank_accounts(self) -> Iterator[tuple[Council, BankAccount]]:
        """Every bank account with its council, in the order of the file."""
        for council in self.councils:
            for account in council.bank_accounts:
                yield council, account

    def contracts(self) -> Iterator[tuple[Council, Contract]]:
        """Every contract with its council, in the order of the file."""
        for council in self.councils:
            for contract in council.contracts:
                yield council, contract

    def contract(self, code: str) -> tuple[Council, Contract]:
        """The contract of this code. Raises SettingsError if there is none."""
        for council, contract in self.contracts():
            if contract.code == code:
                return council, contract
        raise SettingsError(f"There is no contract {code} in the settings.")
