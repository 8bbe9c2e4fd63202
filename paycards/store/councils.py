"""The councils and contracts of the settings, in the database, and the lock of a council.

Every step that changes a council's money holds its lock, so its steps stand in one order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, insert, select, update

from paycards.errors import SettingsError
from paycards.settings import Contract, Council, Settings
from paycards.store.engine import writing
from paycards.store.tables import contracts, councils, ledger_accounts


@dataclass(frozen=True)
class ContractRow:
    """A contract of the settings with its ids and its ledger accounts."""

    id: int
    council_id: int
    council: Council
    contract: Contract
    clearing_id: int
    till_id: int
    suspense_id: int


def store_settings(connection: Connection, settings: Settings) -> None:
    """Bring the tables in line with the settings: new rows, new names; nothing is removed."""
    for council in settings.councils:
        council_id = _upsert(connection, councils, code=council.code, name=council.name)
        names = [("suspense", f"suspense:{council.code}"), ("bank", f"bank:{council.code}")]
        names.append(("fees", f"fees:{council.code}"))
        for contract in council.contracts:
            _upsert(
                connection,
                contracts,
                code=contract.code,
                council_id=council_id,
                channel=contract.channel,
                client_code=contract.client_code,
            )
            names += [("clearing", f"clearing:{contract.code}"), ("till", f"till:{contract.code}")]
        for kind, name in names:
            _ensure_ledger_account(connection, council_id, kind, name)


def _upsert(connection: Connection, table: Table, *, code: str, **values: object) -> int:
    row = connection.execute(select(table).where(table.c.code == code)).mappings().first()
    if row is None:
        result = connection.execute(insert(table).values(code=code, **values).returning(table.c.id))
        return int(result.scalar_one())
    if row.get("council_id", values.get("council_id")) != values.get("council_id"):
        raise SettingsError(f"Contract {code} belonged to another council before: give it a new code.")
    if any(row[name] != value for name, value in values.items()):
        connection.execute(update(table).where(table.c.code == code).values(**values))
    return int(row["id"])


def _ensure_ledger_account(connection: Connection, council_id: int, kind: str, name: str) -> None:
    same = (ledger_accounts.c.council_id == council_id) & (ledger_accounts.c.name == name)
    if connection.execute(select(ledger_accounts.c.id).where(same)).first() is None:
        connection.execute(insert(ledger_accounts).values(council_id=council_id, kind=kind, name=name))


def council_ids(connection: Connection) -> dict[str, int]:
    """Return the id of each council by its code."""
    return dict(connection.execute(select(councils.c.code, councils.c.id)).all())


def contract_rows(connection: Connection, settings: Settings) -> dict[str, ContractRow]:
    """Return every contract by code: those of the settings, and those that left them, as last known.

    Raises SettingsError when the settings name a contract that `init` has not stored.
    """
    ledger = _ledger_ids(connection)
    named = {contract.code: (council, contract) for council, contract in settings.contracts()}
    rows = {}
    query = select(contracts, councils.c.code.label("council"), councils.c.name).join(councils)
    for row in connection.execute(query.order_by(contracts.c.id)):
        council, contract = named.get(row.code) or (
            Council(code=row.council, name=row.name),
            Contract(code=row.code, channel=row.channel, client_code=row.client_code),
        )
        rows[row.code] = ContractRow(
            id=row.id,
            council_id=row.council_id,
            council=council,
            contract=contract,
            clearing_id=ledger[row.council_id, f"clearing:{row.code}"],
            till_id=ledger[row.council_id, f"till:{row.code}"],
            suspense_id=ledger[row.council_id, f"suspense:{row.council}"],
        )
    unknown = sorted(set(named) - set(rows))
    if unknown:
        raise SettingsError(f"{', '.join(unknown)}: new in the settings, run `paycards init` first.")
    return rows


def _ledger_ids(connection: Connection) -> dict[tuple[int, str], int]:
    query = select(ledger_accounts).where(ledger_accounts.c.kind != "customer")
    return {(row.council_id, row.name): row.id for row in connection.execute(query)}


@contextmanager
def council_step(engine: Engine, council_id: int) -> Iterator[Connection]:
    """One transaction that holds the lock of a council."""
    with writing(engine) as connection:
        lock(connection, council_id)
        yield connection


def lock(connection: Connection, council_id: int) -> None:
    """Hold a council until the transaction ends (SQLite: the writer already holds everything)."""
    connection.execute(select(councils.c.id).where(councils.c.id == council_id).with_for_update())
