"""Files for the council's other systems: written once, never changed.

A posting leaves with the run of its batch, or is held back by it and leaves with a later one.
"""

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

from paycards.store.tables.base import Id, Instant, Pence, metadata

outgoing_runs = Table(
    "outgoing_runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("night", Date, nullable=False),
    Column("written_at", Instant, nullable=False),
    Index("uq_outgoing_runs_night", "council_id", "night", unique=True),
)

outgoing_batches = Table(  # each batch leaves in exactly one run
    "outgoing_batches",
    metadata,
    Column("batch_id", Id, ForeignKey("batches.id"), primary_key=True, autoincrement=False),
    Column("run_id", Id, ForeignKey("outgoing_runs.id"), nullable=False, index=True),
)

outgoing_files = Table(
    "outgoing_files",
    metadata,
    Column("run_id", Id, ForeignKey("outgoing_runs.id"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("fund", String, nullable=False),  # empty: the general-ledger journal
    Column("sha256", String(64), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("total_pence", Pence, nullable=False),
    Column("placed_at", Instant),  # set once: the file took its own name, or was seen under it
    Index("ix_outgoing_files_placed_at", "placed_at"),
)

outgoing_held = Table(  # postings that fit no file of their fund, and when they left after all
    "outgoing_held",
    metadata,
    Column("file_id", Id, primary_key=True, autoincrement=False),
    Column("row_no", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("run_id", Id, ForeignKey("outgoing_runs.id"), nullable=False, index=True),  # that of its batch
    Column("left_run_id", Id, ForeignKey("outgoing_runs.id"), index=True),  # set once: it left with this run
    ForeignKeyConstraint(
        ["file_id", "row_no", "step", "part"],
        ["postings.file_id", "postings.row_no", "postings.step", "postings.part"],
    ),
    CheckConstraint("left_run_id > run_id", name="later"),
    sqlite_with_rowid=False,
)
