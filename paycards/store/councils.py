"""The councils and contracts of the settings, in the database, and the lock of a council.

Every step that changes a council's money holds its lock, so its steps stand in one order.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update

from paycards.errors import SettingsError
from paycards.settings.contract import Contract
from paycards.store.tables.councils import contracts, councils

_HELD = select(councils.c.id).where(councils.c.id == bindparam("this_council")).with_for_update()


def store_council(connection: Connection, code: str, name: str) -> int:
    """Write down a council of the settings, or its new name; return its id."""
    return _upsert(connection, councils, code=code, name=name)


def store_contract(connection: Connection, council_id: int, contract: Contract) -> None:
    """Write down a contract of the settings, or what is new of it. Raises SettingsError."""
    _upsert(
        connection,
        contracts,
        code=contract.code,
        council_id=council_id,
        channel=contract.channel,
        client_code=contract.client_code,
    )


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


def council_ids(connection: Connection) -> dict[str, int]:
    """Return the id of each council by its code."""
    return dict(connection.execute(select(councils.c.code, councils.c.id)).all())


def lock(connection: Connection, council_id: int) -> None:
    """Hold a council until the transaction ends (SQLite: the writer already holds everything)."""
    if connection.dialect.name != "sqlite":
        connection.execute(_HELD, {"this_council": council_id})


def lock_unowned(connection: Connection) -> None:
    """Hold the files that belong to no council until the transaction ends: two runs may find the same one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE files IN SHARE ROW EXCLUSIVE MODE"))
