"""Why an account cannot have a card, or not another one: looked up for many accounts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, select

from paycards.errors import SettingsError
from paycards.issue.card_life import LIVE, OPEN_REQUEST, OUT_OF_HAND
from paycards.jobs.asked import council_named
from paycards.settings import CardScheme, Council
from paycards.store.tables import accounts, card_requests, cards

Why = Literal["no_account", "closed", "live_card", "open_request", "card_out_of_hand", "twice"]
SHOWN_DIGITS = 4
OF_ACCOUNT: tuple[Any, ...] = (
    *(accounts.c.id, accounts.c.fund, accounts.c.reference, accounts.c.match_reference),
    accounts.c.status,
)


class Asked(Protocol):
    """What must be known of a wish to look for obstacles."""

    @property
    def account_id(self) -> int:
        """The account that is to have a card."""

    @property
    def additional(self) -> bool:
        """Whether it is to stand beside a live one."""


@dataclass(frozen=True)
class Obstacle:
    """Why not, and the sentence that says what to do; the card that stands in the way, if one does."""

    why: Why
    sentence: str
    card_number: str = ""


def find_obstacles(connection: Connection, council: Council, wanted: Sequence[Asked]) -> dict[int, Obstacle]:
    """Return what stands in the way, by the place in `wanted`. The caller holds the council's lock.

    Raises SettingsError for an account whose fund has no card scheme.
    """
    council_id = council_named(connection, council.code)
    ids = [each.account_id for each in wanted]
    holders = accounts_of(connection, council_id, ids)
    held = _cards_of(connection, council_id, ids)
    asked = _open_requests_of(connection, council_id, ids)
    found: dict[int, Obstacle] = {}
    seen: set[int] = set()
    for place, each in enumerate(wanted):
        this = each.account_id
        obstacle = _of_account(holders.get(this), council)
        if obstacle is None and not each.additional:
            account = named(holders[this])
            obstacle = _of_cards(account, held[this]) or _of_requests(account, asked[this])
            if obstacle is None and this in seen:
                obstacle = Obstacle("twice", f"The {account} is asked for twice: leave one out.")
        seen.add(this)
        if obstacle is not None:
            found[place] = obstacle
    return found


def accounts_of(connection: Connection, council_id: int, ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Return of the council's accounts of these ids what a card takes from them, by id."""
    query = select(*OF_ACCOUNT).where(accounts.c.council_id == council_id, accounts.c.id.in_(set(ids)))
    return {account.id: account for account in connection.execute(query)}


def scheme_of(council: Council, fund: str) -> CardScheme:
    """Return the scheme of a fund's cards. Raises SettingsError when it has none."""
    scheme = council.card_scheme(fund)
    if scheme is None:
        raise SettingsError(
            f"{council.code} has no card scheme for {fund}: add one under [[councils.card_schemes]] in the"
            " settings and run `paycards init`."
        )
    return scheme


def named(account: Row[Any]) -> str:
    """Name an account in a sentence.

    A reference is no name of a person: it may stand in messages.
    """
    return f"{account.fund} account {account.reference}"


def ending(card_number: str) -> str:
    """Name a card in a sentence, by its last digits: a whole number stands in no message.

    >>> ending("9826999926000000107")
    'ending 0107'
    """
    return f"ending {card_number[-SHOWN_DIGITS:]}"


def _cards_of(connection: Connection, council_id: int, ids: Iterable[int]) -> Mapping[int, list[Any]]:
    query = (
        select(cards.c.account_id, cards.c.card_number, cards.c.status)
        .where(cards.c.council_id == council_id, cards.c.account_id.in_(set(ids)))
        .order_by(cards.c.card_number)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for card in connection.execute(query):
        found[card.account_id].append(card)
    return found


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
    found: dict[int, list[Any]] = defaultdict(list)
    for request in connection.execute(query):
        found[request.account_id].append(request)
    return found


def _of_account(account: Row[Any] | None, council: Council) -> Obstacle | None:
    if account is None:
        return Obstacle("no_account", f"{council.code} has no such account: import the accounts first.")
    scheme_of(council, account.fund)
    if account.status == "closed":
        return Obstacle("closed", f"The {named(account)} is closed: no card is issued for it.")
    return None


def _of_cards(account: str, held: Sequence[Row[Any]]) -> Obstacle | None:
    for card in held:
        if card.status in LIVE:
            not_yet = " that is not printed yet" if card.status == "requested" else ""
            return Obstacle(
                "live_card",
                f"The {account} already has a live card {ending(card.card_number)}{not_yet}:"
                " use replace, or --additional.",
                card.card_number,
            )
    for card in held:
        if card.status in OUT_OF_HAND:
            return Obstacle(
                "card_out_of_hand",
                f"The {account} has a card {ending(card.card_number)} that is {card.status}: use replace,"
                " reinstate it if it was found, or --additional.",
                card.card_number,
            )
    return None


def _of_requests(account: str, asked: Sequence[Row[Any]]) -> Obstacle | None:
    if not asked:
        return None
    first = asked[0]
    return Obstacle(
        "open_request",
        f"A card for the {account} was asked for on {first.requested_at:%d %B %Y} (request {first.number}),"
        " and the supplier has yet to say its number: wait, cancel that request, or use --additional.",
    )
