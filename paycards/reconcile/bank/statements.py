"""The statements of an account that are taken, as the ruling and the chain see them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Connection, cast, func, select

from paycards.reconcile.bank.placed import Placed
from paycards.store.tables import bank_balances, bank_entries, bank_statements, files

TAKEN, REPLACED = "taken", "replaced"


def taken(connection: Connection, council_id: int, account: str) -> list[Placed]:
    """Those of an account that stand, as they were taken."""
    booked = (
        select(
            bank_entries.c.statement_id,
            cast(func.sum(bank_entries.c.amount_pence), BigInteger).label("pence"),
        )
        .where(bank_entries.c.council_id == council_id, bank_entries.c.account == account)
        .where(bank_entries.c.status == "BOOK")
        .group_by(bank_entries.c.statement_id)
        .subquery()
    )
    said = [bank_statements.c[name] for name in Placed.__dataclass_fields__ if name in bank_statements.c]
    query = (
        select(*said, files.c.name, func.coalesce(booked.c.pence, 0).label("booked_pence"))
        .join(files, files.c.id == bank_statements.c.file_id)
        .outerjoin(booked, booked.c.statement_id == bank_statements.c.id)
        .where(bank_statements.c.council_id == council_id, bank_statements.c.account == account)
        .where(bank_statements.c.state == TAKEN)
        .order_by(bank_statements.c.id)
    )
    return [Placed(**row._mapping) for row in connection.execute(query)]


def entered(connection: Connection, council_id: int, account: str) -> dict[dt.date, int]:
    """The balances of an account that people entered, by day; the newest of each."""
    query = select(bank_balances.c.on_day, bank_balances.c.pence).where(
        bank_balances.c.council_id == council_id, bank_balances.c.account == account
    )
    return {row.on_day: row.pence for row in connection.execute(query.order_by(bank_balances.c.id))}
