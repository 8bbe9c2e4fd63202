"""Show a customer the card, its last payments and where to pay: and nothing that a finder should not see.

No name, address, reference, fund, balance or arrears stands in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.cards.card_payments import CardPayment, card_payments
from paycards.cards.customer_door import session_of
from paycards.issue.artwork.paper import Language
from paycards.issue.artwork.places import places_of, pounds
from paycards.issue.artwork.template import Template, load_template
from paycards.settings.council import Council


@dataclass(frozen=True)
class ToPayAt:
    """A kind of place where the card is taken; `most` is how much at once, empty where there is no limit."""

    name: str
    most: str


@dataclass(frozen=True)
class CouncilToCall:
    """Whom a customer calls, in the language of the page; empty where the settings do not say."""

    code: str
    name: str
    phone: str = ""
    hours: str = ""
    web: str = ""


@dataclass(frozen=True)
class CustomerCard:
    """A card as its customer sees it."""

    number: str
    as_at: dt.datetime
    payments: tuple[CardPayment, ...]
    places: tuple[ToPayAt, ...]
    council: CouncilToCall


def show_customer_card(visit: Visit, secret: str, language: Language) -> CustomerCard | None:
    """Return the card of a session; None where that is over."""
    with visit.reading(may=Permission.OPEN_CARD_PAGE) as seen:
        session = session_of(seen.connection, secret, visit.now)
        if session is None:
            return None
        council = council_of(visit.settings, session.council)
        return CustomerCard(
            number=session.card_number,
            as_at=visit.now,
            payments=card_payments(seen.connection, session, visit.now),
            places=_places(visit, council, language),
            council=to_call(council, language),
        )


def shown_number(visit: Visit, secret: str) -> str | None:
    """Return the number of the session's card, for its bars; None where the session is over."""
    with visit.reading(may=Permission.OPEN_CARD_PAGE) as seen:
        session = session_of(seen.connection, secret, visit.now)
    return None if session is None else str(session.card_number)


def whom_to_call(visit: Visit, secret: str, language: Language) -> CouncilToCall | None:
    """Return whom the customer calls; without a session the only council of the installation."""
    with visit.reading(may=Permission.OPEN_CARD_PAGE) as seen:
        session = session_of(seen.connection, secret, visit.now)
    if session is not None:
        return to_call(council_of(visit.settings, session.council), language)
    alone = visit.settings.councils
    return to_call(alone[0], language) if len(alone) == 1 else None


def to_call(council: Council, language: Language) -> CouncilToCall:
    """Return a council's name and how it is reached, in a language."""
    look, welsh = _template(council.printing.template).look, language == "cy"
    english = look.name_en or council.name
    name = (look.name_cy or council.printing.name_cy or english) if welsh else english
    if council.address is None:
        return CouncilToCall(council.code, name)
    hours = council.address.hours_cy if welsh else council.address.hours
    return CouncilToCall(council.code, name, council.address.phone, hours, council.address.web)


def _places(visit: Visit, council: Council, language: Language) -> tuple[ToPayAt, ...]:
    channels = visit.installation.channels_of(council)
    return tuple(
        ToPayAt(
            place.cy if language == "cy" else place.en,
            "" if place.limit_pence is None else pounds(place.limit_pence),
        )
        for place in places_of(_template(council.printing.template).places, channels)
    )


@cache
def _template(path: Path | None) -> Template:
    return load_template(path)
