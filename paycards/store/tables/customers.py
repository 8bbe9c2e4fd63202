"""How customers reach their own page: links to cards, the sessions that they open, and tries that failed.

Of a link and of a session only the hash of its secret is kept. A link ends with its card: the database ends
it when the card comes out of use, whoever brings it there.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from paycards.store.tables.accounts import cards
from paycards.store.tables.base import Id, Instant, metadata

MOST_TRIES = 5  # of the second fact; then a new letter

card_links = Table(
    "card_links",
    metadata,
    Column("council_id", Id, primary_key=True, autoincrement=False),
    Column("card_number", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1 for each card
    Column("token_hash", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("tries", Integer, nullable=False),  # that failed since the last that did not
    Column("ended", String, nullable=False),  # why it opens nothing any more; empty while it does
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("length(token_hash) = 64", name="token_hash"),
    CheckConstraint(f"tries BETWEEN 0 AND {MOST_TRIES}", name="tries"),
    CheckConstraint("ended IN ('', 'card', 'letter')", name="ended"),
    ForeignKeyConstraint(["council_id", "card_number"], [cards.c.council_id, cards.c.card_number]),
    Index("uq_card_links_token_hash", "token_hash", unique=True),
    sqlite_with_rowid=False,
)

customer_sessions = Table(  # short, and bound to the link that opened them
    "customer_sessions",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("council_id", Id, nullable=False),
    Column("card_number", String, nullable=False),
    Column("link_no", Integer, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("asked", Text, nullable=False),  # JSON: what was asked for last on the payment page
    CheckConstraint("length(secret_hash) = 64", name="secret_hash"),
    ForeignKeyConstraint(
        ["council_id", "card_number", "link_no"],
        ["card_links.council_id", "card_links.card_number", "card_links.number"],
    ),
    Index("ix_customer_sessions_ends_at", "ends_at"),
    sqlite_with_rowid=False,
)

customer_tries = Table(  # that failed, by where they came from: kept for a day
    "customer_tries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(64), nullable=False),  # the hash of an address
    Column("tried_at", Instant, nullable=False),
    Index("ix_customer_tries_source", "source", "tried_at"),
)
