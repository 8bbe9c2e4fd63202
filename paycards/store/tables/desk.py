"""What the screens of the card desk need beside the cards: a number for each, and the lists handed in."""

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

from paycards.store.tables.base import Id, Instant, metadata

card_ids = Table(  # by which an address names a card; the database gives one to each new card
    "card_ids",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, nullable=False),
    Column("card_number", String, nullable=False),
    ForeignKeyConstraint(["council_id", "card_number"], ["cards.council_id", "cards.card_number"]),
    Index("uq_card_ids_card", "council_id", "card_number", unique=True),
)

handed_in_lists = Table(  # of closing offices: the bytes are in the archive
    "handed_in_lists",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("office", String, nullable=False),  # empty: not said
    Column("list_name", String, nullable=False),
    Column("sheet", String, nullable=False),  # of a workbook, if it was named
    Column("sha256", String(64), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("handed_in_at", Instant, nullable=False),
    Column("handed_in_by", String, nullable=False),
    CheckConstraint("row_count >= 0", name="row_count"),
    Index("uq_handed_in_lists_list", "council_id", "sha256", "sheet", unique=True),
)
