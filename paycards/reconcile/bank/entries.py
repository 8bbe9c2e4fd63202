"""The entries of the bank, as people look at them: a list, and one with its whole story."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, String, cast, func, select

from paycards.access.reading import Reading
from paycards.errors import Invalid, NotAllowed, NotFound
from paycards.ledger.bank_files import bank_file_key
from paycards.ledger.exports.bank import ENTRIES, EXPLAINED_PENCE, STATE
from paycards.reconcile.bank.statements import TAKEN
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.settlement import match_ends, matches

STATES = ("open", "explained", "part_explained", "other", "unclear", "not_booked")
NAMED = re.compile(r"(?P<file>.+):(?P<row>[0-9]{1,9})")
Which = str | tuple[int, int]  # FILE:ROW, or the id of the file and the row


@dataclass(frozen=True)
class EntryRow:
    """An entry as it stands. `file` is the file's key; `state` is one of STATES.

    `proved` is false while the balances of the account do not prove its statement. `value_on` is as written.
    """

    council: str
    account: str
    file: str
    row: int
    booked_on: dt.date | None
    value_on: str
    amount_pence: int
    charges_pence: int
    status: str
    reversal: bool
    text: str
    reference: str
    contract: str
    explained_pence: int
    state: str
    decided_by: str
    proved: bool


@dataclass(frozen=True)
class EntryPosting:
    """One posting of an entry."""

    step: int
    date: dt.date
    debit: str
    credit: str
    amount_pence: int
    rule: str


@dataclass(frozen=True)
class EntryMatch:
    """A match of an entry with a due; `ended` says how it ended, if it did."""

    due: str
    amount_pence: int
    rule: str
    state: str
    reason: str
    made_on: dt.date
    made_by: str
    ended: str


@dataclass(frozen=True)
class EntryStatement:
    """The statement that an entry stands in; balances are None where the bank gives none."""

    number: str
    begins_on: dt.date
    ends_on: dt.date
    opening_pence: int | None
    closing_pence: int | None
    proved: bool
    state: str


@dataclass(frozen=True)
class EntryDetails:
    """An entry with its whole story: where it stands, what was posted, what it is matched with."""

    entry: EntryRow
    statement: EntryStatement
    postings: tuple[EntryPosting, ...]
    matches: tuple[EntryMatch, ...]


_KEY: ColumnElement[str] = bank_file_key()
_ENTRY: Select[Any] = select(
    councils.c.code.label("council"),
    bank_entries.c.account,
    _KEY.label("file"),
    bank_entries.c.row_no.label("row"),
    *(bank_entries.c[name] for name in ("booked_on", "value_on", "amount_pence", "charges_pence", "status")),
    *(bank_entries.c[name] for name in ("reversal", "text", "reference")),
    func.coalesce(contracts.c.code, "").label("contract"),
    EXPLAINED_PENCE.label("explained_pence"),
    STATE.label("state"),
    func.coalesce(bank_entries.c.decided_by, "").label("decided_by"),
    bank_statements.c.proved,
).select_from(ENTRIES)


def list_entries(seen: Reading, *, account: str | None, state: str | None, every: bool) -> list[EntryRow]:
    """The entries in the order received; those that are nobody's only if `every` or their state is asked for.

    Raises NotFound for an unknown state.
    """
    if state is not None and state not in STATES:
        raise NotFound("state", state, choices=STATES)
    query = _ENTRY.where(seen.covers(bank_entries.c.council_id), bank_statements.c.state == "taken")
    if account is not None:
        query = query.where(bank_entries.c.account == account)
    if state is not None:
        query = query.where(STATE.in_([state]))
    elif not every:
        query = query.where(bank_entries.c.whose != "other")
    query = query.order_by(bank_entries.c.file_id, bank_entries.c.row_no)
    return [_as_row(row) for row in seen.connection.execute(query)]


def find_entry(seen: Reading, which: Which) -> Row[Any]:
    """The record of an entry, with the code of its council and FILE:ROW as `name`.

    Raises NotFound for an unknown one, Invalid where several councils have one of this name.
    """
    said = (bank_entries, councils.c.code.label("council"), bank_statements.c.state.label("stands"))
    name = (_KEY + ":" + cast(bank_entries.c.row_no, String)).label("name")
    query = select(*said, name).select_from(ENTRIES).where(seen.covers(bank_entries.c.council_id))
    found = seen.connection.execute(query.where(*_means(which)).order_by(bank_entries.c.file_id)).all()
    if not found:
        raise NotFound("bank entry", which)
    if len(found) > 1:
        codes = ", ".join(row.council for row in found)
        raise Invalid("entry", f"More than one council has an entry {which}: say which, {codes}.")
    return found[0]


def _means(which: Which) -> tuple[ColumnElement[bool], ...]:
    if not isinstance(which, str):
        return bank_entries.c.file_id == which[0], bank_entries.c.row_no == which[1]
    named = NAMED.fullmatch(which)
    if named is None:
        named_so = which if which.strip() else "What is given"
        raise Invalid(
            "entry", f"{named_so} names no entry: give its file and its row, such as statement.xml:3."
        )
    return bank_entries.c.row_no == int(named["row"]), _KEY.in_([named["file"]])


def entry_of(connection: Connection, file_id: int, row_no: int) -> Row[Any]:
    """An entry that was found before, as it stands now."""
    this = (bank_entries.c.file_id == file_id) & (bank_entries.c.row_no == row_no)
    return connection.execute(select(bank_entries).where(this)).one()


def require_standing(connection: Connection, entry: Row[Any]) -> None:
    """Raise NotAllowed unless an entry is booked, and its statement stands."""
    state = select(bank_statements.c.state).where(bank_statements.c.id == entry.statement_id)
    if connection.execute(state).scalar_one() != TAKEN:
        raise NotAllowed("The statement of the entry was replaced by a corrected one.", code="entry_replaced")
    if entry.status != "BOOK":
        raise NotAllowed("The bank has not booked the entry yet.", code="entry_not_booked")


def details_of(connection: Connection, entry: Row[Any]) -> EntryDetails:
    """The whole story of an entry that `find_entry` found."""
    this = (bank_entries.c.file_id == entry.file_id) & (bank_entries.c.row_no == entry.row_no)
    return EntryDetails(
        _as_row(connection.execute(_ENTRY.where(this)).one()),
        _statement(connection, entry),
        _postings(connection, entry),
        _matches(connection, entry),
    )


def _as_row(row: Row[Any]) -> EntryRow:
    return EntryRow(**{**row._mapping, "reversal": bool(row.reversal), "proved": bool(row.proved)})


def _statement(connection: Connection, entry: Row[Any]) -> EntryStatement:
    said = [bank_statements.c[name] for name in EntryStatement.__dataclass_fields__]
    row = connection.execute(select(*said).where(bank_statements.c.id == entry.statement_id)).one()
    return EntryStatement(**{**row._mapping, "proved": bool(row.proved)})


def _postings(connection: Connection, entry: Row[Any]) -> tuple[EntryPosting, ...]:
    debit, credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
    query = (
        select(postings.c.step, batches.c.booked_on, debit.c.name, credit.c.name)
        .add_columns(postings.c.amount_pence, func.coalesce(postings.c.rule, postings.c.reason))
        .join(batches, batches.c.id == postings.c.batch_id)
        .join(debit, debit.c.id == postings.c.debit_id)
        .join(credit, credit.c.id == postings.c.credit_id)
        .where(postings.c.file_id == entry.file_id, postings.c.row_no == entry.row_no)
        .order_by(postings.c.step, postings.c.part)
    )
    return tuple(EntryPosting(*row) for row in connection.execute(query))


def _matches(connection: Connection, entry: Row[Any]) -> tuple[EntryMatch, ...]:
    said = [matches.c[name] for name in EntryMatch.__dataclass_fields__ if name in matches.c]
    query = (
        select(*said, func.coalesce(match_ends.c.why, "").label("ended"))
        .outerjoin(match_ends, match_ends.c.match_id == matches.c.id)
        .where(matches.c.file_id == entry.file_id, matches.c.row_no == entry.row_no)
        .order_by(matches.c.id)
    )
    return tuple(EntryMatch(**row._mapping) for row in connection.execute(query))
