"""Customers' accounts, the references that name them, and their cards."""

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
    text,
)

from paycards.store.tables.base import Id, Pence, metadata

# The parts of a card number that a short number may be, worded as in their indexes.
SHORT_NUMBER = "substr(cards.card_number, 12, 6)"  # allpay's: digits 12 to 17
LAST_SIX = "substr(cards.card_number, length(cards.card_number) - 5)"
LAST_FOUR = "substr(cards.card_number, length(cards.card_number) - 3)"
BARE_POSTCODE = "replace(upper(accounts.postcode), ' ', '')"  # as it is compared, worded as in its index

# Sorted by the characters themselves on both databases.
Folded = String().with_variant(String(collation="C"), "postgresql")

_HAS_CUSTOMER = "customer_ref <> ''"

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, ForeignKey("ledger_accounts.id"), primary_key=True, autoincrement=False),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("fund", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("match_reference", String, nullable=False),  # trimmed, upper case
    Column("normalised_reference", String, nullable=False),  # and without spaces, "/" and "-"
    Column("status", String, nullable=False),
    Column(
        "balance_pence", Pence, nullable=False
    ),  # as of the newest extract; positive is owed to the council
    Column("customer_ref", String, nullable=False),
    Column("title", String, nullable=False),
    Column("forenames", String, nullable=False),
    Column("surname", String, nullable=False),
    Column("address_1", String, nullable=False),
    Column("address_2", String, nullable=False),
    Column("address_3", String, nullable=False),
    Column("town", String, nullable=False),
    Column("postcode", String, nullable=False),
    Column("email", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("found_by", Folded, nullable=False, server_default=""),  # see store/folding.py
    CheckConstraint("status IN ('open', 'former', 'closed')", name="status"),
    Index("uq_accounts_reference", "council_id", "fund", "match_reference", unique=True),
    Index("ix_accounts_match_reference", "council_id", "match_reference"),
    Index(  # one of patterns, so that PostgreSQL finds what begins with something, too
        "ix_accounts_normalised_reference",
        "council_id",
        "normalised_reference",
        info={"ops": "varchar_pattern_ops"},
    ),
    Index(
        "ix_accounts_customer_ref",
        "council_id",
        "customer_ref",
        info={"where": _HAS_CUSTOMER},
    ),
    Index("ix_accounts_found_by", "council_id", "found_by", "id"),  # read from end to end
    Index("ix_accounts_postcode", text(BARE_POSTCODE.replace("accounts.", ""))),
    Index("uq_accounts_seen_by_cards", "id", "match_reference", "status", unique=True),
)

# How many accounts a reference names, and which if it is one: derived from `accounts`, so that
# matching a night is one look-up a line whatever funds share a reference.
account_references = Table(
    "account_references",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("form", String, primary_key=True),
    Column("reference", String, primary_key=True),
    Column("accounts", Integer, nullable=False),
    Column("account_id", Id, ForeignKey("accounts.id")),
    CheckConstraint("form IN ('exact', 'normalised')", name="form"),
    CheckConstraint("(accounts = 1) = (account_id IS NOT NULL)", name="one_account"),
    sqlite_with_rowid=False,
)

# A card repeats what matching asks of its account, so that a night's line is one look-up; the
# foreign key keeps the copy true.
cards = Table(
    "cards",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("card_number", String, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("account_reference", String, nullable=False),  # the account's match_reference
    Column("account_status", String, nullable=False),
    Column("status", String, nullable=False),
    Column("issued_on", Date),
    CheckConstraint("length(card_number) BETWEEN 13 AND 24", name="length"),
    CheckConstraint(
        "status IN ('requested', 'ordered', 'active', 'replaced', 'lost', 'stolen',"
        " 'damaged', 'cancelled', 'expired')",
        name="status",
    ),
    ForeignKeyConstraint(
        ["account_id", "account_reference", "account_status"],
        ["accounts.id", "accounts.match_reference", "accounts.status"],
        onupdate="CASCADE",
    ),
    Index("ix_cards_account_id", "account_id"),
    Index("ix_cards_short_number", "council_id", text(SHORT_NUMBER.replace("cards.", ""))),
    Index("ix_cards_last_six", "council_id", text(LAST_SIX.replace("cards.", ""))),
    Index("ix_cards_last_four", text(LAST_FOUR.replace("cards.", ""))),
    sqlite_with_rowid=False,
)
