"""The whole story of a due: what makes it, what is in it, and every match that it ever had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from paycards.access.contracts import ContractRow
from paycards.clock import local_date
from paycards.errors import Invalid, NotFound
from paycards.ledger.bank_files import bank_file_key
from paycards.reconcile.settlement.accepted_file import Accepted
from paycards.reconcile.settlement.listing import DueRow, due_rows
from paycards.reconcile.settlement.remittance import remittances
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files, statement_lines, supplier_statements
from paycards.store.tables.settlement import match_ends, matches, opening_items


@dataclass(frozen=True)
class DueFile:
    """A payment file that is in a due, and what the supplier owes for it."""

    file: str
    own_day: dt.date
    accepted_on: dt.date
    amount_pence: int


@dataclass(frozen=True)
class DueStatement:
    """What the statement that makes a due says; `lines` are its credits by extension."""

    opening_on: dt.date
    closing_on: dt.date
    opening_pence: int
    credits_pence: int
    debits_pence: int
    closing_pence: int
    lines: dict[str, int]


@dataclass(frozen=True)
class DueMatch:
    """A match of the due; `why` says how it ended, and is empty while it lives."""

    file: str
    row: int
    booked_on: dt.date | None
    amount_pence: int
    fee_pence: int
    rule: str
    state: str
    reason: str
    made_on: dt.date
    made_by: str
    ended_on: dt.date | None
    ended_by: str
    why: str


@dataclass(frozen=True)
class Story:
    """A due as it stands with all that led to it. `opening` names the row that brought an opening item."""

    due: DueRow
    files: tuple[DueFile, ...]
    statement: DueStatement | None
    opening: str
    matches: tuple[DueMatch, ...]


def story_of(connection: Connection, contracts: Iterable[ContractRow], key: str, today: dt.date) -> Story:
    """Tell the story of the due of this key. Raises NotFound; Invalid where several contracts have one."""
    found = [
        (contract, row)
        for contract in contracts
        for row in due_rows(connection, contract, today)
        if row.due == key
    ]
    if not found:
        raise NotFound("due", key)
    if len(found) > 1:
        codes = ", ".join(row.contract for _, row in found)
        raise Invalid("contract", f"More than one contract has a due {key}: say which, {codes}.")
    contract, row = found[0]
    made = remittances(connection, contract, today).made
    maker = next((each for each in made if each.maker.key == key), None)
    return Story(
        due=row,
        files=tuple(_file(file) for file in maker.files) if maker else (),
        statement=_statement(connection, maker.maker) if maker else None,
        opening=_opening(connection, contract, key),
        matches=tuple(_match(each) for each in connection.execute(_matches(contract, key))),
    )


def _file(file: Accepted) -> DueFile:
    return DueFile(file.key, file.own_day, local_date(file.accepted_at), file.amount_pence)


def _statement(connection: Connection, maker: Accepted) -> DueStatement | None:
    query = select(supplier_statements).where(supplier_statements.c.file_id == maker.id)
    found = connection.execute(query).first()
    if found is None:
        return None
    said = select(statement_lines.c.extension, statement_lines.c.amount_pence)
    lines = connection.execute(said.where(statement_lines.c.file_id == maker.id)).all()
    values = {name: value for name, value in found._mapping.items() if name not in ("file_id", "contract_id")}
    return DueStatement(**values, lines={line.extension: line.amount_pence for line in lines})


def _opening(connection: Connection, contract: ContractRow, key: str) -> str:
    query = (
        select(files.c.name, opening_items.c.row_no)
        .join(files, files.c.id == opening_items.c.file_id)
        .where(opening_items.c.contract_id == contract.id, opening_items.c.due == key)
    )
    found = connection.execute(query).first()
    return f"{found.name}:{found.row_no}" if found else ""


def _match(row: Row[Any]) -> DueMatch:
    values = dict(row._mapping)
    return DueMatch(**values | {name: values[name] or "" for name in ("ended_by", "why")})


def _matches(contract: ContractRow, key: str) -> Select[Any]:
    return (
        select(
            bank_file_key().label("file"),
            matches.c.row_no.label("row"),
            bank_entries.c.booked_on,
            *(matches.c[name] for name in ("amount_pence", "fee_pence", "rule", "state", "reason")),
            matches.c.made_on,
            matches.c.made_by,
            match_ends.c.ended_on,
            match_ends.c.ended_by,
            match_ends.c.why,
        )
        .select_from(
            matches.join(files, files.c.id == matches.c.file_id)
            .join(
                bank_entries,
                (bank_entries.c.file_id == matches.c.file_id) & (bank_entries.c.row_no == matches.c.row_no),
            )
            .outerjoin(match_ends, match_ends.c.match_id == matches.c.id)
        )
        .where(matches.c.contract_id == contract.id, matches.c.due == key)
        .order_by(matches.c.id)
    )
