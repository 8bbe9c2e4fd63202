"""Release cards: store the proof that their bars were read back, and let them out of the house."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select, update

from paycards.cards.naming import names_of
from paycards.cards.obstacles import ending
from paycards.clock import LONDON
from paycards.errors import NotAllowed, UsageError
from paycards.issue.card_life import OPEN_REQUEST
from paycards.store import trail
from paycards.store.card_history import Event, append
from paycards.store.tables import card_proofs, card_requests, cards

if TYPE_CHECKING:
    from paycards.issue.proof import Proof

COMMON = ("output", "dpi", "module_dots", "reader", "version", "settings")


@dataclass(frozen=True)
class Proved:
    """That the bars of a card were read back from what is about to leave.

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
    def of(cls, card_number: str, output: str, proof: Proof) -> Proved:
        """That this card's proof was found good."""
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


def release_cards(
    connection: Connection, council_id: int, proofs: Sequence[Proved], *, at: dt.datetime, actor: str
) -> Released:
    """Store proofs in the caller's transaction; a card that was only requested becomes active by its first.

    Set-based, for hundreds at once, with one entry of the trail. The caller holds the council's lock.
    Raises UsageError for a card that the council does not have, NotAllowed for one that must not leave.
    """
    if not proofs:
        return Released(0, 0)
    numbers = sorted({proof.card_number for proof in proofs})
    states = _states(connection, council_id, numbers)
    open_requests = _open_requests(connection, council_id, numbers)
    for number in numbers:
        _require_releasable(number, states.get(number), number in open_requests)
    _store(connection, council_id, proofs, open_requests, at)
    events = [
        Event(number, states[number], "active", request.reason, request.note, request.number)
        for number, request in open_requests.items()
    ]
    _activate(connection, council_id, events, at=at, actor=actor)
    trail.record(
        connection,
        council_id,
        at=at,
        actor=actor,
        action="cards.released",
        subject=f"card {ending(numbers[0])}" if len(numbers) == 1 else f"{len(numbers)} cards",
        after={"proofs": _told(connection, council_id, proofs), "activated": len(events)},
    )
    return Released(len(proofs), len(events))


def _states(connection: Connection, council_id: int, numbers: Sequence[str]) -> dict[str, str]:
    query = select(cards.c.card_number, cards.c.status)
    held = (cards.c.council_id == council_id) & cards.c.card_number.in_(numbers)
    return dict(connection.execute(query.where(held)).all())


def _open_requests(connection: Connection, council_id: int, numbers: Sequence[str]) -> dict[str, Row[Any]]:
    query = select(card_requests).where(
        card_requests.c.council_id == council_id,
        card_requests.c.card_number.in_(numbers),
        card_requests.c.state.in_(OPEN_REQUEST),
    )
    return {request.card_number: request for request in connection.execute(query)}


def _require_releasable(number: str, state: str | None, is_asked_for: bool) -> None:
    if state is None:
        raise UsageError(f"There is no card {ending(number)} at this council.")
    if state != "active" and not is_asked_for:
        raise NotAllowed(
            f"The card {ending(number)} is {state}: nothing is printed for it. Replace it, or reinstate it"
            " if it is in use after all."
        )


def _store(
    connection: Connection,
    council_id: int,
    proofs: Sequence[Proved],
    open_requests: Mapping[str, Row[Any]],
    at: dt.datetime,
) -> None:
    """Number the proofs of each card on from the last."""
    numbers = {proof.card_number for proof in proofs}
    query = (
        select(card_proofs.c.card_number, func.max(card_proofs.c.number))
        .where(card_proofs.c.council_id == council_id, card_proofs.c.card_number.in_(numbers))
        .group_by(card_proofs.c.card_number)
    )
    last = Counter(dict(connection.execute(query).all()))
    rows = []
    for proof in in_order(proofs):
        last[proof.card_number] += 1
        request = open_requests.get(proof.card_number)
        rows.append(
            {
                "council_id": council_id,
                "card_number": proof.card_number,
                "number": last[proof.card_number],
                "request_no": request.number if request is not None else None,
                "output": proof.output,
                "dpi": proof.dpi,
                "module_dots": proof.module_dots,
                "reader": proof.reader,
                "version": proof.version,
                "settings": as_text(proof.settings),
                "sha256": proof.sha256,
                "proved_at": at,
            }
        )
    connection.execute(insert(card_proofs), rows)


def in_order(proofs: Sequence[Proved]) -> list[Proved]:
    """Order proofs so that a replay, which has them in groups, numbers them alike."""
    return sorted(proofs, key=lambda proof: (proof.card_number, proof.output, proof.sha256))


def as_text(settings: Mapping[str, object]) -> str:
    """Settings as they are stored."""
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))


def _activate(
    connection: Connection, council_id: int, events: Sequence[Event], *, at: dt.datetime, actor: str
) -> None:
    if not events:
        return
    append(connection, council_id, events, at=at, actor=actor)
    connection.execute(
        update(cards)
        .where(cards.c.council_id == council_id)
        .where(cards.c.card_number.in_([event.card_number for event in events]))
        .values(issued_on=at.astimezone(LONDON).date())
    )
    connection.execute(
        update(card_requests)
        .where(card_requests.c.council_id == council_id)
        .where(card_requests.c.number.in_([event.request_no for event in events]))
        .values(state="issued", closed_at=at, closed_by=actor)
    )


def _told(connection: Connection, council_id: int, proofs: Sequence[Proved]) -> list[dict[str, object]]:
    """What the trail says of proofs: what many have in common once, then each card without its number."""
    names = names_of(connection, council_id, [proof.card_number for proof in proofs])
    groups: dict[str, dict[str, Any]] = {}
    for proof in in_order(proofs):
        common = {name: getattr(proof, name) for name in COMMON}
        group = groups.setdefault(as_text(common), {**common, "cards": []})
        name = names[proof.card_number]
        group["cards"].append([name.fund, name.reference, name.ending, proof.sha256])
    return list(groups.values())
