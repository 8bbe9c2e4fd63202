"""The entries of the bank that are booked: whose each is, and how much of it the dues explain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, literal, select

from paycards.ledger.bank_files import bank_file_key
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.settlement import WITH_ENDS, matches, stands

_explained = (
    select(
        matches.c.file_id,
        matches.c.row_no,
        cast(func.sum(matches.c.amount_pence), BigInteger).label("pence"),
    )
    .select_from(WITH_ENDS)
    .where(stands())
    .group_by(matches.c.file_id, matches.c.row_no)
    .subquery("explained")
)
EXPLAINED_PENCE = func.coalesce(_explained.c.pence, 0)
_CAN_EXPLAIN = bank_entries.c.amount_pence + bank_entries.c.charges_pence
STATE: ColumnElement[str] = case(
    (bank_entries.c.whose != "ours", bank_entries.c.whose),
    (bank_entries.c.amount_pence == 0, literal("explained")),
    (EXPLAINED_PENCE == 0, literal("open")),
    (EXPLAINED_PENCE == _CAN_EXPLAIN, literal("explained")),
    else_=literal("part_explained"),
)
ENTRIES = (
    bank_entries.join(bank_statements, bank_statements.c.id == bank_entries.c.statement_id)
    .join(files, files.c.id == bank_entries.c.file_id)
    .join(councils, councils.c.id == bank_entries.c.council_id)
    .outerjoin(contracts, contracts.c.id == bank_entries.c.contract_id)
    .outerjoin(
        _explained,
        and_(_explained.c.file_id == bank_entries.c.file_id, _explained.c.row_no == bank_entries.c.row_no),
    )
)

BANK: Select[Any] = (
    select(
        councils.c.code.label("council"),
        bank_entries.c.account,
        bank_file_key().label("file"),
        bank_entries.c.row_no.label("row"),
        bank_entries.c.booked_on,
        bank_entries.c.amount_pence,
        func.coalesce(contracts.c.code, "").label("contract"),
        EXPLAINED_PENCE.label("explained_pence"),
        STATE.label("state"),
    )
    .select_from(ENTRIES)
    .where(bank_entries.c.status == "BOOK", bank_statements.c.state == "taken")
    .order_by(bank_entries.c.file_id, bank_entries.c.row_no)
)
