"""References that two people said are to be read as others, and the cards that changed accounts with them.

Of one wrong reference the row with the highest number says how it is read now.
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
)

from paycards.store.tables.accounts import cards
from paycards.store.tables.base import Id, metadata
from paycards.store.tables.decisions import decisions

corrected_references = Table(
    "corrected_references",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1 in each council
    Column("decision_id", Id, ForeignKey(decisions.c.id), nullable=False),
    Column("row_no", Integer, nullable=False),  # of the sheet
    Column("wrong", String, nullable=False),  # as references are compared
    Column("normalised", String, nullable=False),
    Column("wrong_account_id", Id, ForeignKey("accounts.id")),  # whose reference it is, if anybody's
    Column("account_id", Id, ForeignKey("accounts.id")),  # it is read as this one's; empty: as it stands
    CheckConstraint("number > 0 AND row_no > 0", name="number"),
    CheckConstraint("wrong <> ''", name="wrong"),
    CheckConstraint(
        "account_id IS NULL OR wrong_account_id IS NULL OR account_id <> wrong_account_id", name="another"
    ),
    Index("ix_corrected_references_wrong", "council_id", "wrong", "number"),
    sqlite_with_rowid=False,
)

corrected_cards = Table(  # the cards that went to another account with a correction
    "corrected_cards",
    metadata,
    Column("council_id", Id, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("card_number", String, primary_key=True),
    ForeignKeyConstraint(
        ["council_id", "number"], ["corrected_references.council_id", "corrected_references.number"]
    ),
    ForeignKeyConstraint(["council_id", "card_number"], [cards.c.council_id, cards.c.card_number]),
    sqlite_with_rowid=False,
)
