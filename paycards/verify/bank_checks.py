"""What verify compares of the bank: statements, entries, and balances that people entered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.store.tables.bank import bank_balances, bank_entries, bank_statements
from paycards.verify.check import Check, columns_of


def _statements(council_id: int) -> Select[Any]:
    told = columns_of(bank_statements, without=("id", "council_id", "file_id", "place"))
    return select(bank_statements.c.file_id, bank_statements.c.place, *told).where(
        bank_statements.c.council_id == council_id
    )


def _entries(council_id: int) -> Select[Any]:
    """The entries, each with the place of its statement for the number that this database gave it."""
    told = columns_of(bank_entries, without=("file_id", "row_no", "council_id", "statement_id"))
    return (
        select(bank_entries.c.file_id, bank_entries.c.row_no, *told)
        .add_columns(bank_statements.c.file_id.label("statement_file_id"))
        .add_columns(bank_statements.c.place.label("statement"))
        .outerjoin(bank_statements, bank_statements.c.id == bank_entries.c.statement_id)
        .where(bank_entries.c.council_id == council_id)
    )


def _balances(council_id: int) -> Select[Any]:
    return select(*columns_of(bank_balances, without=("id", "council_id"))).where(
        bank_balances.c.council_id == council_id
    )


BANK_CHECKS = (
    Check("bank statement", 2, _statements),
    Check("bank entry", 2, _entries),
    Check("bank balance", 5, _balances),
)
