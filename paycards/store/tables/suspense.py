"""Money that could not be placed, until it is."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from paycards.store.tables.base import Id, Instant, metadata
from paycards.store.tables.lines import lines

REASONS_OF_REVERSALS = ("no_original", "reversal_mismatch")
RECEIPT_REUSED = "receipt_reused"  # only a person can tell what it is: never tried again
RETURN_EXPECTED = "return_expected"  # several returns to the supplier fit its adjustment
REASONS_OF_PAYMENTS = ("conflict", "ambiguous", "account_closed", "unknown_card", "unknown_reference")
REASONS = (
    RECEIPT_REUSED,
    *REASONS_OF_PAYMENTS,
    *REASONS_OF_REVERSALS,
    "reversal_expected",
    RETURN_EXPECTED,
)

_OPEN = "state = 'open'"
_BY_HAND = "rule = 'manual'"

suspense_items = Table(
    "suspense_items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, nullable=False),
    Column("contract_id", Id, nullable=False),
    Column("file_id", Id, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("taken_by", String),  # a person who works on it: machines keep their hands off
    Column("account_id", Id, ForeignKey("accounts.id")),
    Column("rule", String),
    Column("closed_on", Date),
    CheckConstraint(
        "state IN ('open', 'posted', 'offset', 'split', 'returned', 'written_off')", name="state"
    ),
    CheckConstraint("(state = 'posted') = (account_id IS NOT NULL)", name="account"),
    CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed_on"),
    # PostgreSQL checks the same once a statement, in a trigger
    *(
        ForeignKeyConstraint(columns, named).ddl_if(dialect="sqlite")
        for columns, named in (
            (["council_id"], ["councils.id"]),
            (["contract_id"], ["contracts.id"]),
            (["file_id", "row_no"], ["lines.file_id", "lines.row_no"]),
        )
    ),
    Index("uq_suspense_items_line", "file_id", "row_no", unique=True),
    Index("ix_suspense_items_open", "council_id", "id", info={"where": _OPEN}),
    Index("ix_suspense_items_oldest", "council_id", "since", "id", info={"where": _OPEN}),
    Index("ix_suspense_items_by_hand", "council_id", "id", info={"where": _BY_HAND}),
)

suspense_notes = Table(  # what people note about an item, and who is to see to it
    "suspense_notes",
    metadata,
    Column("file_id", Id, primary_key=True, autoincrement=False),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("written_by", String, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("note", String, nullable=False),
    Column("assigned_to", String),  # empty: nobody any more
    Column("due_on", Date),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("due_on IS NULL OR assigned_to <> ''", name="due"),
    ForeignKeyConstraint(["file_id", "row_no"], [lines.c.file_id, lines.c.row_no]),
    sqlite_with_rowid=False,
)
