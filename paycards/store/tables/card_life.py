"""The life of the cards that a council issues: requests, orders to suppliers, history and proofs.

Requests and orders are numbered within their council, so that a person can name one and a replay gives
the same numbers. The state of a card stands in `cards`; how it came to it stands here. A request that
is issued has a number, and each event goes on from the state of the one before: the database itself
refuses anything else.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from paycards.issue.card_life import KINDS, LANGUAGES, REASONS, REQUEST_STATES, STATES
from paycards.store.tables.accounts import cards
from paycards.store.tables.base import Id, Instant, metadata


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


_OPEN = "state IN ('requested', 'ordered')"

card_orders = Table(  # files that ask a supplier to make cards: written once, never changed
    "card_orders",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("scheme", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("written_by", String, nullable=False),
    CheckConstraint("row_count > 0", name="rows"),
    Index("uq_card_orders_file_name", "council_id", "file_name", unique=True),
)

card_requests = Table(
    "card_requests",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False),
    Column("scheme", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("card_number", String),  # null: the supplier has yet to say it
    Column("issue_no", Integer),  # 1, and 2 when the same number is printed again
    Column("replaces", String),  # the number of the card that it replaces
    Column("holder", String, nullable=False),  # the name to print
    Column("language", String, nullable=False),
    Column("large_print", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("order_no", Integer),
    Column("requested_at", Instant, nullable=False),
    Column("requested_by", String, nullable=False),
    Column("note", String, nullable=False),
    Column("closed_at", Instant),  # when it was issued or cancelled
    Column("closed_by", String),
    Column("closing_reason", String),  # of a cancelled one
    Column("closing_note", String),
    Column("learned_from", String),  # SHA-256:ROW of the cross reference that brought the number
    CheckConstraint(_one_of("kind", KINDS), name="kind"),
    CheckConstraint(_one_of("reason", REASONS), name="reason"),
    CheckConstraint(_one_of("state", REQUEST_STATES), name="state"),
    CheckConstraint(_one_of("language", LANGUAGES), name="language"),
    CheckConstraint("large_print IN (0, 1)", name="large_print"),
    CheckConstraint("holder <> ''", name="holder"),
    CheckConstraint("reason <> 'other' OR note <> ''", name="other_needs_note"),
    CheckConstraint("(kind = 'replacement') = (replaces IS NOT NULL)", name="replaces"),
    CheckConstraint("(card_number IS NULL) = (issue_no IS NULL)", name="issue_no"),
    CheckConstraint("state <> 'issued' OR card_number IS NOT NULL", name="issued_has_number"),
    CheckConstraint("state <> 'ordered' OR (order_no IS NOT NULL AND card_number IS NULL)", name="ordered"),
    CheckConstraint("state <> 'requested' OR order_no IS NULL", name="not_ordered_yet"),
    CheckConstraint(f"({_OPEN}) = (closed_at IS NULL)", name="closed"),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by"),
    CheckConstraint("state <> 'cancelled' OR closing_reason IS NOT NULL", name="cancelled_why"),
    ForeignKeyConstraint(["council_id", "order_no"], ["card_orders.council_id", "card_orders.number"]),
    ForeignKeyConstraint(["council_id", "card_number"], [cards.c.council_id, cards.c.card_number]),
    ForeignKeyConstraint(["council_id", "replaces"], [cards.c.council_id, cards.c.card_number]),
    Index("ix_card_requests_account_id", "account_id"),
    Index("ix_card_requests_replaces", "council_id", "replaces"),
    Index("ix_card_requests_order_no", "council_id", "order_no"),
    Index("uq_card_requests_issue", "council_id", "card_number", "issue_no", unique=True),
    Index("uq_card_requests_learned_from", "council_id", "learned_from", unique=True),
    Index(
        "uq_card_requests_open_first",
        "account_id",
        unique=True,
        info={"where": f"kind = 'first' AND {_OPEN}"},
    ),
    Index(
        "uq_card_requests_open_replacement",
        "council_id",
        "replaces",
        unique=True,
        info={"where": _OPEN},
    ),
)

card_events = Table(  # the history of each card, append-only
    "card_events",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("card_number", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("status_before", String, nullable=False),  # empty: there was no card
    Column("status", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("note", String, nullable=False),
    Column("request_no", Integer),  # the request that it came of
    CheckConstraint(_one_of("status_before", ("", *STATES)), name="status_before"),
    CheckConstraint(_one_of("status", STATES), name="status"),
    CheckConstraint(_one_of("reason", REASONS), name="reason"),
    CheckConstraint("reason <> 'other' OR note <> ''", name="other_needs_note"),
    ForeignKeyConstraint(["council_id", "card_number"], [cards.c.council_id, cards.c.card_number]),
    ForeignKeyConstraint(["council_id", "request_no"], ["card_requests.council_id", "card_requests.number"]),
    sqlite_with_rowid=False,
)

card_proofs = Table(  # that the bars were read back before anything left the house, append-only
    "card_proofs",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("card_number", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("request_no", Integer),
    Column("output", String, nullable=False),
    Column("dpi", Integer, nullable=False),
    Column("module_dots", Integer, nullable=False),
    Column("reader", String, nullable=False),
    Column("version", String, nullable=False),  # of the reader
    Column("settings", Text, nullable=False),  # JSON
    Column("sha256", String(64), nullable=False),  # of the image that was read
    Column("proved_at", Instant, nullable=False),
    CheckConstraint(_one_of("output", ("letter", "card", "image", "bill")), name="output"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    ForeignKeyConstraint(["council_id", "card_number"], [cards.c.council_id, cards.c.card_number]),
    ForeignKeyConstraint(["council_id", "request_no"], ["card_requests.council_id", "card_requests.number"]),
    sqlite_with_rowid=False,
)
