"""What a card takes from the account that it is for: scheme, name and address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.errors import Invalid, SettingsError
from paycards.issue.artwork.greeting import Customer
from paycards.settings.card_scheme import CardScheme
from paycards.settings.council import Council
from paycards.settings.installation import Settings
from paycards.store.tables.accounts import accounts

ADDRESS: tuple[Any, ...] = (
    *(accounts.c.address_1, accounts.c.address_2, accounts.c.address_3),
    *(accounts.c.town, accounts.c.postcode),
)
CUSTOMER: tuple[Any, ...] = (accounts.c.title, accounts.c.forenames, accounts.c.surname)
_OF_ACCOUNT: tuple[Any, ...] = (
    *(accounts.c.id, accounts.c.fund, accounts.c.reference, accounts.c.match_reference),
    accounts.c.status,
)


def accounts_of(connection: Connection, council_id: int, ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return of the council's accounts of these ids what a card takes from them, by id."""
    query = select(*_OF_ACCOUNT).where(accounts.c.council_id == council_id, accounts.c.id.in_(set(ids)))
    return {account.id: account for account in connection.execute(query)}


def addressed_accounts(connection: Connection, council_id: int, ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return of the council's accounts of these ids what a letter takes from them, by id."""
    query = select(*_OF_ACCOUNT, *CUSTOMER, *ADDRESS)
    query = query.where(accounts.c.council_id == council_id, accounts.c.id.in_(set(ids)))
    return {account.id: account for account in connection.execute(query)}


def account_title(account: Row[Any]) -> str:
    """Say in a sentence which account it is, without a person's name: council tax account 771000017."""
    return f"{account.fund.replace('_', ' ')} account {account.reference}"


def council_of(settings: Settings, code: str) -> Council:
    """Return a council of the settings. Raises SettingsError when it has left them."""
    for council in settings.councils:
        if council.code == code:
            return council
    raise SettingsError(f"The settings no longer have a council {code}.")


def scheme_of(council: Council, fund: str) -> CardScheme:
    """Return the scheme of a fund's cards. Raises SettingsError when it has none."""
    scheme = council.card_scheme(fund)
    if scheme is None:
        raise SettingsError(
            f"{council.code} has no card scheme for {fund}: add one to the settings.",
            code="no_card_scheme",
            council=council.code,
            fund=fund,
        )
    return scheme


def is_ordered(council: Council, fund: str) -> bool:
    """Whether the supplier makes a fund's cards."""
    scheme = council.card_scheme(fund)
    return scheme is not None and scheme.numbers == "order"


def name_on_card(account: Row[Any]) -> str:
    """Make the name to print from that of the customer: Mrs A Jones. Raises Invalid without a surname."""
    if not account.surname.strip():
        raise Invalid("holder", "The account has no name: give the name to print.", code="no_account_name")
    initials = " ".join(name[0] for name in account.forenames.split())
    return " ".join(part for part in (account.title.strip(), initials, account.surname.strip()) if part)


def customer_name(account: Row[Any]) -> str:
    """The whole name of an account's customer."""
    return " ".join(part for part in (account.title, account.forenames, account.surname) if part)


def customer_of(account: Row[Any]) -> Customer:
    """The customer's name in its parts, as a letter greets by it; the row has the columns of CUSTOMER."""
    return Customer(account.title, account.forenames, account.surname)


def address_of(account: Row[Any]) -> tuple[str, ...]:
    """Return the lines of an account's address, without the name; the row has the columns of ADDRESS."""
    lines = (getattr(account, column.name) for column in ADDRESS)
    return tuple(line.strip() for line in lines if line.strip())
