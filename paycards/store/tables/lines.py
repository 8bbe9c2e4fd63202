"""What the suppliers said: one row per payment line of an accepted file, never changed.

A line carries no verdict. What paycards made of it stands in `postings`, `duplicates`,
`reused_receipts`, `reversals` and `suspense_items`.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    and_,
)

from paycards.store.tables.base import Id, Pence, metadata
from paycards.store.tables.files import files

_NAMES_AN_ORIGINAL = "original_receipt <> ''"

lines = Table(
    "lines",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("contract_id", Id, nullable=False),
    Column("network", String, nullable=False),
    Column("kind", String, nullable=False, server_default="payment"),
    Column("card_number", String, nullable=False, server_default=""),
    Column("client_reference", String, nullable=False, server_default=""),
    Column("amount_pence", Pence, nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("paid_at", String, nullable=False, server_default=""),
    Column("outlet", String, nullable=False, server_default=""),
    Column("receipt", String, nullable=False, server_default=""),
    Column("receipt_day", Integer, nullable=False, server_default="0"),  # days since 1970; 0: not dated
    Column("original_receipt", String, nullable=False, server_default=""),
    Column("capture", String, nullable=False, server_default=""),
    Column("tender", String, nullable=False, server_default=""),
    CheckConstraint("amount_pence <> 0", name="amount"),
    # not IN: SQLite builds the list anew for each row
    CheckConstraint("kind = 'payment' OR kind = 'reversed' OR kind = 'reversal'", name="kind"),
    # PostgreSQL checks the same once a statement, in a trigger
    ForeignKeyConstraint(["file_id", "contract_id"], [files.c.id, files.c.contract_id]).ddl_if(
        dialect="sqlite"
    ),
    Index(
        "ix_lines_original_receipt",
        "contract_id",
        "original_receipt",
        "receipt_day",
        info={"where": _NAMES_AN_ORIGINAL},
    ),
    sqlite_with_rowid=False,
)

# Each natural key belongs to the first line that brings it. A later line with that key is a duplicate if it
# says the same, and bears a reused receipt if it is another payment.
# The day stands before the number: a night claims keys beside each other, however many years are there.
natural_keys = Table(
    "receipts",
    metadata,
    Column("contract_id", Id, primary_key=True),
    Column("receipt_day", Integer, primary_key=True),
    Column("receipt", String, primary_key=True),
    Column("file_id", Id, nullable=False),
    Column("row_no", Integer, nullable=False),
    sqlite_with_rowid=False,
)

reused_receipts = Table(  # the first line of each other payment that the supplier gave a known key
    "reused_receipts",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("contract_id", Id, nullable=False),
    Column("receipt_day", Integer, nullable=False),
    Column("receipt", String, nullable=False),
    ForeignKeyConstraint(["file_id", "row_no"], ["lines.file_id", "lines.row_no"]),
    Index("ix_reused_receipts_key", "contract_id", "receipt_day", "receipt"),
    sqlite_with_rowid=False,
)

duplicates = Table(  # an earlier line of the same key says the same
    "duplicates",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("original_file_id", Id, nullable=False),
    Column("original_row_no", Integer, nullable=False),
    ForeignKeyConstraint(["file_id", "row_no"], ["lines.file_id", "lines.row_no"]),
    sqlite_with_rowid=False,
)

reversals = Table(  # which line took back which: an original is reversed once
    "reversals",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("original_file_id", Id, nullable=False),
    Column("original_row_no", Integer, nullable=False),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    ForeignKeyConstraint(["file_id", "row_no"], ["lines.file_id", "lines.row_no"]),
    ForeignKeyConstraint(["original_file_id", "original_row_no"], ["lines.file_id", "lines.row_no"]),
    Index("uq_reversals_original", "original_file_id", "original_row_no", unique=True),
    sqlite_with_rowid=False,
)


def same_line(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Where two tables speak of the same payment line, by its file and its row."""
    return and_(one.c.file_id == other.c.file_id, one.c.row_no == other.c.row_no)
