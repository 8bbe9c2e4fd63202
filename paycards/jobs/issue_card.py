"""Issue a card to an account, or ask for one where the supplier makes them.

Number and letter are one step: what cannot be printed takes no number. What was asked for before and not
printed is printed now, when the same is asked for again with a file to write.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of, name_on_card, scheme_of
from paycards.cards.cause import USUAL, Cause
from paycards.cards.desk_card import AS_USUAL, DeskCard, Print
from paycards.cards.desk_printer import DeskPrinter
from paycards.cards.document_files import draw_document
from paycards.cards.issuing import Wanted, check_wanted, issue_cards, plan_of
from paycards.cards.unfinished import unfinished_card
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

    Raises UsageError for what is not understood, NotAllowed when the account cannot have one, CannotPrint or
    SettingsError for what cannot be printed, TryAgain for a file that cannot be written.
    """
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        account = account_meant(seen, which)
    cause = cause.or_usual("issue another" if additional else "issue")
    wanted = _wanted(account, printed, cause, additional=additional)
    check_wanted([wanted])
    its_council = council_of(visit.settings, account.council)
    printer = DeskPrinter.of(visit, its_council, account.fund, printed)
    with ExitStack() as after_commit, visit.step(account.council_id, Permission.MANAGE_CARDS) as step:
        plan = plan_of(wanted, scheme_of(its_council, account.fund))
        unfinished = unfinished_card(step, plan, printer.wish, printer.printed.out)
        issued = unfinished or issue_cards(step, its_council, [wanted])[0]
        files = printer.print(step, issued, after_commit, draw_document)
    return DeskCard(
        *(account.council, account.fund, account.reference, issued.card_number),
        status="active" if files else "requested",
        request_no=issued.request_no,
        files=files,
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
