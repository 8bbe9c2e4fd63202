"""The books of one council's bank: its contracts, what their entries are known by, and its accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.errors import not_in_database
from paycards.ledger import chart
from paycards.reconcile.bank.whose import BankText, bank_texts
from paycards.store.tables.councils import councils
from paycards.store.tables.ledger import ledger_accounts


@dataclass(frozen=True)
class BankBooks:
    """A council's code, its contracts by code, and the texts by which entries are known as theirs."""

    council: str
    contracts: Mapping[str, ContractRow]
    texts: Sequence[BankText]


def books_of(council: str, contracts: Iterable[ContractRow]) -> BankBooks:
    """The books of a council, by the settings of today."""
    own = {row.terms.code: row for row in contracts if row.council.code == council}
    return BankBooks(council, own, bank_texts(row.terms for row in own.values()))


def require_accounts(connection: Connection, council_id: int, codes: Sequence[str]) -> None:
    """Raise SettingsError for a bank account that has no ledger account yet."""
    council = connection.execute(select(councils.c.code).where(councils.c.id == council_id)).scalar_one()
    query = select(ledger_accounts.c.name).where(
        ledger_accounts.c.council_id == council_id, ledger_accounts.c.kind == "bank"
    )
    known = set(connection.execute(query).scalars())
    new = sorted({code for code in codes if chart.bank(council, code) not in known})
    if new:
        raise not_in_database(f"the bank account {', '.join(new)} of {council}")
