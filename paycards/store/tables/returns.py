"""Monthly returns: the figures as they were prepared, and which return two people signed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table

from paycards.store.tables.base import Id, Pence, metadata
from paycards.store.tables.decisions import decisions

return_figures = Table(  # of the decision that proposes the return
    "return_figures",
    metadata,
    Column("decision_id", Id, ForeignKey(decisions.c.id), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),  # on the page, from 1
    Column("section", String, nullable=False),
    Column("what", String, nullable=False),
    Column("items", Integer, nullable=False),
    Column("pence", Pence),  # empty where no money is counted
    Column("measure", String, nullable=False),  # per cent, days: as the section says
    CheckConstraint("place > 0 AND items >= 0", name="place"),
    sqlite_with_rowid=False,
)

signed_returns = Table(
    "signed_returns",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True),  # YYYY-MM
    Column("decision_id", Id, ForeignKey(decisions.c.id), nullable=False),
    sqlite_with_rowid=False,
)
