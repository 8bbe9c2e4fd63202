"""Tell how far one payment has come, by the books: the first stage that applies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row

from paycards.access.contracts import ContractRow
from paycards.issue.card_number import named
from paycards.money import to_pounds
from paycards.tracing.answer import Place, TakenBack, Traced
from paycards.tracing.standing import (
    CLEARING,
    CUSTOMER,
    SUSPENSE,
    UNDONE,
    Held,
    held,
    left_accounts,
    left_with,
    moves_of,
    reversal_of,
    waiting_of,
)

WORDS = {
    "reversal": "was taken back by the supplier: {where} reverses it",
    "move": "was moved to another account",
    "return_to_payer": "is to be paid back to the payer",
    "return_to_supplier": "was returned to the supplier",
    "write_off": "was written off",
}


def told(connection: Connection, contract: ContractRow, line: Row[Any]) -> Traced:
    """Return how far a line has come."""
    moves = moves_of(connection, line)
    now = held(moves)
    facts: dict[str, Any] = {"booked_on": moves[-1].booked_on if moves else None}
    undone = reversal_of(connection, line) or _undone(moves, now)
    waiting = None if undone else waiting_of(connection, line)
    on_accounts = [each for each in now if each.kind == CUSTOMER]
    facts |= {"taken_back": undone, "suspense": waiting}
    if not (undone and undone.by == "reversal"):
        facts["accounts"] = tuple(each.place for each in on_accounts)
        facts["left"] = left_with(connection, on_accounts)
    stage = _stage(undone, now)
    return Traced(
        stage=stage,
        says=_says(stage, line, facts),
        council=contract.council.code,
        contract=contract.terms.code,
        file=line.name,
        row=line.row_no,
        network=line.network,
        paid_on=line.paid_on,
        amount_pence=line.amount_pence,
        outlet=line.outlet,
        card=named(line.card_number),
        **facts,
    )


def _undone(moves: Iterable[Row[Any]], now: list[Held]) -> TakenBack | None:
    """What people decided that took the money from where it was, if anything did."""
    moves = list(moves)
    if len(moves) < 2:
        return None
    back = next((move for move in reversed(moves) if move.credit == CLEARING), None)
    if now and back and sum(each.pence for each in now) < moves[0].amount_pence:
        return TakenBack(UNDONE[CLEARING], back.booked_on)  # a part of it
    last = now[-1].last if now else moves[-1]  # nothing is held any more of what went back to the supplier
    gone = left_accounts(moves, now)
    if last.credit in UNDONE:
        return TakenBack(UNDONE[last.credit], last.booked_on, moved_from=gone)
    if last.credit == CUSTOMER and gone:
        return TakenBack("move", last.booked_on, moved_from=gone)
    return None


def _stage(undone: TakenBack | None, now: list[Held]) -> str:
    if undone:
        return "taken_back"
    if any(each.kind == SUSPENSE for each in now):
        return "in_suspense"
    return "posted" if now else "not_placed_yet"


def _says(stage: str, line: Row[Any], facts: dict[str, Any]) -> str:
    pounds = to_pounds(line.amount_pence, thousands=True)
    payment = f"The payment of {pounds} pounds on {line.paid_on}"
    came = f" It came in {line.name}, row {line.row_no}."
    if stage == "not_placed_yet":
        return f"{payment} is in an accepted file, and is matched by the next night.{came}"
    if stage == "in_suspense":
        item = facts["suspense"]
        whose = f"{item.with_whom} works on it" if item.with_whom else "nobody has taken it up"
        if item.decision:
            whose = f"decision {item.decision} of {item.with_whom} waits for a second person"
        since = f"since {item.since}, as {item.reason}"
        return f"{payment} is in suspense {since}: {whose} (item {item.item}).{came}"
    if stage == "taken_back":
        return f"{_taken_back(payment, line, facts)}{came}"
    left = ", ".join(f"{each.file} of {each.night}" for each in facts["left"])
    gone = f"It left in {left}." if left else "It has not left in an outgoing file yet."
    return (
        f"{payment} is posted to {_places(facts['accounts'])}, booked on {facts['booked_on']}. {gone}{came}"
    )


def _taken_back(payment: str, line: Row[Any], facts: dict[str, Any]) -> str:
    undone, kept = facts["taken_back"], facts.get("accounts", ())
    did = f"{WORDS[undone.by].format(where=undone.where)}{f', on {undone.on}' if undone.on else ''}"
    if not kept or undone.by == "move":
        return f"{payment} {did}.{f' It is on {_places(kept)} now.' if kept else ''}"
    pence = sum(each.pence for each in kept)
    gone, left = (to_pounds(each, thousands=True) for each in (line.amount_pence - pence, pence))
    return f"Of t{payment[1:]}, {gone} pounds {did}, and {left} pounds is on {_places(kept)}."


def _places(places: Iterable[Place]) -> str:
    return " and ".join(f"the {place.fund} account that ends {place.reference[3:]}" for place in places)
