"""Card batches: one list of a closing office's customers each, and what became of every row of it.

The same bytes for the same council are the same batch, so that a list can be begun again at any moment. A
row for which a card was asked for names the request, and no two rows the same one. What the list says of
the counter stays beside it, for take-up.
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
    Text,
)

from paycards.store.tables.base import Id, Instant, Pence, metadata

OUTCOMES = (
    *("waiting", "issued", "ordered", "has_card", "unknown", "ambiguous"),
    *("closed_account", "no_scheme", "duplicate_row", "malformed", "cannot_be_printed", "proof_failed"),
)
_NAMES = ", ".join(repr(outcome) for outcome in OUTCOMES)

card_batches = Table(
    "card_batches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("office", String, nullable=False),  # empty: not said
    Column("list_name", String, nullable=False),
    Column("sheet", String, nullable=False),  # of a workbook, if it was named
    Column("sha256", String(64), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("started_by", String, nullable=False),
    Column("finished_at", Instant),  # when its files were first in place
    Index("uq_card_batches_list", "council_id", "sha256", "sheet", unique=True),
    Index("uq_card_batches_id_council", "id", "council_id", unique=True),
)

card_batch_rows = Table(
    "card_batch_rows",
    metadata,
    Column("batch_id", Id, primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("council_id", Id, nullable=False),
    Column("outcome", String, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id")),
    Column("request_no", Integer),
    Column("message", Text, nullable=False),  # what to do
    Column("holder", String, nullable=False),  # the name to print
    Column("language", String, nullable=False),
    Column("large_print", Integer, nullable=False),
    Column("additional", Integer, nullable=False),  # beside the card of an earlier row
    Column("payments_a_year", Integer),
    Column("last_paid_on", Date),
    Column("usual_amount_pence", Pence),
    CheckConstraint(f"outcome IN ({_NAMES})", name="outcome"),
    CheckConstraint(
        "outcome NOT IN ('issued', 'ordered', 'proof_failed') OR request_no IS NOT NULL", name="has_request"
    ),
    CheckConstraint(
        "request_no IS NULL OR outcome IN ('issued', 'ordered', 'proof_failed', 'cannot_be_printed')",
        name="request",
    ),
    CheckConstraint(
        "account_id IS NOT NULL OR (request_no IS NULL AND outcome <> 'waiting')", name="has_account"
    ),
    ForeignKeyConstraint(["batch_id", "council_id"], ["card_batches.id", "card_batches.council_id"]),
    ForeignKeyConstraint(["council_id", "request_no"], ["card_requests.council_id", "card_requests.number"]),
    Index("uq_card_batch_rows_request", "council_id", "request_no", unique=True),
    Index("ix_card_batch_rows_account_id", "account_id"),
    Index(
        "ix_card_batch_rows_waiting",
        "batch_id",
        "row_no",
        info={"where": "outcome = 'waiting'"},
    ),
    sqlite_with_rowid=False,
)
