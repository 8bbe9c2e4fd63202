"""What PostgreSQL knows of the tables, brought up to date."""

from __future__ import annotations

from sqlalchemy import Connection

from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.ledger import ledger_accounts

LARGE_ROWS = 10_000  # from here on PostgreSQL plans better with new statistics


def refresh_statistics(connection: Connection, rows: int) -> None:
    """Let PostgreSQL look at the tables again after a large load."""
    if rows > LARGE_ROWS and connection.dialect.name == "postgresql":
        for table in (ledger_accounts, accounts, account_references, cards):
            connection.exec_driver_sql(f"ANALYZE {table.name}")
