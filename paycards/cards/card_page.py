"""One card as a page shows it: its state, how it came to it, what was printed, and what can be done to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from paycards.cards.account import is_ordered, name_on_card
from paycards.cards.card_seen import card_version
from paycards.cards.former_tenants import cards_of_former_tenants, is_of_former_tenant
from paycards.cards.lineage import ShownEvent, ShownProof
from paycards.cards.person import Identity, identity_of
from paycards.cards.reach import no_post
from paycards.errors import Invalid
from paycards.issue.card_life import LIVE, OUT_OF_HAND
from paycards.issue.card_number import SHOWN_DIGITS
from paycards.settings.council import Council
from paycards.store.tables.card_life import card_events, card_proofs, card_requests
from paycards.store.tables.desk import card_ids


@dataclass(frozen=True)
class PrintedAs:
    """How a card was printed last: the name on it, language, size of print."""

    holder: str
    language: str
    large_print: bool
    kind: str
    reason: str


@dataclass(frozen=True)
class CardPage:
    """A card. `number` is whole where who asks may see it, else empty; `version` is what they saw.

    `acts` are what can be done to it now: lose, replace, cancel, reinstate, print. `usual_holder` is the name
    that a card of the account's customer bears; `of_former`: this one was issued to somebody who is that no
    more. `no_post` says why post cannot reach the address; `is_ordered`: the supplier makes such cards.
    """

    id: int
    identity: Identity
    account_id: int
    fund: str
    reference: str
    number: str
    ending: str
    status: str
    issued_on: dt.date | None
    version: int
    history: tuple[ShownEvent, ...]
    proofs: tuple[ShownProof, ...]
    printed_as: PrintedAs | None
    replaced_by: int | None
    replaces: int | None
    acts: frozenset[str]
    usual_holder: str
    of_former: bool
    no_post: str
    is_ordered: bool
    may_ask_for_number: bool
    at: dt.datetime
    link: str = (
        ""  # of the letter to the customer's page: open, shut or none; empty where customers have none
    )

    @property
    def has_letter(self) -> bool:
        """Whether its letter was proved and can be fetched."""
        return self.status == "active" and any(proof.output == "letter" for proof in self.proofs)


def card_page(
    connection: Connection, card: Row[Any], council: Council, *, number: str, may_act: bool, at: dt.datetime
) -> CardPage:
    """Put the page of a card together; `card` is a row of `card_ids.card_of_id`."""
    newest = _newest_request(connection, card)
    return CardPage(
        id=card.id,
        identity=identity_of(card),
        account_id=card.account_id,
        fund=card.fund,
        reference=card.reference,
        number=number,
        ending=card.card_number[-SHOWN_DIGITS:],
        status=card.status,
        issued_on=card.issued_on,
        version=card_version(connection, card.council_id, card.card_number),
        history=tuple(ShownEvent(**row) for row in _of_card(connection, card, card_events, ShownEvent)),
        proofs=tuple(ShownProof(**row) for row in _of_card(connection, card, card_proofs, ShownProof)),
        printed_as=newest
        and PrintedAs(
            *(newest.holder, newest.language, bool(newest.large_print), newest.kind, newest.reason)
        ),
        replaced_by=_id_of(connection, card, _replacement(connection, card)),
        replaces=_id_of(connection, card, newest.replaces if newest else None),
        acts=_acts(card, council) if may_act else frozenset(),
        usual_holder=_usual_holder(card),
        of_former=is_of_former_tenant(
            cards_of_former_tenants(connection, card.council_id), card, card.card_number, card.status
        ),
        no_post=no_post(card, council),
        is_ordered=is_ordered(council, card.fund),
        may_ask_for_number=False,
        at=at,
    )


def _usual_holder(card: Row[Any]) -> str:
    try:
        return name_on_card(card)
    except Invalid:
        return ""


def _acts(card: Row[Any], council: Council) -> frozenset[str]:
    """What can be done to a card in its state."""
    scheme = council.card_scheme(card.fund)
    found = set()
    if card.status == "active":
        found |= {"lose"}
    if card.status in (*LIVE, *OUT_OF_HAND):
        found |= {"cancel"}
    if card.status in ("active", *OUT_OF_HAND, "expired") and scheme and card.account_status != "closed":
        found |= {"replace"}
    if card.status in OUT_OF_HAND:
        found |= {"reinstate"}
    if card.status in ("active", "requested") and scheme and scheme.numbers == "allocate":
        found |= {"print"}
    return frozenset(found)


def _of_card(
    connection: Connection, card: Row[Any], table: Table, kind: type[ShownEvent] | type[ShownProof]
) -> list[dict[str, Any]]:
    names = tuple(kind.__dataclass_fields__)
    query = select(*(table.c[name] for name in names)).order_by(table.c.number.desc())
    its = (table.c.council_id == card.council_id) & (table.c.card_number == card.card_number)
    return [dict(row._mapping) for row in connection.execute(query.where(its))]


def _newest_request(connection: Connection, card: Row[Any]) -> Row[Any] | None:
    its = (card_requests.c.council_id == card.council_id) & (card_requests.c.card_number == card.card_number)
    return connection.execute(
        select(card_requests).where(its).order_by(card_requests.c.number.desc())
    ).first()


def _replacement(connection: Connection, card: Row[Any]) -> str | None:
    its = (card_requests.c.council_id == card.council_id) & (card_requests.c.replaces == card.card_number)
    query = select(card_requests.c.card_number).where(its, card_requests.c.card_number != card.card_number)
    return connection.execute(query.order_by(card_requests.c.number.desc())).scalar()


def _id_of(connection: Connection, card: Row[Any], card_number: str | None) -> int | None:
    if not card_number or card_number == card.card_number:
        return None
    its = (card_ids.c.council_id == card.council_id) & (card_ids.c.card_number == card_number)
    return connection.execute(select(card_ids.c.id).where(its)).scalar()
