"""Enquiries: payments that somebody misses, and what happened to each until its answer."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Table

from paycards.store.tables.base import Id, Instant, Pence, metadata

OUTCOMES = ("found", "not_found", "withdrawn")

enquiries = Table(
    "enquiries",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1 in each council
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("due_on", Date, nullable=False),  # the day by which it is to be answered
    Column("account_id", Id, ForeignKey("accounts.id")),  # of whoever asks, if it is known: spared meanwhile
    Column("network", String, nullable=False),
    Column("paid_on", Date),
    Column("amount_pence", Pence),
    Column("card_ending", String, nullable=False),
    Column("outlet", String, nullable=False),
    Column("receipt", String, nullable=False),
    Column("note", String, nullable=False),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("trim(note) <> ''", name="note"),
    sqlite_with_rowid=False,
)

enquiry_events = Table(
    "enquiry_events",
    metadata,
    Column("council_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("happened_at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("file_id", Id),  # of the payment that was found
    Column("row_no", Integer),
    Column("outcome", String, nullable=False),
    Column("note", String, nullable=False),
    CheckConstraint("kind IN ('found', 'answered')", name="kind"),
    CheckConstraint(
        "(kind = 'found') = (file_id IS NOT NULL) AND (file_id IS NULL) = (row_no IS NULL)", name="found"
    ),
    CheckConstraint(
        "(kind = 'answered') = (outcome <> '') AND outcome IN ('', 'found', 'not_found', 'withdrawn')"
        " AND (kind = 'found' OR trim(note) <> '')",
        name="answer",
    ),
    ForeignKeyConstraint(["council_id", "number"], ["enquiries.council_id", "enquiries.number"]),
    sqlite_with_rowid=False,
)
