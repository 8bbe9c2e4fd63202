"""The cards of a bulk issue whose numbers the supplier makes: asked for once, and their order files.

A request leaves in one file only, whoever writes it: the bulk issue, or the card desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.cards.orders import make_order, write_order
from paycards.cards.waiting import ready_requests
from paycards.closing.bulk_issue.outcomes import ORDERED
from paycards.closing.bulk_issue.output_folder import OutputFolder
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_orders, card_requests
from paycards.transport.archive import Archive


def order_cards(step: Step, council: Council, issue: BulkIssue, archive: Archive) -> None:
    """Order from the supplier what was not yet ordered, in one file for each scheme."""
    waiting = _not_ordered_yet(step.connection, council, issue)
    for scheme in dict.fromkeys(request.scheme for request in waiting):
        of_scheme = [request for request in waiting if request.scheme == scheme]
        order, _ = make_order(step, archive, council, of_scheme)
        write_order(step, order)


def _not_ordered_yet(connection: Connection, council: Council, issue: BulkIssue) -> list[Row[Any]]:
    query = select(card_batch_rows.c.request_no).where(
        card_batch_rows.c.batch_id == issue.id, card_batch_rows.c.outcome == ORDERED
    )
    its_requests = set(connection.execute(query).scalars())
    if not its_requests:
        return []
    ready, _ = ready_requests(connection, issue.council_id, council)
    return [each for each in ready if each.number in its_requests]


def orders_of(connection: Connection, issue: BulkIssue) -> Sequence[Row[Any]]:
    """Return every order that holds a card of the bulk issue, the oldest first."""
    its_orders = (
        select(card_requests.c.order_no)
        .join(
            card_batch_rows,
            (card_batch_rows.c.council_id == card_requests.c.council_id)
            & (card_batch_rows.c.request_no == card_requests.c.number),
        )
        .where(card_batch_rows.c.batch_id == issue.id)
    )
    query = (
        select(card_orders)
        .where(card_orders.c.council_id == issue.council_id, card_orders.c.number.in_(its_orders))
        .order_by(card_orders.c.number)
    )
    return connection.execute(query).all()


def stage_orders(orders: Sequence[Row[Any]], archive: Archive, folder: OutputFolder) -> dict[str, int]:
    """Stage the files of these orders; return the cards in each by its name."""
    for order in orders:
        with folder.stage(order.file_name) as file:
            file.write(archive.read(order.sha256))
    return {order.file_name: order.row_count for order in orders}
