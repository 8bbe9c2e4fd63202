"""Issue a card to an account, or ask for one where the supplier makes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of, name_on_card
from paycards.cards.cause import USUAL, Cause
from paycards.cards.desk_card import AS_USUAL, DeskCard, Print
from paycards.cards.issuing import Wanted, issue_cards
from paycards.cards.which import CardOrAccount, account_meant


def issue_card(
    visit: Visit,
    which: CardOrAccount,
    *,
    council: str | None = None,
    additional: bool = False,
    printed: Print = AS_USUAL,
    cause: Cause = USUAL,
) -> DeskCard:
    """Issue a card to an account; unless told, it bears the name of the account's customer, in English.

    Raises UsageError for what is not understood, NotAllowed when the account cannot have one.
    """
    with visit.reading(council) as seen:
        account = account_meant(seen, which)
    cause = cause.or_usual("issue another" if additional else "issue")
    wanted = _wanted(account, printed, cause, additional=additional)
    with visit.step(account.council_id, Permission.MANAGE_CARDS) as step:
        [issued] = issue_cards(step, council_of(visit.settings, account.council), [wanted])
    return DeskCard(
        council=account.council,
        fund=account.fund,
        reference=account.reference,
        card_number=issued.card_number,
        status="requested",
        request_no=issued.request_no,
    )


def _wanted(account: Row[Any], printed: Print, cause: Cause, *, additional: bool) -> Wanted:
    return Wanted(
        account_id=account.id,
        holder=printed.holder.strip() or name_on_card(account),
        reason=cause.reason,
        language=printed.language or "en",
        large_print=bool(printed.large_print),
        additional=additional,
        note=cause.note,
    )
