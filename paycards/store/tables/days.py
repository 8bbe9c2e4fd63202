"""Closed days: which, by whom, with which figures; and what was accepted although it did not agree."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
)

from paycards.store.tables.base import Id, Instant, Pence, metadata
from paycards.store.tables.decisions import decisions

_CLOSED = "reopened_at IS NULL"

closed_days = Table(
    "closed_days",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("closed_by", String, nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("anchor", String(64), nullable=False, server_default=""),  # newest hash of the trail when closed
    Column("reopened_by", String),
    Column("reopened_at", Instant),
    Column("decision_id", Id, ForeignKey(decisions.c.id)),  # that opened it again
    CheckConstraint("(reopened_by IS NULL) = (reopened_at IS NULL)", name="reopened"),
    CheckConstraint("(decision_id IS NULL) = (reopened_at IS NULL)", name="decision"),
    Index(
        "uq_closed_days_day",
        "council_id",
        "day",
        unique=True,
        info={"where": _CLOSED},
    ),
)

closed_figures = Table(  # the proof of a day as it stood when it was closed
    "closed_figures",
    metadata,
    Column("closed_id", Id, ForeignKey("closed_days.id"), primary_key=True, autoincrement=False),
    Column("contract_id", Id, ForeignKey("contracts.id"), primary_key=True, autoincrement=False),
    Column("check_name", String, primary_key=True),
    Column("left_pence", Pence),
    Column("right_pence", Pence),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False, server_default=""),
    CheckConstraint("state IN ('agrees', 'differs', 'unknown')", name="state"),
    sqlite_with_rowid=False,
)

day_exceptions = Table(  # a check that is not green, signed by two people
    "day_exceptions",
    metadata,
    Column("decision_id", Id, ForeignKey(decisions.c.id), primary_key=True, autoincrement=False),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("check_name", String, nullable=False),
    Column("why", String, nullable=False),
    Column("until", Date, nullable=False),
    Column("difference_pence", Pence),  # what was signed for: another difference needs another signature
    Index("ix_day_exceptions_day", "council_id", "day", "contract_id", "check_name"),
    sqlite_with_rowid=False,
)
