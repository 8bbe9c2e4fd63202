"""What people do at the card desk, each in one transaction that holds the council."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from paycards.access.visit import Visit
from paycards.cards.changes import change_card
from paycards.cards.issuing import Wanted, check_print, check_why, issue_cards
from paycards.cards.obstacles import scheme_of
from paycards.cards.orders import cancel_request
from paycards.cards.replacing import how_to_replace, last_request, replace_card
from paycards.cards.requests import Plan
from paycards.cards.which import Named, account_meant, card_meant, council_of, request_meant
from paycards.errors import UsageError
from paycards.issue.card_life import REASONS_TO
from paycards.store.councils import council_step
from paycards.store.engine import reading
from paycards.store.tables import accounts

ADDRESS: tuple[Any, ...] = (
    *(accounts.c.address_1, accounts.c.address_2, accounts.c.address_3),
    *(accounts.c.town, accounts.c.postcode),
)

BECOMES = {  # what is done at the desk, and the state that the card comes into
    "lose": "lost",
    "report stolen": "stolen",
    "report damaged": "damaged",
    "cancel": "cancelled",
    "reinstate": "active",
    "expire": "expired",
}


@dataclass(frozen=True)
class DeskCard:
    """A card after something was done. `card_number` is empty while the supplier has yet to say it.

    `replaced` is the number of the card that it takes the place of, if it does.
    """

    council: str
    fund: str
    reference: str
    card_number: str
    status: str
    request_no: int | None = None
    replaced: str = ""


def issue_one(
    visit: Visit,
    named: Named,
    *,
    holder: str = "",
    reason: str = "",
    language: str = "en",
    large_print: bool = False,
    additional: bool = False,
    note: str = "",
) -> DeskCard:
    """Issue a card to an account; without `holder` it bears the name of the account's customer.

    Raises UsageError for what is not understood, NotAllowed when the account cannot have one.
    """
    with reading(visit.installation.engine) as connection:
        account = account_meant(connection, named)
    usual = REASONS_TO["issue another" if additional else "issue"][0]
    wanted = Wanted(
        account_id=account.id,
        holder=holder.strip() or name_on_card(account),
        reason=reason or usual,
        language=language,
        large_print=large_print,
        additional=additional,
        note=note,
    )
    with council_step(visit.installation.engine, account.council_id) as connection:
        council = council_of(visit, account.council)
        [issued] = issue_cards(connection, council, [wanted], at=visit.now, actor=visit.visitor.name)
    return DeskCard(
        council=account.council,
        fund=account.fund,
        reference=account.reference,
        card_number=issued.card_number,
        status="requested",
        request_no=issued.request_no,
    )


def name_on_card(account: Row[Any]) -> str:
    """Make the name to print from that of the customer: Mrs A Jones. Raises UsageError without a surname."""
    if not account.surname.strip():
        raise UsageError("The account has no name: say with --holder what is to be printed.")
    initials = " ".join(name[0] for name in account.forenames.split())
    return " ".join(part for part in (account.title.strip(), initials, account.surname.strip()) if part)


def address_of(account: Row[Any]) -> tuple[str, ...]:
    """Return the lines of an account's address, without the name; the row has the columns of ADDRESS."""
    lines = (getattr(account, column.name) for column in ADDRESS)
    return tuple(line.strip() for line in lines if line.strip())


def replace_one(
    visit: Visit,
    named: Named,
    *,
    reason: str,
    holder: str = "",
    language: str | None = None,
    large_print: bool | None = None,
    note: str = "",
) -> DeskCard:
    """Replace a card; what is not said stays as it was printed last. Raises UsageError, NotAllowed."""
    check_why("replace", reason, note)
    with _card_step(visit, named) as (connection, card):
        council = council_of(visit, card.council)
        scheme = scheme_of(council, card.fund)
        before = last_request(connection, card.council_id, card.card_number)
        plan = Plan(
            account_id=card.account_id,
            scheme=scheme,
            how=how_to_replace(scheme, card.status),
            kind="replacement",
            reason=reason,
            holder=holder.strip() or (before.holder if before else name_on_card(card)),
            language=language or (before.language if before else "en"),
            large_print=bool(before and before.large_print) if large_print is None else large_print,
            note=note.strip(),
            replaces=card.card_number,
        )
        check_print(plan.holder, plan.language)
        issued = replace_card(connection, card.council_id, plan, at=visit.now, actor=visit.visitor.name)
        return DeskCard(
            council=card.council,
            fund=card.fund,
            reference=card.reference,
            card_number=issued.card_number,
            status="requested",
            request_no=issued.request_no,
            replaced=card.card_number,
        )


def change_one(visit: Visit, named: Named, doing: str, *, reason: str = "", note: str = "") -> DeskCard:
    """Do one of BECOMES to a card; without a reason it is the usual one. Raises UsageError, NotAllowed."""
    reason = reason or REASONS_TO[doing][0]
    check_why(doing, reason, note)
    with _card_step(visit, named) as (connection, card):
        change_card(
            connection,
            card.council_id,
            card.card_number,
            BECOMES[doing],
            reason=reason,
            note=note.strip(),
            at=visit.now,
            actor=visit.visitor.name,
        )
        return DeskCard(card.council, card.fund, card.reference, card.card_number, BECOMES[doing])


@contextmanager
def _card_step(visit: Visit, named: Named) -> Iterator[tuple[Connection, Row[Any]]]:
    """One transaction that holds the council of the card that is meant, with the card as it stands in it."""
    with reading(visit.installation.engine) as connection:
        council_id = card_meant(connection, named).council_id
    with council_step(visit.installation.engine, council_id) as connection:
        yield connection, card_meant(connection, named)


def cancel_one_request(
    visit: Visit, number: int, *, council: str = "", reason: str = "", note: str = ""
) -> str:
    """Cancel a request that has no card of its own; return its council's code.

    Raises UsageError for an unknown request or reason, NotAllowed for one that is not open.
    """
    reason = reason or REASONS_TO["cancel"][0]
    check_why("cancel", reason, note)
    with reading(visit.installation.engine) as connection:
        council_id, code = request_meant(connection, number, council)
    with council_step(visit.installation.engine, council_id) as connection:
        cancel_request(
            connection,
            council_id,
            number,
            reason=reason,
            note=note.strip(),
            at=visit.now,
            actor=visit.visitor.name,
        )
    return code
