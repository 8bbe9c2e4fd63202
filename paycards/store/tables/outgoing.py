"""Files for the council's other systems: written once, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

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
)
