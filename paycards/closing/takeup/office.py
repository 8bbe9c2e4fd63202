"""A closing office: every list of it that was run, and the accounts on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select

from paycards.access.reading import Reading
from paycards.clock import local_date
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.store.tables.councils import councils


@dataclass(frozen=True)
class Office:
    """A closing office: every list of it that was run."""

    council_id: int
    council: str
    council_name: str
    name: str
    listed_at: dt.datetime  # when its first list was run

    @property
    def title(self) -> str:
        """Its name, or that its lists were run without one."""
        return self.name or "No office named"

    @property
    def listed_on(self) -> dt.date:
        """The local day of its first list."""
        return local_date(self.listed_at)


def offices(seen: Reading) -> list[Office]:
    """The offices whose lists were run, of the councils that may be seen."""
    query = (
        select(
            councils.c.id.label("council_id"),
            councils.c.code.label("council"),
            councils.c.name.label("council_name"),
            card_batches.c.office.label("name"),
            func.min(card_batches.c.started_at, type_=card_batches.c.started_at.type).label("listed_at"),
        )
        .join(councils, councils.c.id == card_batches.c.council_id)
        .where(seen.covers(card_batches.c.council_id))
        .group_by(councils.c.id, councils.c.code, councils.c.name, card_batches.c.office)
        .order_by(councils.c.code, card_batches.c.office)
    )
    return [Office(**row._mapping) for row in seen.connection.execute(query)]


def lists_of(office: Office) -> ColumnElement[bool]:
    """Its lists."""
    return and_(card_batches.c.council_id == office.council_id, card_batches.c.office == office.name)


def account_ids(office: Office) -> Select[tuple[int]]:
    """The accounts of the office's lists."""
    return (
        select(card_batch_rows.c.account_id)
        .join(card_batches, card_batches.c.id == card_batch_rows.c.batch_id)
        .where(lists_of(office), card_batch_rows.c.account_id.is_not(None))
    )
