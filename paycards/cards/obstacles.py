"""Why an account cannot have a card, or not another one: looked up for many accounts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, select

from paycards.cards.account import account_title, accounts_of, scheme_of
from paycards.cards.former_tenants import Former, cards_of_former_tenants, is_of_former_tenant
from paycards.clock import in_words
from paycards.issue.card_life import LIVE, OPEN_REQUEST, OUT_OF_HAND
from paycards.issue.card_number import ending
from paycards.settings.council import Council
from paycards.store.councils import council_ids
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_requests

ObstacleKind = Literal[
    "no_account", "closed", "live_card", "not_printed", "open_request", "card_out_of_hand", "twice"
]


class Candidate(Protocol):
    """What must be known of an account that is to have a card."""

    @property
    def account_id(self) -> int:
        """The account."""

    @property
    def additional(self) -> bool:
        """Whether the card is to stand beside a live one."""


@dataclass(frozen=True)
class Obstacle:
    """Why not, and what to do instead; `card_number` is that of the card that stands in the way, if any."""

    why: ObstacleKind
    problem: str
    remedy: str
    card_number: str = ""

    @property
    def sentence(self) -> str:
        """Both, as one sentence."""
        return f"{self.problem}: {self.remedy}."


def find_obstacles(
    connection: Connection, council: Council, candidates: Sequence[Candidate]
) -> dict[int, Obstacle]:
    """Return what stands in the way, by the place in `candidates`. Who issues next holds the council.

    Raises SettingsError for an account whose fund has no card scheme.
    """
    council_id = council_ids(connection)[council.code]
    ids = [each.account_id for each in candidates]
    holders = accounts_of(connection, council_id, ids)
    held = _cards_of(connection, council_id, ids)
    requested = _open_requests_of(connection, council_id, ids)
    former = cards_of_former_tenants(connection, council_id)
    found: dict[int, Obstacle] = {}
    seen: set[int] = set()
    for place, each in enumerate(candidates):
        this = each.account_id
        obstacle = _of_account(holders.get(this), council)
        if obstacle is None and not each.additional:
            account = account_title(holders[this])
            obstacle = _of_cards(holders[this], held[this], former) or _of_requests(account, requested[this])
            if obstacle is None and this in seen:
                obstacle = Obstacle("twice", f"The {account} is asked for twice", "leave one out")
        seen.add(this)
        if obstacle is not None:
            found[place] = obstacle
    return found


def _cards_of(connection: Connection, council_id: int, ids: Iterable[int]) -> Mapping[int, list[Any]]:
    query = (
        select(cards.c.account_id, cards.c.card_number, cards.c.status)
        .where(cards.c.council_id == council_id, cards.c.account_id.in_(set(ids)))
        .order_by(cards.c.card_number)
    )
    return _by_account(connection.execute(query))


def _open_requests_of(connection: Connection, council_id: int, ids: Iterable[int]) -> Mapping[int, list[Any]]:
    query = (
        select(card_requests)
        .where(
            card_requests.c.council_id == council_id,
            card_requests.c.account_id.in_(set(ids)),
            card_requests.c.state.in_(OPEN_REQUEST),
        )
        .order_by(card_requests.c.number)
    )
    return _by_account(connection.execute(query))


def _by_account(rows: Iterable[Row[Any]]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _of_account(account: Row[Any] | None, council: Council) -> Obstacle | None:
    if account is None:
        return Obstacle("no_account", f"{council.code} has no such account", "import the accounts first")
    scheme_of(council, account.fund)
    if account.status == "closed":
        return Obstacle("closed", f"The {account_title(account)} is closed", "no card is issued for it")
    return None


def _of_cards(row: Row[Any], held: Sequence[Row[Any]], former: Former) -> Obstacle | None:
    account = account_title(row)
    for card in held:
        if is_of_former_tenant(former, row, card.card_number, card.status):
            return _of_former_tenant(account, card)
        if card.status in LIVE:
            return _of_live_card(f"The {account} already has a live card {ending(card.card_number)}", card)
    for card in held:
        if card.status in OUT_OF_HAND:
            return Obstacle(
                "card_out_of_hand",
                f"The {account} has a card {ending(card.card_number)} that is {card.status}",
                "replace it, reinstate it if it was found, or issue an additional one",
                card.card_number,
            )
    return None


def _of_former_tenant(account: str, card: Row[Any]) -> Obstacle:
    return Obstacle(
        "live_card",
        f"The {account} has a live card {ending(card.card_number)} that was issued to its former customer",
        "cancel that card, and issue one then",
        card.card_number,
    )


def _of_live_card(this: str, card: Row[Any]) -> Obstacle:
    if card.status == "requested":
        remedy = "print that card, cancel it, or issue an additional one"
        return Obstacle("not_printed", f"{this} that is not printed yet", remedy, card.card_number)
    return Obstacle("live_card", this, "replace that card, or issue an additional one", card.card_number)


def _of_requests(account: str, requested: Sequence[Row[Any]]) -> Obstacle | None:
    if not requested:
        return None
    first = requested[0]
    return Obstacle(
        "open_request",
        f"A card for the {account} was asked for on {in_words(first.requested_at)} (request {first.number}),"
        " and the supplier has not given its number yet",
        "wait, cancel that request, or issue an additional card",
    )
