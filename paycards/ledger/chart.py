"""The chart of accounts: which ledger accounts there are, and what each is called. Nowhere else names one.

| account | of | its balance, debit positive |
|---|---|---|
| customer:<fund>:<reference> | a customer | what was received from them, a credit |
| suspense:<council> | a council | what could not be placed yet, a credit |
| clearing:<contract> | a contract | what the supplier still owes |
| till:<contract> | a contract | cash at the council's own terminals: the supplier never owes it |
| bank:<council>:<account> | a bank account | money at the bank that came from suppliers |
| fees:<council> | a council | what suppliers kept for themselves |
| returns:<council> | a council, once it is needed | what is to be paid back to payers, a credit |
| opening:<council> | a council, once it is needed | what suppliers owed before their first file, a credit |
| written_off:<council> | a council, once it is needed | what was given up, a credit |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, ScalarSelect, insert, literal, select

from paycards.errors import Corrupt
from paycards.store.tables.ledger import ledger_accounts

OF_COUNCIL = ("suspense", "fees")
OF_CONTRACT = ("clearing", "till")


def name(kind: str, of: str) -> str:
    """Name the account of a kind that a council or contract has.

    >>> name("clearing", "NVD-ALLPAY")
    'clearing:NVD-ALLPAY'
    """
    return f"{kind}:{of}"


def customer(fund: ColumnElement[str], reference: ColumnElement[str]) -> ColumnElement[str]:
    """Name a customer's account, in SQL."""
    return control(fund) + ":" + reference


def control(fund: ColumnElement[str]) -> ColumnElement[str]:
    """Name the control account of a fund, in SQL: all its customers as one account of the general ledger."""
    return literal("customer:") + fund


def bank(council: str, account: str) -> str:
    """Name the account of a bank account, by the codes of its council and of itself.

    >>> bank("NVD", "MAIN")
    'bank:NVD:MAIN'
    """
    return f"{name('bank', council)}:{account}"


def of_council(
    code: str, contracts: Iterable[str], bank_accounts: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Give kind and name of each account that a council has besides the customers'.

    Contracts and bank accounts are given by their codes.
    """
    yield from ((kind, name(kind, code)) for kind in OF_COUNCIL)
    yield from (("bank", bank(code, account)) for account in bank_accounts)
    for contract in contracts:
        yield from ((kind, name(kind, contract)) for kind in OF_CONTRACT)


def open_accounts(connection: Connection, council_id: int, wanted: Iterable[tuple[str, str]]) -> None:
    """Open those of these accounts, as kind and name, that the council has not yet."""
    kinds = {account: kind for kind, account in wanted}
    query = select(ledger_accounts.c.name).where(
        ledger_accounts.c.council_id == council_id, ledger_accounts.c.name.in_(kinds)
    )
    known = set(connection.execute(query).scalars())
    for account, kind in kinds.items():
        if account not in known:
            connection.execute(insert(ledger_accounts).values(council_id=council_id, kind=kind, name=account))


def account_id(connection: Connection, council_id: int, account: str) -> int:
    """Return the id of an account by its name. Raises Corrupt when the council has none of this name."""
    query = select(ledger_accounts.c.id).where(
        ledger_accounts.c.council_id == council_id, ledger_accounts.c.name == account
    )
    found = connection.execute(query).scalar()
    if found is None:
        raise Corrupt(f"There is no ledger account {account}: the database was changed by hand.")
    return int(found)


def opened(connection: Connection, council_id: int, kind: str, of: str) -> int:
    """Return the id of an account that is opened when it is first needed."""
    open_accounts(connection, council_id, [(kind, name(kind, of))])
    return account_id(connection, council_id, name(kind, of))


def id_of(kind: str, council_id: ColumnElement[int], of: ColumnElement[str]) -> ScalarSelect[int]:
    """Look the account of a kind up that a council or contract has, in SQL: its id, null where there is none.

    By its name, which an index has: beside the customers' accounts those of all other kinds are few.
    """
    query = select(ledger_accounts.c.id).where(
        ledger_accounts.c.council_id == council_id, ledger_accounts.c.name == literal(f"{kind}:") + of
    )
    return query.scalar_subquery()
