"""Order cards from a supplier who makes the numbers: one file for each scheme, written once.

A request waits as `requested` until it leaves in a file, and is `ordered` until the supplier's cross
reference brings its number (see `learning`). It is in one file only: it is claimed in the step that
writes the file down; the bytes are archived and staged before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from paycards.cards.cause import Cause
from paycards.cards.order_watch import review_orders
from paycards.cards.requests import close_requests
from paycards.clock import local_date
from paycards.errors import NotAllowed, NotFound
from paycards.issue.card_life import OPEN_REQUEST
from paycards.issue.card_number import ending
from paycards.issue.order_file import order_file
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables.card_life import card_orders, card_requests
from paycards.transport.archive import Archive
from paycards.transport.outbox import Outbox, Place


@dataclass(frozen=True)
class Order:
    """What is written down of an order: its file, and the requests that left with it."""

    number: int
    scheme: str
    file_name: str
    sha256: str
    requests: tuple[int, ...]


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

    @classmethod
    def put_in_place(cls, council: str, order: Row[Any], outbox: Outbox) -> OrderFile:
        """Give an order that is written down its own name in the outbox, if it is staged there."""
        return cls(
            council=council,
            number=order.number,
            scheme=order.scheme,
            path=outbox.path(order.file_name),
            sha256=order.sha256,
            rows=order.row_count,
            place=outbox.put_in_place(order.file_name, order.sha256),
        )


def make_order(
    step: Step, archive: Archive, council: Council, requests: Sequence[Row[Any]]
) -> tuple[Order, bytes]:
    """Make the next order, of requests of one scheme (see `waiting`), and keep its bytes in the archive."""
    number, scheme = _last_order(step) + 1, requests[0].scheme
    data = order_file(council.card_orders, [_fields(council, request) for request in requests])
    name = f"{council.code}-{scheme}-{number:05}.csv"
    numbers = tuple(request.number for request in requests)
    return Order(number, scheme, name, archive.keep(data), numbers), data


def _last_order(step: Step) -> int:
    last = select(func.coalesce(func.max(card_orders.c.number), 0))
    return int(step.connection.execute(last.where(card_orders.c.council_id == step.owner)).scalar_one())


def _fields(council: Council, request: Row[Any]) -> dict[str, str]:
    """What an order file can say of a request, as text."""
    values = {name: "" if value is None else str(value) for name, value in request._mapping.items()}
    return values | {
        "council": council.code,
        "request": str(request.number),
        "large_print": "Y" if request.large_print else "N",
        "requested_on": local_date(request.requested_at).isoformat(),
    }


def write_order(step: Step, order: Order) -> None:
    """Write an order down, and that its requests left with it."""
    written: dict[str, object] = {
        "number": order.number,
        "scheme": order.scheme,
        "file_name": order.file_name,
        "sha256": order.sha256,
        "row_count": len(order.requests),
    }
    values = written | {"council_id": step.owner, "written_at": step.at, "written_by": step.actor}
    step.connection.execute(insert(card_orders).values(values))
    step.connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == step.owner, card_requests.c.number.in_(order.requests))
        .values(state="ordered", order_no=order.number)
    )
    step.record("cards.ordered", order.file_name, after=written | {"requests": list(order.requests)})


def cancel_request(step: Step, number: int, cause: Cause) -> None:
    """Cancel a request whose card has no number of its own.

    Raises NotFound when there is none of this number, NotAllowed when it is not open or has a card.
    """
    this = (card_requests.c.council_id == step.owner) & (card_requests.c.number == number)
    request = step.connection.execute(select(card_requests).where(this)).first()
    if request is None:
        raise NotFound("open request", number)
    _require_cancellable(request)
    close_requests(step, card_requests.c.number == number, cause)
    if request.order_no is not None:
        review_orders(step, [request.order_no])
    step.record(
        "card_request.cancelled",
        f"request {number}",
        before={"state": request.state},
        after={"number": number, "reason": cause.reason, "note": cause.note},
    )


def _require_cancellable(request: Row[Any]) -> None:
    if request.state not in OPEN_REQUEST:
        raise NotAllowed(f"The request {request.number} is {request.state} already.")
    if request.card_number and request.card_number != request.replaces:
        raise NotAllowed(
            f"The request {request.number} has the card {ending(request.card_number)}: cancel that card.",
            code="request_has_card",
            number=request.number,
            card=ending(request.card_number),
        )
