"""Long work: what was asked for outside a request, who runs it, how far it is, and how it ended.

A row names what it works on by ids only. While it waits or runs, the same is not asked for twice. Once it
has ended nothing of it changes: whoever wants it again asks again.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from paycards.store.tables.base import Id, Instant, metadata

STATES = ("waiting", "running", "done", "failed")
UNENDED = ("waiting", "running")

work = Table(
    "work",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id")),  # empty: of the whole installation
    Column("kind", String, nullable=False),
    Column("arguments", Text, nullable=False),  # JSON, keys in order: ids, days and codes, never a name
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempt", Integer, nullable=False),  # how often it was begun
    Column("worker", String, nullable=False),  # the process that runs it, or did so last
    Column("began_at", Instant),
    Column("heartbeat_at", Instant),
    Column("ended_at", Instant),
    Column("doing", String, nullable=False),  # how far it has come
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("reason", String, nullable=False),  # why it failed, or is tried again
    Column("result", Text, nullable=False),  # JSON: ids, counts and file names
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended"),
    CheckConstraint(
        "state <> 'running' OR (worker <> '' AND began_at IS NOT NULL AND heartbeat_at IS NOT NULL)",
        name="running",
    ),
    CheckConstraint("state <> 'failed' OR trim(reason) <> ''", name="reason"),
    CheckConstraint("attempt >= 0 AND done >= 0 AND total >= 0", name="counts"),
    CheckConstraint("trim(asked_by) <> '' AND kind <> ''", name="named"),
    Index(
        "uq_work_unended",
        "kind",
        "arguments",
        unique=True,
        info={"where": "state IN ('waiting', 'running')"},
    ),
    Index("ix_work_state", "state", "id"),
    Index("ix_work_about", "kind", "arguments", "id"),
)
