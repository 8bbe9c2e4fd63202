"""Replace a card: a new number or the same again, as its scheme says.

As for a first card, what cannot be printed takes no number, and the old card stays as it was.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of, name_on_card, scheme_of
from paycards.cards.cause import Cause
from paycards.cards.changes import card_row
from paycards.cards.desk_card import AS_USUAL, DeskCard, Print
from paycards.cards.desk_printer import DeskPrinter
from paycards.cards.document_files import draw_document
from paycards.cards.former_tenants import cards_of_former_tenants, is_of_former_tenant
from paycards.cards.issuing import check_print
from paycards.cards.last_request import last_request
from paycards.cards.replacing import how_to_replace, write_replacement
from paycards.cards.requests import Plan
from paycards.cards.unfinished import unfinished_card
from paycards.cards.which import CardOrAccount, card_meant
from paycards.settings.card_scheme import CardScheme
from paycards.store.step import Step


def replace_card(
    visit: Visit,
    which: CardOrAccount,
    cause: Cause,
    *,
    council: str | None = None,
    printed: Print = AS_USUAL,
) -> DeskCard:
    """Replace a card; what is not said stays as it was printed last. Raises as `issue_card` does."""
    cause = cause.checked("replace")
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        card = card_meant(seen, which)
    its_council = council_of(visit.settings, card.council)
    scheme = scheme_of(its_council, card.fund)
    printer = DeskPrinter.of(visit, its_council, card.fund, printed)
    with ExitStack() as after_commit, visit.step(card.council_id, Permission.MANAGE_CARDS) as step:
        plan = _plan(step, card, scheme, printed, cause)
        issued = unfinished_card(step, plan, printer.wish, printer.printed.out) or write_replacement(
            step, plan
        )
        files = printer.print(step, issued, after_commit, draw_document)
    return DeskCard(
        *(card.council, card.fund, card.reference, issued.card_number),
        status="active" if files else "requested",
        request_no=issued.request_no,
        replaced=card.card_number,
        files=files,
    )


def _plan(step: Step, card: Row[Any], scheme: CardScheme, printed: Print, cause: Cause) -> Plan:
    status = card_row(step.connection, step.owner, card.card_number).status  # as it is in this step
    printed = _as_last(step, card, printed)
    check_print(printed.holder, printed.language or "en")
    return Plan(
        account_id=card.account_id,
        scheme=scheme,
        how=how_to_replace(scheme, status),
        kind="replacement",
        reason=cause.reason,
        holder=printed.holder,
        language=printed.language or "en",
        large_print=bool(printed.large_print),
        note=cause.note,
        replaces=card.card_number,
    )


def _as_last(step: Step, card: Row[Any], printed: Print) -> Print:
    """What a person said, and for the rest what was asked for when the card was printed last.

    The name of a former tenant is not printed again.
    """
    last = last_request(step.connection, step.owner, card.card_number)
    if last is None:
        return Print(printed.holder.strip() or name_on_card(card), printed.language, printed.large_print)
    former = cards_of_former_tenants(step.connection, step.owner)
    is_former = is_of_former_tenant(former, card, card.card_number, card.status)
    return Print(
        printed.holder.strip() or (name_on_card(card) if is_former else last.holder),
        printed.language or last.language,
        bool(last.large_print) if printed.large_print is None else printed.large_print,
    )
