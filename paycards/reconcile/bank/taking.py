"""Take the statements of bank files: their entries, whose each is, and what is posted at once.

A file is taken with all its statements, or not at all; with it the files that have other pages of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update

from paycards.bank.statement import BOOKED, Entry, Statement
from paycards.reconcile.bank.balances import look_again
from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.linking import link
from paycards.reconcile.bank.parts import Part, joined, place_of
from paycards.reconcile.bank.placed import placed
from paycards.reconcile.bank.posting import post_entries
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.bank.unclear import report_unclear
from paycards.reconcile.bank.whose import NOT_BOOKED, OURS, fitting, verdict
from paycards.store.plain_text import key, plain
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.files import files

LONGEST_TEXT = 20_000  # characters of an entry that are kept: a batch may name hundreds of payments


def take(step: Step, parts: Sequence[Part], books: BankBooks, on: dt.date | None = None) -> None:
    """Take the files, whose records are there; what is ours is posted on the bank's day, or all of it `on`.

    Raises FileRefused where they do not add up.
    """
    statements = joined(parts)
    for part in parts:
        _record(step, part)
    for statement in statements:
        _take_statement(step, parts, books, statement)
    for part in parts:
        post_entries(step, part.file_id, bank_entries.c.file_id == part.file_id, on)
    for account, since in sorted(_first_days(statements).items()):
        link(step, books.council, account)
        look_again(step, books.council, account, since)
    report_unclear(step, books, [part.file_id for part in parts])


def _first_days(statements: Sequence[Statement]) -> dict[str, dt.date]:
    """The first day of which the statements of each account speak."""
    newest_first = sorted(statements, key=lambda each: each.begins_on, reverse=True)
    return {each.account.given: each.begins_on for each in newest_first}


def _record(step: Step, part: Part) -> None:
    """Write down that a file is accepted: nothing of it waits to be placed."""
    entries = [entry for statement in part.read.statements for entry in statement.entries]
    values = {
        "council_id": step.owner,
        "kind": "bank",
        "layout": part.read.format,
        "state": "accepted",
        "reason": "",
        "read_by": "",
        "row_count": len(entries),
        "total_pence": sum(entry.amount_pence for entry in entries if entry.status == BOOKED),
        "decided_at": step.at,
    }
    step.connection.execute(update(files).where(files.c.id == part.file_id).values(**values))


def _take_statement(step: Step, parts: Sequence[Part], books: BankBooks, statement: Statement) -> None:
    said = placed(statement, "")
    new = insert(bank_statements).values(
        council_id=step.owner,
        account=statement.account.given,
        file_id=parts[0].file_id,
        place=statement.place,
        number=key(statement.number),
        begins_on=said.begins_on,
        ends_on=said.ends_on,
        opening_pence=said.opening_pence,
        closing_pence=said.closing_pence,
        digest=said.digest,
        proved=0,
        state=TAKEN,
    )
    statement_id = step.connection.execute(new.returning(bank_statements.c.id)).scalar_one()
    whose = {"statement_id": statement_id, "council_id": step.owner, "account": statement.account.given}
    rows = [whose | _row(entry, parts, books, statement.account.given) for entry in statement.entries]
    if rows:
        step.connection.execute(insert(bank_entries), rows)


def _row(entry: Entry, parts: Sequence[Part], books: BankBooks, account: str) -> dict[str, Any]:
    file_id, row_no = place_of(entry, parts)
    return {
        "file_id": file_id,
        "row_no": row_no,
        "status": entry.status,
        "booked_on": entry.booked_on,
        "value_on": plain(entry.value_on),
        "amount_pence": entry.amount_pence,
        "charges_pence": -entry.charges_pence,  # what was kept from it: with it the entry is what was paid
        "reversal": int(entry.reversal),
        "text": plain(entry.text, LONGEST_TEXT),
        "reference": plain("; ".join(f"{each.kind} {each.text}" for each in entry.references)),
        **_whose(entry, books, account),
    }


def _whose(entry: Entry, books: BankBooks, account: str) -> dict[str, Any]:
    if entry.status != BOOKED or entry.booked_on is None:
        return {"whose": NOT_BOOKED, "contract_id": None}
    codes = fitting(books.texts, account, entry.booked_on, entry.text)
    whose = verdict(codes)
    return {"whose": whose, "contract_id": books.contracts[codes[0]].id if whose == OURS else None}
