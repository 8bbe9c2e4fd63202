"""Requests for cards, written down with their numbers, for an issue or a replacement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from paycards.cards.obstacles import accounts_of
from paycards.issue.card_life import NEW, OPEN_REQUEST
from paycards.settings import CardScheme
from paycards.store.card_history import Event, append
from paycards.store.card_numbers import allocate, claim
from paycards.store.tables import card_requests, cards

How = Literal["allocate", "order", "keep"]


@dataclass(frozen=True)
class Plan:
    """A card that is to be, when nothing stands in its way.

    `how` it comes by its number: allocated, ordered, or it keeps that of the card that it `replaces`.
    """

    account_id: int
    scheme: CardScheme
    how: How
    kind: str
    reason: str
    holder: str
    language: str = "en"
    large_print: bool = False
    note: str = ""
    replaces: str = ""
    serial: int | None = None  # in a replay: the one that was allocated


@dataclass(frozen=True)
class Issued:
    """What came of it. `card_number` is empty while the supplier has yet to say it."""

    request_no: int
    account_id: int
    card_number: str


def give_numbers(
    connection: Connection, council_id: int, plans: Sequence[Plan], *, at: dt.datetime, actor: str
) -> tuple[list[Issued], list[dict[str, object]]]:
    """Write the cards and requests of these plans; return them, and what the trail says of each.

    The caller holds the council's lock. Raises NotAllowed when the supplier's numbers have run out.
    """
    holders = accounts_of(connection, council_id, [plan.account_id for plan in plans])
    numbers = _numbers(connection, council_id, plans, at)
    first = _last_request(connection, council_id) + 1
    issued = [
        Issued(request_no, plan.account_id, number)
        for request_no, (plan, number) in enumerate(zip(plans, numbers, strict=True), start=first)
    ]
    issue_nos = {
        plan.replaces: next_issue(connection, council_id, plan.replaces)
        for plan in plans
        if plan.how == "keep"
    }
    new = [(plan, each) for plan, each in zip(plans, issued, strict=True) if plan.how == "allocate"]
    _write_cards(connection, council_id, [each for _, each in new], holders)
    rows = [
        _request(council_id, plan, each, issue_nos, at=at, actor=actor)
        for plan, each in zip(plans, issued, strict=True)
    ]
    connection.execute(insert(card_requests), rows)
    events = [
        Event(each.card_number, NEW, "requested", plan.reason, plan.note, each.request_no)
        for plan, each in new
    ]
    append(connection, council_id, events, at=at, actor=actor)
    told = [_told(plan, each, holders[plan.account_id]) for plan, each in zip(plans, issued, strict=True)]
    return issued, told


def _numbers(connection: Connection, council_id: int, plans: Sequence[Plan], at: dt.datetime) -> list[str]:
    """The number of each card, allocated scheme by scheme; empty where the supplier makes it."""
    numbers = [plan.replaces if plan.how == "keep" else "" for plan in plans]
    for code in dict.fromkeys(plan.scheme.code for plan in plans if plan.how == "allocate"):
        places = [
            place for place, plan in enumerate(plans) if (plan.how, plan.scheme.code) == ("allocate", code)
        ]
        given = _taken(connection, council_id, [plans[place] for place in places], at)
        for place, number in zip(places, given, strict=True):
            numbers[place] = number
    return numbers


def _taken(connection: Connection, council_id: int, plans: Sequence[Plan], at: dt.datetime) -> list[str]:
    """Take numbers of one scheme: the next, or those of the serials that a replay must take again."""
    scheme = plans[0].scheme
    serials = [plan.serial for plan in plans if plan.serial is not None]
    if serials:
        return claim(connection, council_id, scheme, serials, at=at)
    return allocate(connection, council_id, scheme, len(plans), at=at)


def _last_request(connection: Connection, council_id: int) -> int:
    query = select(func.coalesce(func.max(card_requests.c.number), 0))
    return int(connection.execute(query.where(card_requests.c.council_id == council_id)).scalar_one())


def next_issue(connection: Connection, council_id: int, card_number: str) -> int:
    """How often a number is printed when it is printed again; a card that came with a list was the first."""
    of_card = (card_requests.c.council_id == council_id) & (card_requests.c.card_number == card_number)
    last = connection.execute(select(func.max(card_requests.c.issue_no)).where(of_card)).scalar()
    return int(last or 1) + 1


def _write_cards(
    connection: Connection, council_id: int, issued: Sequence[Issued], holders: Mapping[int, Row[Any]]
) -> None:
    if issued:
        rows = [
            {
                "council_id": council_id,
                "card_number": each.card_number,
                "account_id": each.account_id,
                "account_reference": holders[each.account_id].match_reference,
                "account_status": holders[each.account_id].status,
                "status": "requested",
            }
            for each in issued
        ]
        connection.execute(insert(cards), rows)


def _request(
    council_id: int,
    plan: Plan,
    issued: Issued,
    issue_nos: Mapping[str, int],
    *,
    at: dt.datetime,
    actor: str,
) -> dict[str, object]:
    return {
        "council_id": council_id,
        "number": issued.request_no,
        "account_id": plan.account_id,
        "scheme": plan.scheme.code,
        "kind": plan.kind,
        "reason": plan.reason,
        "card_number": issued.card_number or None,
        "issue_no": issue_nos.get(issued.card_number, 1) if issued.card_number else None,
        "replaces": plan.replaces or None,
        "holder": plan.holder,
        "language": plan.language,
        "large_print": int(plan.large_print),
        "state": "requested",
        "requested_at": at,
        "requested_by": actor,
        "note": plan.note,
    }


def _told(plan: Plan, issued: Issued, account: Row[Any]) -> dict[str, object]:
    """What the trail says of a request: all that a replay needs, no name and no whole number."""
    told: dict[str, object] = {
        "number": issued.request_no,
        "fund": account.fund,
        "reference": account.reference,
        "scheme": plan.scheme.code,
        "how": plan.how,
        "kind": plan.kind,
        "reason": plan.reason,
        "language": plan.language,
        "large_print": int(plan.large_print),
        "note": plan.note,
    }
    if plan.how == "allocate":
        first = plan.scheme.serial_at - 1
        told["serial"] = int(issued.card_number[first : first + plan.scheme.serial_digits])
    return told


def close_requests(
    connection: Connection,
    council_id: int,
    which: ColumnElement[bool],
    *,
    reason: str,
    note: str,
    at: dt.datetime,
    actor: str,
) -> None:
    """Cancel the open requests among `which`."""
    connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == council_id, card_requests.c.state.in_(OPEN_REQUEST), which)
        .values(state="cancelled", closed_at=at, closed_by=actor, closing_reason=reason, closing_note=note)
    )
