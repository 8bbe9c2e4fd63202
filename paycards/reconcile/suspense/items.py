"""What waits in suspense, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from paycards.access.reading import Reading
from paycards.errors import NotFound
from paycards.issue.card_number import named
from paycards.reconcile.suspense.clock import Clock
from paycards.reconcile.suspense.standing import standing
from paycards.store.step import Step
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import REASONS, suspense_items


@dataclass(frozen=True)
class Item:
    """An open suspense item; `row` counts the records of the file from 1.

    `card` is the ending of a card number, or a short number as it is; the rest is as the file says it.
    `standing` says whether it is known whose it is, `tier` how many limits of age it has passed.
    """

    id: int
    council: str
    contract: str
    file: str
    row: int
    amount_pence: int
    paid_on: dt.date
    reason: str
    since: dt.date
    card: str
    client_reference: str
    network: str
    kind: str
    paid_at: str
    outlet: str
    receipt: str
    original_receipt: str
    capture: str
    tender: str
    standing: str
    age_days: int
    tier: int


def open_items(seen: Reading, clock: Clock, reason: str | None = None) -> list[Item]:
    """Return the open suspense items, oldest first. Raises NotFound for an unknown reason."""
    if reason is not None and reason not in REASONS:
        raise NotFound("reason", reason, choices=REASONS)
    query = _OPEN.where(seen.covers(suspense_items.c.council_id))
    if reason is not None:
        query = query.where(suspense_items.c.reason == reason)
    return [_item(row, clock) for row in seen.connection.execute(query)]


def open_item(seen: Reading, clock: Clock, item_id: int) -> Item:
    """Return one open item. Raises NotFound."""
    return _one(seen, _OPEN, clock, item_id)


def any_item(seen: Reading, clock: Clock, item_id: int) -> Item:
    """Return one item, open or not. Raises NotFound."""
    return _one(seen, _SHOWN, clock, item_id)


def items_by_id(seen: Reading, clock: Clock, ids: Sequence[int]) -> list[Item]:
    """Return these items, open or not, in this order; those that are not seen are left out."""
    query = _SHOWN.where(suspense_items.c.id.in_(ids), seen.covers(suspense_items.c.council_id))
    found = {row.id: _item(row, clock) for row in seen.connection.execute(query)}
    return [found[item_id] for item_id in ids if item_id in found]


def _one(seen: Reading, which: Select[Any], clock: Clock, item_id: int) -> Item:
    query = which.where(suspense_items.c.id == item_id, seen.covers(suspense_items.c.council_id))
    row = seen.connection.execute(query).first()
    if row is None:
        raise NotFound("suspense item", item_id)
    return _item(row, clock)


def _item(row: Row[Any], clock: Clock) -> Item:
    values = dict(row._mapping)
    card = named(values.pop("card_number"))
    age_days, tier = clock.age(row.council, row.standing, row.since)
    return Item(**values, card=card, age_days=age_days, tier=tier)


def find_item(seen: Reading, item_id: int) -> Row[Any]:
    """Return a suspense item, open or not, with its line and its file's name. Raises NotFound."""
    return _only(seen.connection, item_id, seen.covers(suspense_items.c.council_id))


def item_of(step: Step, item_id: int) -> Row[Any]:
    """Return an item of the step's own council. Raises NotFound."""
    return _only(step.connection, item_id, suspense_items.c.council_id == step.council_id)


def _only(connection: Connection, item_id: int, seen: ColumnElement[bool]) -> Row[Any]:
    item = connection.execute(ITEMS.where(suspense_items.c.id == item_id, seen)).first()
    if item is None:
        raise NotFound("suspense item", item_id)
    return item


_ITS_LINE = same_line(lines, suspense_items)

_SHOWN: Select[Any] = (
    select(
        suspense_items.c.id,
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        files.c.name.label("file"),
        suspense_items.c.row_no.label("row"),
        lines.c.amount_pence,
        lines.c.paid_on,
        suspense_items.c.reason,
        suspense_items.c.since,
        lines.c.card_number,
        lines.c.client_reference,
        lines.c.network,
        lines.c.kind,
        lines.c.paid_at,
        lines.c.outlet,
        lines.c.receipt,
        lines.c.original_receipt,
        lines.c.capture,
        lines.c.tender,
        standing().label("standing"),
    )
    .join(lines, _ITS_LINE)
    .join(files, files.c.id == suspense_items.c.file_id)
    .join(contracts, contracts.c.id == suspense_items.c.contract_id)
    .join(councils, councils.c.id == suspense_items.c.council_id)
    .order_by(suspense_items.c.id)
)
_OPEN = _SHOWN.where(suspense_items.c.state == "open")

ITEMS: Select[Any] = (
    select(
        suspense_items,
        lines.c.amount_pence,
        lines.c.card_number,
        lines.c.client_reference,
        lines.c.network,
        files.c.name,
        contracts.c.code.label("contract"),
        councils.c.code.label("council"),
    )
    .join(lines, _ITS_LINE)
    .join(files, files.c.id == suspense_items.c.file_id)
    .join(contracts, contracts.c.id == suspense_items.c.contract_id)
    .join(councils, councils.c.id == suspense_items.c.council_id)
)
