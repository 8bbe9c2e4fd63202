"""`bank`: the bank's balance, less what was there before and what is not ours, against the ledger.

It is shown for each contract of the account, from the account's first statement on; for one that names no
account it is that of all accounts of its council together. A day without a statement has the balance of the
day before, if the statements before and after it meet, or nothing is booked on such a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, bindparam, case, or_, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import is_working_day
from paycards.clock import ONE_DAY, in_words
from paycards.ledger import chart
from paycards.ledger.balances import AS_OF, bank_pence, touching
from paycards.reconcile.bank.balances import balance_at
from paycards.reconcile.bank.chain import Linked, chain, opening_of
from paycards.reconcile.bank.statements import REPLACED, TAKEN, entered, taken
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import Figure, Part, of_parts, unknown
from paycards.store.sums import whole_sum
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import same_line


@dataclass(frozen=True)
class Account:
    """A bank account of a council, by its code."""

    council_id: int
    council: str
    code: str


@dataclass(frozen=True)
class Said:
    """What the bank says of an account at the end of a day; None, and why, where it does not say."""

    pence: int | None
    source: str = ""
    why: str = ""


def bank(books: Books) -> Figure | None:
    """Compare the bank with the ledger; None before the first statement, or without an account.

    A contract whose money may come to several accounts has one figure of them all.
    """
    figures = [figure for each in _accounts_of(books.contract) if (figure := _of_account(books, each))]
    if len(figures) < 2:
        return figures[0] if figures else None
    parts = [part for figure in figures for part in figure.parts]
    waits = next((figure.why for figure in figures if figure.state == "unknown"), None)
    return of_parts("bank", parts) if waits is None else unknown("bank", parts, "left", waits)


def _of_account(books: Books, account: Account) -> Figure | None:
    return books.of_day.shared.of(account, books.day, lambda: _compared(books, account))


def _compared(books: Books, account: Account) -> Figure | None:
    connection, contract, day = books.connection, books.contract, books.day
    linked = chain(
        taken(connection, account.council_id, account.code),
        by_person := entered(connection, account.council_id, account.code),
    )
    if not linked or day < linked[0].statement.begins_on:
        return None
    parts = list(_parts(connection, account, day))
    opening, first = opening_of(linked, by_person), linked[0].statement
    if opening is None:
        why = f"nobody has entered what {account.code} held before {first.name}"
        return unknown("bank", parts, "left", why)
    if opening:
        parts.insert(0, Part("left", "on the account before the first statement", -opening, first.name))
    said = _said(connection, linked, by_person, day, contract.holidays)
    if said.pence is None:
        return unknown("bank", parts, "left", said.why)
    balance = Part("left", f"balance of the bank account {account.code}", said.pence, said.source)
    return of_parts("bank", [balance, *parts])


def _accounts_of(contract: ContractRow) -> list[Account]:
    """The account that the contract's money comes to by its settings; else all of the council."""
    codes = [account.code for account in contract.council.bank_accounts]
    named = contract.terms.settlement.bank_account
    wanted = codes if named is None else [named]
    return [Account(contract.council_id, contract.council.code, code) for code in wanted]


def _parts(connection: Connection, account: Account, day: dt.date) -> Iterator[Part]:
    ledger_id = chart.account_id(connection, account.council_id, chart.bank(account.council, account.code))
    others, replaced = _beside(connection, account, ledger_id, day)
    if others:
        yield Part("left", "entries of others, and unclear ones", -others)
    if replaced:
        yield Part("left", "entries of a statement that was corrected later", replaced)
    yield Part("right", "balance of the ledger account", bank_pence(connection, ledger_id, day))


def _said(
    connection: Connection,
    linked: Sequence[Linked],
    by_person: dict[dt.date, int],
    day: dt.date,
    holidays: frozenset[dt.date],
) -> Said:
    if day in by_person:
        return Said(by_person[day], "entered by a person")
    begun = [nth for nth, link in enumerate(linked) if link.statement.begins_on <= day]
    last, later = linked[begun[-1]], linked[begun[-1] + 1 :]
    statement = last.statement
    if not last.sure:
        return Said(None, why=f"the statement {statement.name} is not proved")
    if day > statement.ends_on and not _carries(last, later, day, holidays):
        return Said(None, why=f"no bank statement of {in_words(day)} has come")
    return Said(balance_at(connection, last, day), statement.name)


def _carries(last: Linked, later: Sequence[Linked], day: dt.date, holidays: frozenset[dt.date]) -> bool:
    """Whether nothing was booked after the last statement: the next one meets it, or no bank was open."""
    if later:
        return later[0].proved or later[0].meets(last)
    since = last.statement.ends_on
    days = (since + ONE_DAY * n for n in range(1, (day - since).days + 1))
    return not any(is_working_day(each, holidays) for each in days)


def _beside(connection: Connection, account: Account, ledger_id: int, day: dt.date) -> tuple[int, int]:
    """What the bank has of others, and the books had of statements that were corrected later, at a day's end.

    An entry is of others that was nobody's in the books then, whose ever it was later or before. One that is
    a contract's, and was never posted, is not: it is missing in the ledger.
    """
    asked = {"of_council": account.council_id, "account": account.code, "accounts": [ledger_id], "as_of": day}
    others_pence, replaced_pence = connection.execute(_BESIDE, asked).one()
    return int(others_pence), int(replaced_pence)


def _was_posted() -> ColumnElement[bool]:
    return select(postings.c.file_id).where(same_line(postings, bank_entries)).exists()


def _booked() -> Subquery:
    """What the ledger account had of each entry at the end of a day."""
    both = touching()
    row = (both.c.file_id, both.c.row_no)
    return select(*row, whole_sum(both.c.pence).label("pence")).group_by(*row).subquery()


def _of_others_and_replaced() -> Select[int, int]:
    entry, booked = bank_entries.c, _booked()
    booked_by_then = booked.c.file_id.is_not(None)  # known already: it spares most entries the last question
    is_nobodys = or_(entry.whose.in_(("other", "unclear")), booked_by_then, _was_posted())
    stands = and_(bank_statements.c.state == TAKEN, entry.booked_on <= AS_OF, is_nobodys)
    others = case((stands, case((booked.c.pence != 0, 0), else_=entry.amount_pence)))
    replaced = case((bank_statements.c.state == REPLACED, booked.c.pence))
    return (
        select(whole_sum(others), whole_sum(replaced))
        .select_from(
            bank_entries.join(bank_statements, bank_statements.c.id == entry.statement_id).outerjoin(
                booked, same_line(booked, bank_entries)
            )
        )
        .where(entry.council_id == bindparam("of_council"), entry.account == bindparam("account"))
    )


_BESIDE = _of_others_and_replaced()
