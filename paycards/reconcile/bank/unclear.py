"""Entries that may be of several contracts: an open problem each, until person or settings say whose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from paycards.money import to_pounds
from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.whose import UNCLEAR, fitting
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files

KIND = "unclear_entry"


def report_unclear(step: Step, books: BankBooks, file_ids: Iterable[int]) -> None:
    """Open a problem for each unclear entry of these files."""
    query = (
        select(bank_entries, files.c.name)
        .join(files, files.c.id == bank_entries.c.file_id)
        .where(bank_entries.c.file_id.in_(list(file_ids)), bank_entries.c.whose == UNCLEAR)
    )
    for entry in step.connection.execute(query).all():
        codes = fitting(books.texts, entry.account, entry.booked_on, entry.text)
        step.open_problem(
            KIND, subject(entry), council=books.council, entry=f"{entry.name}:{entry.row_no}",
            day=entry.booked_on, pounds=to_pounds(entry.amount_pence, thousands=True),
            contracts=" and ".join(codes),
        )  # fmt: skip


def close_unclear(step: Step, entry: Row[Any], note: str) -> None:
    """Close the problem of an entry of which it is said now whose it is."""
    step.close_problem(KIND, subject(entry), note=note)


def subject(entry: Row[Any]) -> str:
    """Name an entry in a problem: other files may bear the same name."""
    return f"entry {entry.file_id}:{entry.row_no}"
