"""Councils and their contracts, as the settings name them. Rows stay when a contract leaves the settings."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table

from paycards.store.tables.base import Id, Instant, metadata

councils = Table(
    "councils",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("last_night", Date),  # the newest night that was run to its end
    Column("last_night_at", Instant),  # when it ended
)

contracts = Table(
    "contracts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("code", String, nullable=False, unique=True),
    Column("channel", String, nullable=False),
    Column("client_code", String, nullable=False),
    Column("known_since", Date),  # its first night: no file is expected for a day before it
)
