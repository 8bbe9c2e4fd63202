"""Order the cards that wait for a supplier: an order file for each scheme, in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.orders import OrderFile, make_order, write_order
from paycards.cards.waiting import LeftOver, ready_requests
from paycards.settings.council import Council
from paycards.store.tables.card_life import card_orders
from paycards.transport.outbox import Outbox, Place


@dataclass(frozen=True)
class Ordered:
    """The files that were written now, and the cards that could not leave in them."""

    files: list[OrderFile]
    left_over: list[LeftOver]


def order_cards(visit: Visit, out: Path, *, council: str | None = None) -> Ordered:
    """Write what waits for a supplier into files in `out`; a card that would be sent to nowhere stays.

    Safe to run again at any moment: a file that a crash left staged in `out` is put in place. Raises
    NotFound for an unknown council, TryAgain when the database, the archive or the folder cannot be used.
    """
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        ids = seen.councils
    desks = [
        _OrderDesk(visit, each, ids[each.code], Outbox(out))
        for each in visit.settings.councils
        if each.code in ids
    ]
    written = [desk.write() for desk in desks]
    return Ordered(
        files=[file for each in written for file in each.files],
        left_over=[card for each in written for card in each.left_over],
    )


@dataclass(frozen=True)
class _OrderDesk:
    """The orders of one council, and the folder that their files go to."""

    visit: Visit
    council: Council
    council_id: int
    outbox: Outbox

    def write(self) -> Ordered:
        """Make the files that are due; put in place these, and what a crash left staged."""
        left_over = self._make()
        with self.visit.reading(self.council.code, may=Permission.MANAGE_CARDS) as seen:
            query = select(card_orders).where(card_orders.c.council_id == self.council_id)
            known = seen.connection.execute(query.order_by(card_orders.c.number)).all()
        files = [OrderFile.put_in_place(self.council.code, order, self.outbox) for order in known]
        return Ordered([file for file in files if file.place in (Place.WRITTEN, Place.CHANGED)], left_over)

    def _make(self) -> list[LeftOver]:
        """Keep the bytes of each file, stage it, and write it down with its requests; say what is left."""
        archive = self.visit.installation.archive
        with self.visit.step(self.council_id, Permission.MANAGE_CARDS) as step:
            ready, left_over = ready_requests(step.connection, self.council_id, self.council)
            for scheme in dict.fromkeys(request.scheme for request in ready):
                requests = [request for request in ready if request.scheme == scheme]
                order, data = make_order(step, archive, self.council, requests)
                self.outbox.stage(order.file_name, data)
                write_order(step, order)
        return left_over
