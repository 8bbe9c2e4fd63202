"""The statements of an account that are taken, as the ruling and the chain see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, select

from paycards.reconcile.bank.placed import Placed
from paycards.store.tables.bank import bank_balances, bank_entries, bank_statements
from paycards.store.tables.files import files

TAKEN, REPLACED = "taken", "replaced"
_STORED = [each.name for each in fields(Placed) if each.name not in ("corrects", "statement")]  # of a file


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
    known: dict[str, ColumnElement[Any]] = {column.name: column for column in bank_statements.c}
    known |= {"name": files.c.name, "booked_pence": func.coalesce(booked.c.pence, 0)}
    query = (
        select(*(known[name] for name in _STORED))
        .join(files, files.c.id == bank_statements.c.file_id)
        .outerjoin(booked, booked.c.statement_id == bank_statements.c.id)
        .where(bank_statements.c.council_id == council_id, bank_statements.c.account == account)
        .where(bank_statements.c.state == TAKEN)
        .order_by(bank_statements.c.id)
    )
    return [Placed(*row) for row in connection.execute(query).all()]


def entered(connection: Connection, council_id: int, account: str) -> dict[dt.date, int]:
    """The balances of an account that people entered, by day; the newest of each."""
    query = select(bank_balances.c.on_day, bank_balances.c.pence).where(
        bank_balances.c.council_id == council_id, bank_balances.c.account == account
    )
    return {row.on_day: row.pence for row in connection.execute(query.order_by(bank_balances.c.id))}
