"""A bank file beside what it stands against: the statements of both, and the entries of one side only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.bank.statement import Entry
from paycards.reconcile.bank.parts import Read
from paycards.reconcile.bank.placed import Placed, placed
from paycards.reconcile.bank.ruling import contradicted
from paycards.reconcile.bank.statements import taken
from paycards.store.tables.bank import bank_entries


@dataclass(frozen=True)
class BankStatementLine:
    """A statement in one line; balances are None where the bank gives none."""

    file: str
    account: str
    number: str
    begins_on: dt.date
    ends_on: dt.date
    opening_pence: int | None
    closing_pence: int | None
    booked_pence: int


@dataclass(frozen=True)
class BankEntryLine:
    """An entry as a bank file says it."""

    booked_on: dt.date | None
    amount_pence: int
    text: str


@dataclass(frozen=True)
class BankFileSays:
    """What a bank file says, what taken statements speak of its days, and the entries of one side only."""

    statements: tuple[BankStatementLine, ...]
    beside: tuple[BankStatementLine, ...]
    only_here: tuple[BankEntryLine, ...]
    only_beside: tuple[BankEntryLine, ...]


def bank_file_says(connection: Connection, council_id: int, name: str, read: Read) -> BankFileSays:
    """Lay a bank file beside the taken statements of its days, and the entries that it would replace."""
    others: dict[int, tuple[str, Placed]] = {}
    against: dict[int, None] = {}
    for statement in read.statements:
        account, new = statement.account.given, placed(statement, name)
        stand = taken(connection, council_id, account)
        beside = [each for each in stand if each.name != name and each.overlaps(new)]
        others |= {each.id: (account, each) for each in beside}
        against |= {each.id: None for each in contradicted(new, beside)}
    here = [_entry(entry) for statement in read.statements for entry in statement.entries]
    there = _entries(connection, list(against)) if against else []
    return BankFileSays(
        tuple(_line(each.account.given, placed(each, name)) for each in read.statements),
        tuple(_line(account, other) for account, other in others.values()),
        tuple(_beyond(here, there)) if others else (),
        tuple(_beyond(there, here)),
    )


def _line(account: str, said: Placed) -> BankStatementLine:
    return BankStatementLine(
        said.name, account, said.number, said.begins_on, said.ends_on, said.opening_pence, said.closing_pence,
        said.booked_pence,
    )  # fmt: skip


def _entry(entry: Entry) -> BankEntryLine:
    return BankEntryLine(entry.booked_on, entry.amount_pence, entry.text)


def _entries(connection: Connection, statement_ids: Sequence[int]) -> list[BankEntryLine]:
    query = select(bank_entries.c.booked_on, bank_entries.c.amount_pence, bank_entries.c.text).where(
        bank_entries.c.statement_id.in_(statement_ids)
    )
    rows = connection.execute(query.order_by(bank_entries.c.file_id, bank_entries.c.row_no))
    return [BankEntryLine(*row) for row in rows]


def _beyond(these: Iterable[BankEntryLine], those: Iterable[BankEntryLine]) -> list[BankEntryLine]:
    """Those of one side that the other has not, by day and amount; equal ones are counted."""
    left = Counter((each.booked_on, each.amount_pence) for each in those)
    only = []
    for each in these:
        key = (each.booked_on, each.amount_pence)
        left[key] -= 1
        if left[key] < 0:
            only.append(each)
    return only
