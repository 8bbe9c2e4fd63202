"""Release cards: store the proof that their barcodes were read back, and let them be sent out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, insert, select, update

from paycards.cards.trail_names import trail_names
from paycards.clock import local_date
from paycards.errors import NotAllowed, NotFound
from paycards.issue.card_life import OPEN_REQUEST
from paycards.issue.card_number import ending
from paycards.store.card_history import Event, append
from paycards.store.step import Step
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_proofs, card_requests

if TYPE_CHECKING:
    from paycards.issue.proof.record import Proof

COMMON = ("output", "dpi", "module_dots", "reader", "version", "settings")

# What can be done about a card that is not in use, where that is not to replace or reinstate it.
INSTEAD = {
    "replaced": "Print the card that took its place.",
    "cancelled": "Issue a new card, or reinstate it if it was cancelled in error.",
    "expired": "Replace it.",
}


@dataclass(frozen=True)
class ProofRecord:
    """What is stored of a proof: that a card's barcode was read back from what is about to be sent out.

    `output` is letter, card, image or bill; `sha256` that of the image that was read; `settings` how
    it was blurred and resampled before.
    """

    card_number: str
    output: str
    dpi: int
    module_dots: int
    reader: str
    version: str
    sha256: str
    settings: Mapping[str, object]

    @classmethod
    def of(cls, card_number: str, output: str, proof: Proof) -> ProofRecord:
        """The record of a proof of this card that passed."""
        return cls(
            card_number=card_number,
            output=output,
            dpi=proof.dpi,
            module_dots=proof.module_dots,
            reader=proof.reader,
            version=proof.version,
            sha256=proof.sha256,
            settings=proof.settings,
        )


@dataclass(frozen=True)
class Released:
    """How many proofs were stored, and how many cards became active by it."""

    proofs: int
    activated: int


def release_cards(step: Step, proofs: Sequence[ProofRecord]) -> Released:
    """Store proofs; a card that was only requested becomes active by its first.

    Set-based, for hundreds at once, with one entry of the trail. Raises NotFound for a card that the
    council does not have, NotAllowed for one that must not be sent out.
    """
    if not proofs:
        return Released(0, 0)
    numbers = sorted({proof.card_number for proof in proofs})
    states = _states(step, numbers)
    open_requests = _open_requests(step, numbers)
    for number in numbers:
        _require_releasable(number, states.get(number), is_requested=number in open_requests)
    _store(step, proofs, open_requests)
    events = [
        Event(number, states[number], "active", request.reason, request.note, request.number)
        for number, request in open_requests.items()
    ]
    _activate(step, events)
    step.record(
        "cards.released",
        f"card {ending(numbers[0])}" if len(numbers) == 1 else f"{len(numbers)} cards",
        after={"proofs": _told(step, proofs), "activated": len(events)},
    )
    return Released(len(proofs), len(events))


def _states(step: Step, numbers: Sequence[str]) -> dict[str, str]:
    query = select(cards.c.card_number, cards.c.status)
    held = (cards.c.council_id == step.owner) & cards.c.card_number.in_(numbers)
    return dict(step.connection.execute(query.where(held)).all())


def _open_requests(step: Step, numbers: Sequence[str]) -> dict[str, Row[Any]]:
    query = select(card_requests).where(
        card_requests.c.council_id == step.owner,
        card_requests.c.card_number.in_(numbers),
        card_requests.c.state.in_(OPEN_REQUEST),
    )
    return {request.card_number: request for request in step.connection.execute(query)}


def _require_releasable(number: str, state: str | None, *, is_requested: bool) -> None:
    if state is None:
        raise NotFound("card", ending(number))
    if state != "active" and not is_requested:
        advice = INSTEAD.get(state, "Replace it, or reinstate it if it is in use after all.")
        raise NotAllowed(f"The card {ending(number)} is {state}: nothing is printed for it. {advice}")


def _store(step: Step, proofs: Sequence[ProofRecord], open_requests: Mapping[str, Row[Any]]) -> None:
    """Number the proofs of each card on from the last."""
    last = Counter(_last_numbers(step, {proof.card_number for proof in proofs}))
    rows = []
    for proof in in_order(proofs):
        last[proof.card_number] += 1
        request = open_requests.get(proof.card_number)
        row = vars(proof) | {
            "council_id": step.owner,
            "number": last[proof.card_number],
            "request_no": request.number if request is not None else None,
            "settings": as_text(proof.settings),
            "proved_at": step.at,
        }
        rows.append(row)
    step.connection.execute(insert(card_proofs), rows)


def _last_numbers(step: Step, card_numbers: Collection[str]) -> dict[str, int]:
    query = (
        select(card_proofs.c.card_number, func.max(card_proofs.c.number))
        .where(card_proofs.c.council_id == step.owner, card_proofs.c.card_number.in_(card_numbers))
        .group_by(card_proofs.c.card_number)
    )
    return dict(step.connection.execute(query).all())


def in_order(proofs: Sequence[ProofRecord]) -> list[ProofRecord]:
    """Order proofs so that a replay, which has them in groups, numbers them alike."""
    return sorted(proofs, key=lambda proof: (proof.card_number, proof.output, proof.sha256))


def as_text(settings: Mapping[str, object]) -> str:
    """Settings as they are stored."""
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))


def _activate(step: Step, events: Sequence[Event]) -> None:
    if not events:
        return
    append(step, events)
    step.connection.execute(
        update(cards)
        .where(cards.c.council_id == step.owner)
        .where(cards.c.card_number.in_([event.card_number for event in events]))
        .values(issued_on=local_date(step.at))
    )
    step.connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == step.owner)
        .where(card_requests.c.number.in_([event.request_no for event in events]))
        .values(state="issued", closed_at=step.at, closed_by=step.actor)
    )


def _told(step: Step, proofs: Sequence[ProofRecord]) -> list[dict[str, object]]:
    """What the trail says of proofs: what many have in common once, then each card without its number."""
    names = trail_names(step.connection, step.owner, [proof.card_number for proof in proofs])
    groups: dict[str, dict[str, Any]] = {}
    for proof in in_order(proofs):
        common = {name: getattr(proof, name) for name in COMMON}
        group = groups.setdefault(as_text(common), {**common, "cards": []})
        name = names[proof.card_number]
        group["cards"].append([name.fund, name.reference, name.ending, proof.sha256])
    return list(groups.values())
