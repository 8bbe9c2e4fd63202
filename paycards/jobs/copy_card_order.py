"""Put an order file into a folder again, with the bytes that it had."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.orders import OrderFile
from paycards.errors import NotFound
from paycards.store.tables.card_life import card_orders
from paycards.store.tables.councils import councils
from paycards.transport.outbox import Outbox


def copy_card_order(visit: Visit, out: Path, file_name: str) -> OrderFile:
    """Put an order file into `out` again. Raises NotFound, Corrupt if the archive lost it, TryAgain."""
    query = (
        select(card_orders, councils.c.code.label("council"))
        .join(councils, councils.c.id == card_orders.c.council_id)
        .where(card_orders.c.file_name == file_name)
    )
    with visit.reading(may=Permission.MANAGE_CARDS) as seen:
        order = seen.connection.execute(query.where(seen.covers(councils.c.id))).first()
    if order is None:
        raise NotFound("order file", file_name)
    outbox = Outbox(out)
    outbox.stage(file_name, visit.installation.archive.read(order.sha256))
    return OrderFile.put_in_place(order.council, order, outbox)
