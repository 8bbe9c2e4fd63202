"""Take a corrected statement: what it contradicts is reversed, and it is posted, on the day of the decision.

What stood stays in the books: its entries are nobody's from then on, and its postings are reversed by others.
The night matches anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select, update

from paycards.ledger import chart
from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.file_ruling import rule_on_file
from paycards.reconcile.bank.parts import Part, joined
from paycards.reconcile.bank.placed import Placed
from paycards.reconcile.bank.posting import Move, move
from paycards.reconcile.bank.ruling import HELD, Ruling
from paycards.reconcile.bank.statements import REPLACED
from paycards.reconcile.bank.trail import told
from paycards.reconcile.bank.unclear import close_unclear
from paycards.reconcile.bank.whose import OTHER, OURS, UNCLEAR
from paycards.store.problems import file_subject
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries, bank_statements

CORRECTED, RULE = "bank.corrected", "corrected"


def ruling_on(step: Step, part: Part) -> Ruling:
    """The ruling on a held file as the books stand now. Raises FileRefused where it does not add up."""
    return rule_on_file(step, joined([part]), part.name)


def replace_contradicted(step: Step, part: Part, books: BankBooks) -> list[str]:
    """Let the statements that a file contradicts stand no more, and reverse them; return which they were.

    None of their entries may be matched.
    """
    against = ruling_on(step, part).against
    for statement in against:
        _replace(step, books, statement)
    return [f"{each.name}, {each.begins_on} to {each.ends_on}" for each in against]


def record_correction(step: Step, part: Part, books: BankBooks, replaced: Sequence[str], note: str) -> None:
    """Write down that a file was taken in the place of others."""
    held = file_subject(part.name, part.sha256)
    step.close_problem(HELD, held, note="the file was accepted", by=step.actor)
    said = {**told(step, [part], books), "replaced": list(replaced), "note": note}
    step.record(CORRECTED, part.name, after=said)


def entries_of(step: Step, statements: Sequence[Placed]) -> list[Row[Any]]:
    """The entries of statements, in their order."""
    ids = [each.id for each in statements]
    query = select(bank_entries).where(bank_entries.c.statement_id.in_(ids))
    return list(step.connection.execute(query.order_by(bank_entries.c.file_id, bank_entries.c.row_no)))


def _replace(step: Step, books: BankBooks, statement: Placed) -> None:
    this = bank_statements.c.id == statement.id
    step.connection.execute(update(bank_statements).where(this).values(state=REPLACED, proved=0))
    entries = entries_of(step, [statement])
    move(step, [_reversal(step, books, each) for each in entries if each.whose == OURS])
    for entry in entries:
        if entry.whose == UNCLEAR:
            close_unclear(step, entry, "the statement was replaced by a corrected one")
    stood = and_(bank_entries.c.statement_id == statement.id, bank_entries.c.whose.in_([OURS, UNCLEAR]))
    step.connection.execute(update(bank_entries).where(stood).values(whose=OTHER, contract_id=None))


def _reversal(step: Step, books: BankBooks, entry: Row[Any]) -> Move:
    contract = next(row for row in books.contracts.values() if row.id == entry.contract_id)
    bank = chart.bank(books.council, entry.account)
    return Move(entry, contract.clearing_id, chart.account_id(step.connection, step.owner, bank), RULE)
