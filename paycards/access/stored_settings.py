"""The councils and contracts of the settings, brought into the database and read from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Row, select

from paycards.access.contracts import ContractRow
from paycards.errors import Corrupt, not_in_database
from paycards.ledger import chart
from paycards.settings.contract import Contract
from paycards.settings.council import Council
from paycards.store.councils import store_contract, store_council
from paycards.store.tables.councils import contracts, councils


class Holidays(Protocol):
    """What the settings say of bank holidays (`settings.installation.Paycards`)."""

    @property
    def extra_bank_holidays(self) -> tuple[dt.date, ...]:
        """Those that are not published."""
        ...

    @property
    def not_bank_holidays(self) -> tuple[dt.date, ...]:
        """Those that are none after all."""
        ...


class Councils(Protocol):
    """The councils of the settings, each with its contracts (`settings.installation.Settings`)."""

    @property
    def councils(self) -> Sequence[Council]:
        """In the order of the settings."""
        ...

    @property
    def paycards(self) -> Holidays:
        """What holds for the whole installation."""
        ...

    def contracts(self) -> Iterable[tuple[Council, Contract]]:
        """Each contract with its council."""
        ...


def store_settings(connection: Connection, settings: Councils) -> None:
    """Bring the tables in line with the settings: new rows, new names; nothing is removed."""
    for council in settings.councils:
        council_id = store_council(connection, council.code, council.name)
        for contract in council.contracts:
            store_contract(connection, council_id, contract)
        codes = [contract.code for contract in council.contracts]
        accounts = [account.code for account in council.bank_accounts]
        chart.open_accounts(connection, council_id, chart.of_council(council.code, codes, accounts))


_STORED = (
    select(
        *(contracts.c.id, contracts.c.council_id, contracts.c.code),
        *(contracts.c.channel, contracts.c.client_code),
        councils.c.code.label("council"),
        councils.c.name,
        chart.id_of("clearing", contracts.c.council_id, contracts.c.code).label("clearing"),
        chart.id_of("till", contracts.c.council_id, contracts.c.code).label("till"),
        chart.id_of("suspense", contracts.c.council_id, councils.c.code).label("suspense"),
    )
    .join(councils)
    .order_by(contracts.c.id)
)


def contract_rows(connection: Connection, settings: Councils) -> dict[str, ContractRow]:
    """Return every contract by code: those of the settings, and those that left them, as last known.

    Raises SettingsError when the settings name a contract that `init` has not stored.
    """
    named = {contract.code: (council, contract) for council, contract in settings.contracts()}
    rows = {}
    for row in connection.execute(_STORED):
        council, contract = named.get(row.code) or (
            Council.model_construct(code=row.council, name=row.name),  # checked when they came
            Contract.model_construct(code=row.code, channel=row.channel, client_code=row.client_code),
        )
        rows[row.code] = ContractRow(
            id=row.id,
            council_id=row.council_id,
            council=council,
            terms=contract,
            clearing_id=_account(row, "clearing", row.code),
            till_id=_account(row, "till", row.code),
            suspense_id=_account(row, "suspense", row.council),
            extra_bank_holidays=settings.paycards.extra_bank_holidays,
            not_bank_holidays=settings.paycards.not_bank_holidays,
        )
    unknown = sorted(set(named) - set(rows))
    if unknown:
        raise not_in_database(", ".join(unknown))
    return rows


def _account(row: Row[Any], kind: str, of: str) -> int:
    account: int | None = row._mapping[kind]
    if account is None:
        raise Corrupt(
            f"The contract {row.code} has no ledger account {chart.name(kind, of)}: the database was changed"
            " by hand."
        )
    return account
