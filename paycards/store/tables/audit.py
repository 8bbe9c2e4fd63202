"""What happened, in order, and what still needs a person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from paycards.store.tables.base import Id, Instant, metadata

# Append-only; each entry's hash covers the entry before it. It holds every step that changed a
# council's money or lists, by machine or person, in order: replaying it rebuilds the database.
audit_trail = Table(
    "audit_trail",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("before", Text, nullable=False),  # JSON
    Column("after", Text, nullable=False),  # JSON
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_with_rowid=False,
)

_OPEN = "closed_at IS NULL"

problems = Table(
    "problems",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id")),
    Column("contract_id", Id, ForeignKey("contracts.id")),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),  # what it is about: a file name, a day, a number
    Column("message", String, nullable=False),
    Column("action", String, nullable=False),  # what to do
    Column("facts", Text, nullable=False, server_default="{}"),  # JSON: what the message was made from
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String),
    Column("note", String),
    Index(
        "ix_problems_open",
        "council_id",
        "contract_id",
        "kind",
        "subject",
        info={"where": _OPEN},
    ),
)
