"""Fill orders with the numbers that a supplier's cross reference brings.

A new row fills the oldest open order of its account for a first or additional card, a replacement row the
oldest for a replacement; what is left over of both fills what is left open. A row whose number the council
has already says that the same number was printed again: it fills the replacement of that very card. A
cross reference answers only orders that left on or before the day on which it was made, and each of its
rows one order, however often it is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select, update

from paycards.cards.order_watch import review_orders
from paycards.clock import LONDON, local_date
from paycards.issue.card_life import ALLOWED, NEW
from paycards.store.card_history import Event, append, next_issue
from paycards.store.step import Step
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_orders, card_requests


@dataclass(frozen=True)
class Source:
    """The cross reference that is read: its bytes, and the day on which it was made.

    One that does not say was made when it was taken, at the latest.
    """

    sha256: str
    made_on: dt.date

    @property
    def end_of_day(self) -> dt.datetime:
        """The instant at which the day ended on which it was made."""
        return dt.datetime.combine(self.made_on + dt.timedelta(days=1), dt.time(), LONDON)

    def place(self, row_no: int) -> str:
        """Where a number was learned: SHA-256:ROW."""
        return f"{self.sha256}:{row_no}"


@dataclass(frozen=True)
class Answer:
    """An order and the row that fills it; `status_before` is empty for a card that is new."""

    request: Row[Any]
    card_number: str
    row_no: int
    status_before: str


def find_answers(connection: Connection, council_id: int, placed: Table, source: Source) -> list[Answer]:
    """Find which rows fill which orders, before their cards are added, in a step of the council.

    `placed` has row_no, card_number, account_id and change: new or replacement.
    """
    orders = _open_orders(connection, council_id, placed, source)
    if not orders:
        return []
    rows = _rows(connection, council_id, placed, source, {request.account_id for request in orders})
    answers: list[Answer] = []
    for fits in (_same_number, _same_kind, _is_new):
        for row in list(rows):
            mine = [each for each in orders if each.account_id == row.account_id and fits(row, each)]
            if mine:
                answers.append(Answer(mine[0], row.card_number, row.row_no, row.status or NEW))
                orders.remove(mine[0])
                rows.remove(row)
    return answers


def _same_number(row: Row[Any], request: Row[Any]) -> bool:
    return row.status is not None and request.replaces == row.card_number


def _same_kind(row: Row[Any], request: Row[Any]) -> bool:
    return row.status is None and (row.change == "replacement") == (request.kind == "replacement")


def _is_new(row: Row[Any], _: Row[Any]) -> bool:
    return row.status is None


def _open_orders(connection: Connection, council_id: int, placed: Table, source: Source) -> list[Row[Any]]:
    """The orders of the accounts in the file that had left when it was made, oldest first."""
    order = and_(
        card_orders.c.council_id == card_requests.c.council_id,
        card_orders.c.number == card_requests.c.order_no,
    )
    query = (
        select(card_requests)
        .join(card_orders, order)
        .where(card_requests.c.council_id == council_id, card_requests.c.state == "ordered")
        .where(card_requests.c.account_id.in_(select(placed.c.account_id)))
        .where(card_orders.c.written_at < source.end_of_day)
        .order_by(card_requests.c.number)
    )
    return list(connection.execute(query))


def _rows(
    connection: Connection, council_id: int, placed: Table, source: Source, account_ids: set[int]
) -> list[Row[Any]]:
    """The rows of these accounts that filled no order yet: new cards, and known ones of the account's own."""
    known = and_(cards.c.council_id == council_id, cards.c.card_number == placed.c.card_number)
    query = (
        select(placed.c.row_no, placed.c.card_number, placed.c.account_id, placed.c.change, cards.c.status)
        .select_from(placed.outerjoin(cards, known))
        .where(placed.c.account_id.in_(account_ids))
        .where((cards.c.account_id == placed.c.account_id) | cards.c.account_id.is_(None))
        .order_by(placed.c.row_no)
    )
    rows: list[Row[Any]] = list(connection.execute(query))
    places = [source.place(row.row_no) for row in rows]
    used = select(card_requests.c.learned_from).where(
        card_requests.c.council_id == council_id, card_requests.c.learned_from.in_(places)
    )
    filled = set(connection.execute(used).scalars())
    return [row for row in rows if source.place(row.row_no) not in filled]


def write_answers(step: Step, answers: Sequence[Answer], source: Source) -> None:
    """Write down, after their cards were added, that these orders are answered."""
    if not answers:
        return
    for answer in answers:
        _close_request(step, answer, source)
    numbers = [answer.card_number for answer in answers]
    step.connection.execute(
        update(cards)
        .where(cards.c.council_id == step.owner, cards.c.card_number.in_(numbers))
        .values(issued_on=local_date(step.at))
    )
    append(step, _events(step, answers))
    review_orders(step, {answer.request.order_no for answer in answers})


def _close_request(step: Step, answer: Answer, source: Source) -> None:
    is_again = answer.status_before != NEW
    step.connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == step.owner, card_requests.c.number == answer.request.number)
        .values(
            state="issued",
            card_number=answer.card_number,
            issue_no=next_issue(step, answer.card_number) if is_again else 1,
            closed_at=step.at,
            closed_by=step.actor,
            learned_from=source.place(answer.row_no),
        )
    )


def _events(step: Step, answers: Sequence[Answer]) -> list[Event]:
    """The new cards come in, the same ones come back, and those that another replaces go."""
    events = []
    for answer in answers:
        request = answer.request
        why = (request.reason, request.note, request.number)
        if "active" in ALLOWED[answer.status_before] and answer.status_before != "cancelled":
            events.append(Event(answer.card_number, answer.status_before, "active", *why))
        if request.replaces and request.replaces != answer.card_number:
            status = _status(step, request.replaces)
            if "replaced" in ALLOWED[status]:
                events.append(Event(request.replaces, status, "replaced", *why))
    return events


def _status(step: Step, card_number: str) -> str:
    its = (cards.c.council_id == step.owner) & (cards.c.card_number == card_number)
    return str(step.connection.execute(select(cards.c.status).where(its)).scalar_one())
