"""What each file brought, by day and network; and what each outlet took back: written with its lines."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, Index, Integer, String, Table

from paycards.store.tables.base import Id, Pence, metadata
from paycards.store.tables.files import files

payment_days = Table(
    "payment_days",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("paid_on", Date, primary_key=True),
    Column("network", String, primary_key=True),
    Column("contract_id", Id, nullable=False),
    Column("payments", Integer, nullable=False),
    Column("total_pence", Pence, nullable=False),  # signed: reversals are negative
    CheckConstraint("payments > 0", name="counted"),
    ForeignKeyConstraint(["file_id", "contract_id"], [files.c.id, files.c.contract_id]),
    Index("ix_payment_days_day", "contract_id", "paid_on"),
    sqlite_with_rowid=False,
)

outlet_reversals = Table(
    "outlet_reversals",
    metadata,
    Column("file_id", Id, primary_key=True),
    Column("paid_on", Date, primary_key=True),
    Column("outlet", String, primary_key=True),
    Column("contract_id", Id, nullable=False),
    Column("reversals", Integer, nullable=False),
    Column("total_pence", Pence, nullable=False),
    CheckConstraint("reversals > 0", name="counted"),
    ForeignKeyConstraint(["file_id", "contract_id"], [files.c.id, files.c.contract_id]),
    Index("ix_outlet_reversals_day", "contract_id", "paid_on"),
    sqlite_with_rowid=False,
)
