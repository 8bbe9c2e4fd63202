"""Entries that are nobody's, or may be several contracts', are tried again by the settings of today.

What a person decided stays, and what a decision waits about is left alone. What becomes sure is posted today.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select, update

from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.posting import post_entries
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.bank.unclear import close_unclear, report_unclear
from paycards.reconcile.bank.whose import OTHER, OURS, UNCLEAR, fitting, verdict
from paycards.reconcile.subjects import ENTRY, waits
from paycards.store.among import among
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries, bank_statements

SORTED = "bank.sorted"


def sort_again(step: Step, books: BankBooks) -> int:
    """Say anew whose the undecided entries of a council are; return how many changed."""
    changed = [(entry, codes) for entry, codes in _judged(step, books) if verdict(codes) != entry.whose]
    if not changed:
        return 0
    for entry, codes in changed:
        _set(step, entry, codes, books)
    for file_id in sorted({entry.file_id for entry, _ in changed}):
        rows = [entry.row_no for entry, _ in changed if entry.file_id == file_id]
        post_entries(step, file_id, among(bank_entries.c.row_no, rows), on=step.booked_on)
    report_unclear(step, books, {entry.file_id for entry, _ in changed})
    _record(step, changed, books)
    return len(changed)


def _judged(step: Step, books: BankBooks) -> list[tuple[Row[Any], list[str]]]:
    query = (
        select(bank_entries)
        .join(bank_statements, bank_statements.c.id == bank_entries.c.statement_id)
        .where(bank_entries.c.council_id == step.owner, bank_entries.c.whose.in_([OTHER, UNCLEAR]))
        .where(bank_entries.c.decided_by.is_(None), bank_statements.c.state == TAKEN)
        .where(~waits(ENTRY, bank_entries))
        .order_by(bank_entries.c.file_id, bank_entries.c.row_no)
    )
    found = step.connection.execute(query).all()
    return [(each, fitting(books.texts, each.account, each.booked_on, each.text)) for each in found]


def _set(step: Step, entry: Row[Any], codes: Sequence[str], books: BankBooks) -> None:
    whose = verdict(codes)
    contract_id = books.contracts[codes[0]].id if whose == OURS else None
    this = and_(bank_entries.c.file_id == entry.file_id, bank_entries.c.row_no == entry.row_no)
    step.connection.execute(update(bank_entries).where(this).values(whose=whose, contract_id=contract_id))
    if entry.whose == UNCLEAR:
        close_unclear(step, entry, "the settings say whose it is")


def _record(step: Step, changed: Sequence[tuple[Row[Any], list[str]]], books: BankBooks) -> None:
    entries = [[entry.file_id, entry.row_no, *codes] for entry, codes in changed]
    texts = [text.as_data() for text in books.texts]
    said = {"entries": entries, "texts": texts, "booked_on": step.booked_on}
    step.record(SORTED, books.council, after=said)
