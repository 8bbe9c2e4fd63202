"""Order cards from a supplier who makes the numbers: one file for each scheme, written once.

A request waits as `requested` until it leaves in a file, and is `ordered` until the supplier's cross
reference brings its number (see `learning`). It is in one file only: it is claimed in the transaction
that writes the file down; the bytes are archived and staged before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from paycards.access.visit import Visit
from paycards.cards.obstacles import ending
from paycards.cards.order_lists import ordered_rows
from paycards.cards.order_watch import review_orders
from paycards.cards.requests import close_requests
from paycards.clock import LONDON
from paycards.errors import NotAllowed, UsageError
from paycards.issue.card_life import OPEN_REQUEST
from paycards.issue.order_file import order_file
from paycards.jobs.asked import council_named
from paycards.settings import Council
from paycards.store import trail
from paycards.store.councils import council_ids, council_step
from paycards.store.engine import reading
from paycards.store.tables import card_orders, card_requests, councils
from paycards.transport.outbox import Outbox, Place


@dataclass(frozen=True)
class OrderFile:
    """An order file and where it stands: written now, there since before, or changed by somebody."""

    council: str
    number: int
    scheme: str
    path: Path
    sha256: str
    rows: int
    place: Place


@dataclass(frozen=True)
class Order:
    """What is written down of an order: its file, and the requests that left with it."""

    number: int
    scheme: str
    file_name: str
    sha256: str
    requests: tuple[int, ...]


def write_orders(visit: Visit, out: Path, *, council: str = "") -> list[OrderFile]:
    """Write what waits for a supplier into files in `out`, and return those that were written now.

    Safe to run again at any moment: a file that a crash left staged in `out` is put in place. Raises
    UsageError for an unknown council, TryAgain when the database, the archive or the folder cannot be used.
    """
    with reading(visit.installation.engine) as connection:
        ids = council_ids(connection)
        if council:
            council_named(connection, council)
    chosen = [each for each in visit.settings.councils if council in ("", each.code) and each.code in ids]
    return [file for each in chosen for file in _Desk(visit, each, ids[each.code], Outbox(out)).write()]


def copy_order(visit: Visit, out: Path, file_name: str) -> OrderFile:
    """Put an order file into `out` again, with the bytes that it had.

    Raises UsageError for an unknown one, Corrupt if the archive lost it, TryAgain.
    """
    with reading(visit.installation.engine) as connection:
        query = (
            select(card_orders, councils.c.code.label("council"))
            .join(councils, councils.c.id == card_orders.c.council_id)
            .where(card_orders.c.file_name == file_name)
        )
        order = connection.execute(query).first()
    if order is None:
        raise UsageError(
            f"There is no order file {file_name}: `paycards cards orders list` shows the open ones."
        )
    outbox = Outbox(out)
    outbox.stage(file_name, visit.installation.archive.read(order.sha256))
    return _as_file(order.council, order, outbox)


@dataclass(frozen=True)
class _Desk:
    """The orders of one council, and the folder that their files go to."""

    visit: Visit
    council: Council
    council_id: int
    outbox: Outbox

    def write(self) -> list[OrderFile]:
        """Make the files that are due; put in place these, and what a crash left staged."""
        with council_step(self.visit.installation.engine, self.council_id) as connection:
            waiting = ordered_rows(connection, self.council_id)
            for scheme in dict.fromkeys(row.scheme for row in waiting):
                self._keep(connection, scheme, [row for row in waiting if row.scheme == scheme])
        with reading(self.visit.installation.engine) as connection:
            query = select(card_orders).where(card_orders.c.council_id == self.council_id)
            known = connection.execute(query.order_by(card_orders.c.number)).all()
        files = [_as_file(self.council.code, order, self.outbox) for order in known]
        return [file for file in files if file.place in (Place.WRITTEN, Place.CHANGED)]

    def _keep(self, connection: Connection, scheme: str, rows: Sequence[Row[Any]]) -> None:
        """Keep the bytes, stage the file, and write it down with its requests."""
        number = next_order(connection, self.council_id)
        order, data = make_order(self.visit, self.council, number, scheme, rows)
        self.outbox.stage(order.file_name, data)
        write_order(connection, self.council_id, order, at=self.visit.now, actor=self.visit.visitor.name)


def next_order(connection: Connection, council_id: int) -> int:
    """Return the number of a council's next order file. The caller holds the council's lock."""
    last = select(func.coalesce(func.max(card_orders.c.number), 0))
    return int(connection.execute(last.where(card_orders.c.council_id == council_id)).scalar_one()) + 1


def make_order(
    visit: Visit, council: Council, number: int, scheme: str, rows: Sequence[Row[Any]]
) -> tuple[Order, bytes]:
    """Make an order of these requests (see `ordered_rows`), and keep its bytes in the archive."""
    data = order_file(council.card_orders, [_fields(council, row) for row in rows])
    sha256 = visit.installation.archive.keep(data)
    name = f"{council.code}-{scheme}-{number:05}.csv"
    return Order(number, scheme, name, sha256, tuple(row.number for row in rows)), data


def _as_file(council: str, order: Row[Any], outbox: Outbox) -> OrderFile:
    return OrderFile(
        council=council,
        number=order.number,
        scheme=order.scheme,
        path=outbox.path(order.file_name),
        sha256=order.sha256,
        rows=order.row_count,
        place=outbox.put_in_place(order.file_name, order.sha256),
    )


def write_order(
    connection: Connection, council_id: int, order: Order, *, at: dt.datetime, actor: str
) -> None:
    """Write an order down, and that its requests left with it. The caller holds the council's lock."""
    written: dict[str, object] = {
        "number": order.number,
        "scheme": order.scheme,
        "file_name": order.file_name,
        "sha256": order.sha256,
        "row_count": len(order.requests),
    }
    values = written | {"council_id": council_id, "written_at": at, "written_by": actor}
    connection.execute(insert(card_orders).values(values))
    connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == council_id, card_requests.c.number.in_(order.requests))
        .values(state="ordered", order_no=order.number)
    )
    trail.record(
        connection,
        council_id,
        at=at,
        actor=actor,
        action="cards.ordered",
        subject=order.file_name,
        after=written | {"requests": list(order.requests)},
    )


def cancel_request(
    connection: Connection,
    council_id: int,
    number: int,
    *,
    reason: str,
    note: str,
    at: dt.datetime,
    actor: str,
) -> None:
    """Cancel a request whose card has no number of its own. The caller holds the council's lock.

    Raises UsageError when there is none of this number, NotAllowed when it is not open or has a card.
    """
    this = (card_requests.c.council_id == council_id) & (card_requests.c.number == number)
    request = connection.execute(select(card_requests).where(this)).first()
    if request is None:
        raise UsageError(f"There is no request {number}: `paycards cards orders list` shows the open ones.")
    if request.state not in OPEN_REQUEST:
        raise NotAllowed(f"The request {number} is {request.state} already.")
    if request.card_number and request.card_number != request.replaces:
        raise NotAllowed(
            f"The request {number} has the card {ending(request.card_number)}: cancel that, with"
            " `paycards cards cancel`."
        )
    close_requests(
        connection,
        council_id,
        card_requests.c.number == number,
        reason=reason,
        note=note,
        at=at,
        actor=actor,
    )
    if request.order_no is not None:
        review_orders(connection, council_id, [request.order_no], at=at)
    trail.record(
        connection,
        council_id,
        at=at,
        actor=actor,
        action="card_request.cancelled",
        subject=f"request {number}",
        before={"state": request.state},
        after={"number": number, "reason": reason, "note": note},
    )


def _fields(council: Council, row: Row[Any]) -> dict[str, str]:
    """What an order file can say of a request, as text."""
    values = {name: "" if value is None else str(value) for name, value in row._mapping.items()}
    return values | {
        "council": council.code,
        "request": str(row.number),
        "large_print": "Y" if row.large_print else "N",
        "requested_on": row.requested_at.astimezone(LONDON).date().isoformat(),
    }
