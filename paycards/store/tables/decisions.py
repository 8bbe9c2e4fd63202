"""What people decided about money, and who agreed.

A decision is written when it is proposed; after that only its verdict is added, once. What it does stands in
its terms. The database refuses one person as both proposer and approver.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from paycards.store.tables.base import Id, Instant, Pence, metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1 in each council
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),  # as people name it: FILE:ROW, a file, a day
    Column("amount_pence", Pence, nullable=False),  # signed; tiers go by its absolute value
    Column("terms", Text, nullable=False),  # JSON: what exactly is to be done
    Column("reason", String, nullable=False),
    Column("needs_two", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("proposed_by", String, nullable=False),
    Column("proposer_key", String, nullable=False),  # the name as names are compared
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", String),  # empty where one person was enough
    Column("decider_key", String),
    Column("decided_at", Instant),
    Column("decided_reason", String, nullable=False, server_default=""),
    CheckConstraint("needs_two IN (0, 1)", name="needs_two"),
    CheckConstraint("state IN ('proposed', 'applied', 'refused', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(decided_by IS NULL) = (decider_key IS NULL)", name="decider"),
    CheckConstraint("state <> 'proposed' OR (needs_two = 1 AND decided_by IS NULL)", name="waits"),
    CheckConstraint(
        "needs_two = 0 OR state NOT IN ('applied', 'refused') OR decided_by IS NOT NULL", name="second_person"
    ),
    CheckConstraint(
        "decider_key IS NULL OR state = 'withdrawn' OR (decider_key <> proposer_key"
        " AND lower(trim(decided_by)) <> lower(trim(proposed_by)))",
        name="two_people",
    ),
    CheckConstraint("trim(proposed_by) <> '' AND trim(decided_by) <> ''", name="named"),
    Index("uq_decisions_number", "council_id", "number", unique=True),
    Index("ix_decisions_state", "council_id", "state"),
)

_WAITING = "waiting = 1"

decision_subjects = Table(  # a subject waits for one decision at a time
    "decision_subjects",
    metadata,
    Column("decision_id", Id, ForeignKey("decisions.id"), primary_key=True, autoincrement=False),
    Column("subject", String, primary_key=True),  # item:FILE_ID:ROW, payment:…, entry:…, file:ID, day:ISO
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("person_key", String, nullable=False),
    Column("pence", Pence, nullable=False),  # without sign: what the tier adds up
    Column("waiting", Integer, nullable=False),
    CheckConstraint("waiting IN (0, 1)", name="waiting"),
    CheckConstraint("pence >= 0", name="pence"),
    Index(
        "uq_decision_subjects_waiting",
        "council_id",
        "subject",
        unique=True,
        info={"where": _WAITING},
    ),
    Index("ix_decision_subjects_subject", "council_id", "subject"),
    sqlite_with_rowid=False,
)
