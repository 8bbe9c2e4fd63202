"""Which bank entry explains which due, and what suppliers owed before the first file.

Dues are derived from the files and never stored. A match is written once; taking it back is a row of its own.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    and_,
    or_,
)

from paycards.store.tables.base import Id, Instant, Pence, metadata
from paycards.store.tables.files import files

matches = Table(
    "matches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
    Column("due", String, nullable=False),  # its key
    Column("file_id", Id, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("amount_pence", Pence, nullable=False),  # of the entry
    Column("fee_pence", Pence, nullable=False, server_default="0"),  # what the supplier kept, beside it
    Column("rule", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),  # in words
    Column("made_on", Date, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("amount_pence <> 0", name="amount"),
    CheckConstraint("state IN ('confirmed', 'proposed')", name="state"),
    CheckConstraint("rule IN ('exact', 'run', 'parts', 'subset', 'difference', 'manual')", name="rule"),
    ForeignKeyConstraint(["file_id", "row_no"], ["bank_entries.file_id", "bank_entries.row_no"]),
    Index("ix_matches_due", "contract_id", "due"),
    Index("ix_matches_entry", "file_id", "row_no"),
)

match_ends = Table(
    "match_ends",
    metadata,
    Column("match_id", Id, ForeignKey("matches.id"), primary_key=True, autoincrement=False),
    Column("ended_on", Date, nullable=False),
    Column("ended_by", String, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("why", String, nullable=False),
    CheckConstraint("why IN ('taken_back', 'lapsed', 'accepted', 'refused')", name="why"),
)

opening_items = Table(  # what a supplier owed on the day before the first file
    "opening_items",
    metadata,
    Column("file_id", Id, ForeignKey(files.c.id), primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
    Column("due", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("amount_pence", Pence, nullable=False),
    CheckConstraint("amount_pence <> 0", name="amount"),
    Index("uq_opening_items_due", "contract_id", "due", unique=True),
    sqlite_with_rowid=False,
)

WITH_ENDS = matches.outerjoin(match_ends, match_ends.c.match_id == matches.c.id)


def stands() -> ColumnElement[bool]:
    """Where a confirmed match is live, of the rows of WITH_ENDS."""
    return and_(matches.c.state == "confirmed", match_ends.c.match_id.is_(None))


def stood(on: ColumnElement[dt.date] | dt.date) -> ColumnElement[bool]:
    """Where a confirmed match was live at the end of a day, of the rows of WITH_ENDS."""
    return and_(
        matches.c.state == "confirmed",
        matches.c.made_on <= on,
        or_(match_ends.c.match_id.is_(None), match_ends.c.ended_on > on),
    )
