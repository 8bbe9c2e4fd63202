"""Ask the supplier for the cards of a batch whose numbers it makes, and lay its order files with the others.

A request leaves in one file only, whoever writes it: here, or `paycards cards orders write`.
"""

from __future__ import annotations

from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards.order_lists import ordered_rows
from paycards.cards.orders import make_order, next_order, write_order
from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.bulk_issue.records import Batch
from paycards.settings import Council
from paycards.store.councils import council_step
from paycards.store.engine import reading
from paycards.store.tables import card_batch_rows, card_orders, card_requests


def order_cards(visit: Visit, council: Council, batch: Batch, folder: OutputFolder) -> dict[str, int]:
    """Order what was not yet ordered, and stage every order file of the batch; return their rows by name."""
    with council_step(visit.installation.engine, batch.council_id) as connection:
        its_requests = set(
            connection.execute(
                select(card_batch_rows.c.request_no).where(
                    card_batch_rows.c.batch_id == batch.id, card_batch_rows.c.outcome == "ordered"
                )
            ).scalars()
        )
        waiting = []
        if its_requests:
            rows = ordered_rows(connection, batch.council_id)
            waiting = [row for row in rows if row.number in its_requests]
        for scheme in dict.fromkeys(row.scheme for row in waiting):
            number = next_order(connection, batch.council_id)
            of_scheme = [row for row in waiting if row.scheme == scheme]
            order, _ = make_order(visit, council, number, scheme, of_scheme)
            write_order(connection, batch.council_id, order, at=visit.now, actor=visit.visitor.name)
    return _stage(visit, batch, folder)


def _stage(visit: Visit, batch: Batch, folder: OutputFolder) -> dict[str, int]:
    its_orders = (
        select(card_requests.c.order_no)
        .join(
            card_batch_rows,
            (card_batch_rows.c.council_id == card_requests.c.council_id)
            & (card_batch_rows.c.request_no == card_requests.c.number),
        )
        .where(card_batch_rows.c.batch_id == batch.id)
    )
    query = (
        select(card_orders)
        .where(card_orders.c.council_id == batch.council_id, card_orders.c.number.in_(its_orders))
        .order_by(card_orders.c.number)
    )
    with reading(visit.installation.engine) as connection:
        orders = connection.execute(query).all()
    for order in orders:
        with folder.stage(order.file_name) as file:
            file.write(visit.installation.archive.read(order.sha256))
    return {order.file_name: order.row_count for order in orders}
