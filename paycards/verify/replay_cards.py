"""Replay what was done at the card desk. Names are not in the trail: nobody's stands on a replayed card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_

from paycards.cards.cause import Cause
from paycards.cards.changes import change_state
from paycards.cards.issuing import write_issue
from paycards.cards.orders import Order, cancel_request, write_order
from paycards.cards.release import COMMON, ProofRecord, release_cards
from paycards.cards.replacing import write_replacement
from paycards.cards.requests import Plan
from paycards.cards.trail_names import TrailName, numbers_of
from paycards.store.card_schemes import stored_schemes
from paycards.store.tables.accounts import accounts
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry

NOBODY = "withheld"


def _issue(scratch: Scratch, entry: Entry) -> None:
    plans = _plans(scratch, entry.after["requests"])
    write_issue(scratch.step(entry), plans)


def _plans(scratch: Scratch, requests: Sequence[Mapping[str, Any]], replaces: str = "") -> list[Plan]:
    """Plan the requests of an entry again; schemes and accounts are looked up once for all of them."""
    schemes = {scheme.code: scheme for scheme in stored_schemes(scratch.connection, scratch.council_id)}
    ids = _account_ids(scratch, {(told["fund"], told["reference"]) for told in requests})
    return [
        Plan(
            account_id=ids[told["fund"], told["reference"]],
            scheme=schemes[told["scheme"]],
            how=told["how"],
            kind=told["kind"],
            reason=told["reason"],
            holder=NOBODY,
            language=told["language"],
            large_print=bool(told["large_print"]),
            note=told["note"],
            replaces=replaces,
            serial=told.get("serial"),
        )
        for told in requests
    ]


def _account_ids(scratch: Scratch, named: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    query = select(accounts.c.fund, accounts.c.reference, accounts.c.id).where(
        tuple_(accounts.c.fund, accounts.c.reference).in_(named)
    )
    return {(fund, reference): id_ for fund, reference, id_ in scratch.connection.execute(query)}


def _release(scratch: Scratch, entry: Entry) -> None:
    proofs = []
    for group in entry.after["proofs"]:
        common = {name: group[name] for name in COMMON}
        names = [TrailName(fund, reference, ending) for fund, reference, ending, _ in group["cards"]]
        numbers = numbers_of(scratch.connection, scratch.council_id, names)
        proofs += [
            ProofRecord(numbers[name], sha256=said[3], **common)
            for name, said in zip(names, group["cards"], strict=True)
        ]
    release_cards(scratch.step(entry), proofs)


def _card(scratch: Scratch, entry: Entry) -> str:
    name = TrailName(entry.after["fund"], entry.after["reference"], entry.after["ending"])
    return numbers_of(scratch.connection, scratch.council_id, [name])[name]


def _cause(entry: Entry) -> Cause:
    return Cause(entry.after["reason"], entry.after["note"])


def _change(scratch: Scratch, entry: Entry) -> None:
    change_state(scratch.step(entry), _card(scratch, entry), entry.after["status"], _cause(entry))


def _replace(scratch: Scratch, entry: Entry) -> None:
    [plan] = _plans(scratch, [entry.after["request"]], replaces=_card(scratch, entry))
    write_replacement(scratch.step(entry), plan)


def _order(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    order = Order(said["number"], said["scheme"], said["file_name"], said["sha256"], tuple(said["requests"]))
    write_order(scratch.step(entry), order)


def _cancel_request(scratch: Scratch, entry: Entry) -> None:
    cancel_request(scratch.step(entry), entry.after["number"], _cause(entry))


CARD_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    "cards.issued": _issue,
    "cards.released": _release,
    "card.changed": _change,
    "card.replaced": _replace,
    "cards.ordered": _order,
    "card_request.cancelled": _cancel_request,
}
