"""Requests for cards, written down with their numbers, for an issue or a replacement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from paycards.cards.account import accounts_of
from paycards.cards.cause import Cause
from paycards.issue.card_life import NEW, OPEN_REQUEST
from paycards.settings.card_scheme import CardScheme
from paycards.store.card_history import Event, append, next_issue
from paycards.store.card_numbers import allocate, claim
from paycards.store.step import Step
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_requests

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
    """What came of it. `card_number` is empty until the supplier gives it."""

    request_no: int
    account_id: int
    card_number: str


def give_numbers(step: Step, plans: Sequence[Plan]) -> tuple[list[Issued], list[dict[str, object]]]:
    """Write the cards and requests of these plans; return them, and what the trail says of each.

    Raises NotAllowed when the supplier's numbers have run out.
    """
    holders = accounts_of(step.connection, step.owner, [plan.account_id for plan in plans])
    first = _last_request(step) + 1
    issued = [
        Issued(request_no, plan.account_id, number)
        for request_no, (plan, number) in enumerate(zip(plans, _numbers(step, plans), strict=True), first)
    ]
    pairs = list(zip(plans, issued, strict=True))
    new = [(plan, each) for plan, each in pairs if plan.how == "allocate"]
    _write_cards(step, [each for _, each in new], holders)
    _write_requests(step, pairs)
    events = [
        Event(each.card_number, NEW, "requested", plan.reason, plan.note, each.request_no)
        for plan, each in new
    ]
    append(step, events)
    return issued, [_told(plan, each, holders[plan.account_id]) for plan, each in pairs]


def _numbers(step: Step, plans: Sequence[Plan]) -> list[str]:
    """The number of each card, allocated scheme by scheme; empty where the supplier makes it."""
    numbers = [plan.replaces if plan.how == "keep" else "" for plan in plans]
    for code in dict.fromkeys(plan.scheme.code for plan in plans if plan.how == "allocate"):
        places = [
            place for place, plan in enumerate(plans) if (plan.how, plan.scheme.code) == ("allocate", code)
        ]
        given = _taken(step, [plans[place] for place in places])
        for place, number in zip(places, given, strict=True):
            numbers[place] = number
    return numbers


def _taken(step: Step, plans: Sequence[Plan]) -> list[str]:
    """Take numbers of one scheme: the next, or those of the serials that a replay must take again."""
    scheme = plans[0].scheme
    serials = [plan.serial for plan in plans if plan.serial is not None]
    return claim(step, scheme, serials) if serials else allocate(step, scheme, len(plans))


def _last_request(step: Step) -> int:
    query = select(func.coalesce(func.max(card_requests.c.number), 0))
    return int(step.connection.execute(query.where(card_requests.c.council_id == step.owner)).scalar_one())


def _write_cards(step: Step, issued: Sequence[Issued], holders: Mapping[int, Row[Any]]) -> None:
    if issued:
        rows = [
            {
                "council_id": step.owner,
                "card_number": each.card_number,
                "account_id": each.account_id,
                "account_reference": holders[each.account_id].match_reference,
                "account_status": holders[each.account_id].status,
                "status": "requested",
            }
            for each in issued
        ]
        step.connection.execute(insert(cards), rows)


def _write_requests(step: Step, pairs: Sequence[tuple[Plan, Issued]]) -> None:
    issue_nos = {plan.replaces: next_issue(step, plan.replaces) for plan, _ in pairs if plan.how == "keep"}
    rows = [
        _request(step, plan, issued, issue_nos.get(issued.card_number, 1) if issued.card_number else None)
        for plan, issued in pairs
    ]
    step.connection.execute(insert(card_requests), rows)


def _request(step: Step, plan: Plan, issued: Issued, issue_no: int | None) -> dict[str, object]:
    return {
        "council_id": step.owner,
        "number": issued.request_no,
        "account_id": plan.account_id,
        "scheme": plan.scheme.code,
        "kind": plan.kind,
        "reason": plan.reason,
        "card_number": issued.card_number or None,
        "issue_no": issue_no,
        "replaces": plan.replaces or None,
        "holder": plan.holder,
        "language": plan.language,
        "large_print": int(plan.large_print),
        "state": "requested",
        "requested_at": step.at,
        "requested_by": step.actor,
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


def close_requests(step: Step, which: ColumnElement[bool], cause: Cause) -> None:
    """Cancel the open requests among `which`."""
    step.connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == step.owner, card_requests.c.state.in_(OPEN_REQUEST), which)
        .values(
            state="cancelled",
            closed_at=step.at,
            closed_by=step.actor,
            closing_reason=cause.reason,
            closing_note=cause.note,
        )
    )
