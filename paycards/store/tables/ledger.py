"""Double entry: a posting moves an amount from one ledger account to another.

One row is one balanced entry, debit account and credit account with the same
amount, so an entry that does not sum to zero cannot be written at all. Postings
come in batches; a batch is closed by its control totals, which a trigger checks
against the postings, and which a deferred foreign key demands before commit.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from paycards.store.tables.base import Id, Instant, Pence, metadata

_BROUGHT = "rule = 'bank' OR rule = 'opening'"

ledger_accounts = Table(
    "ledger_accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),  # customer:<fund>:<reference>, clearing:<contract>, ...
    CheckConstraint(
        "kind IN ('customer', 'suspense', 'clearing', 'till', 'bank', 'fees', 'returns', 'written_off',"
        " 'opening')",
        name="kind",
    ),
    Index("uq_ledger_accounts_name", "council_id", "name", unique=True),
)

batches = Table(
    "batches",
    metadata,
    # A batch that is not closed by its control totals cannot be committed.
    Column(
        "id",
        Id,
        ForeignKey("batch_controls.batch_id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("file_id", Id, ForeignKey("files.id"), index=True),  # the one file that it decides, if it is one
    Column("booked_on", Date, nullable=False),
    Column("posted_at", Instant, nullable=False),
    CheckConstraint(
        "kind IN ('payments', 'reversals', 'retries', 'allocation', 'bank', 'opening', 'matches',"
        " 'decision')",
        name="kind",
    ),
)

batch_controls = Table(
    "batch_controls",
    metadata,
    Column("batch_id", Id, primary_key=True, autoincrement=False),
    Column("postings", Integer, nullable=False),
    Column("total_pence", Pence, nullable=False),
)

postings = Table(
    "postings",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("step", Integer, primary_key=True),  # 0 when the line is first decided, then each move of it
    Column("batch_id", Id, nullable=False),
    Column("debit_id", Id, nullable=False),
    Column("credit_id", Id, nullable=False),
    Column("amount_pence", Pence, nullable=False),
    Column("rule", String),  # why it was placed there
    Column("reason", String),  # or why it could not be placed
    Column("part", Integer, primary_key=True, server_default="1"),  # of a move that is split over accounts
    CheckConstraint("part >= 1 AND (step > 0 OR part = 1)", name="part"),
    CheckConstraint("amount_pence <> 0", name="amount"),
    CheckConstraint("debit_id <> credit_id", name="two_accounts"),
    CheckConstraint("(rule IS NULL) <> (reason IS NULL)", name="rule_or_reason"),
    Index(
        "ix_postings_moves",
        "batch_id",
        info={"where": "step > 0"},
    ),
    Index("ix_postings_moved_to", "credit_id", info={"where": "step > 0"}),
    Index("ix_postings_moved_from", "debit_id", info={"where": "step > 0"}),
    Index(  # what bank files and opening lists bring: few among the payments
        "ix_postings_brought",
        "batch_id",
        info={"where": _BROUGHT},
    ),
    sqlite_with_rowid=False,
)
