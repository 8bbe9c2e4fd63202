"""One card: its page, its letter, and what is done to it at the desk."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask.typing import ResponseReturnValue

from paycards.cards.card_page import CardPage
from paycards.cards.cause import Cause
from paycards.issue.card_life import REASONS_TO
from paycards.jobs.change_seen_card import SeenCard, change_seen_card
from paycards.jobs.fetch_letter import fetch_letter, print_again
from paycards.jobs.issue_at_desk import replace_at_desk
from paycards.jobs.print_test_sheet import print_test_sheet
from paycards.jobs.show_card_page import see_card_number, show_card_page
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import after, show
from paycards.web.views.customers import printed_as
from paycards.web.who_may import AUDIT, HOUSING, SEES_PEOPLE

DONE = {
    "issued": "The card is issued, and its barcode passed the check. Print the letter.",
    "ordered": "The new card has been requested. The supplier makes it.",
    "printed": "The letter is ready, and its barcode passed the check. Print it.",
    "linked": "The letter has a new link, and its barcode passed the check. Print it: the link on the earlier"
    " letter no longer works.",
    "lost": "The card is reported. Payments on it still reach the account.",
    "cancelled": "The card is cancelled. Payments on it still reach the account.",
    "found": "The card is in use again.",
    "number": "The whole number is shown for ten minutes. Your viewing of it is recorded.",
}
HAPPENED = {"lost": "lose", "stolen": "report stolen", "damaged": "report damaged"}
VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"  # of PDFs


def card(asked: Asked, card: int) -> ResponseReturnValue:
    """The card, how it came to its state, and what can be done."""
    page = show_card_page(asked.visit, asked.council, card)
    return show(asked, "cards/card.html", "Card", page, done=DONE)


def number(asked: Asked, card: int) -> ResponseReturnValue:
    """Record that the whole number is seen, and show it."""
    see_card_number(asked.visit, asked.council, card)
    return after(asked, "card", card=card, done="number")


def letter(asked: Asked, card: int) -> ResponseReturnValue:
    """The letter as a PDF to be printed at its actual size."""
    return _pdf(*fetch_letter(asked.visit, asked.council, card))


def test_sheet(asked: Asked) -> ResponseReturnValue:
    """A line to be measured, once for each printer."""
    return _pdf("test-sheet.pdf", print_test_sheet(asked.visit, asked.council))


def _pdf(name: str, data: bytes) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.headers["Content-Security-Policy"] = VIEWER
    return answer


def reprint(asked: Asked, card: int) -> ResponseReturnValue:
    """Prove the letter once more; then it can be printed."""
    form = posted()

    def act() -> ResponseReturnValue:
        new_link = form.is_ticked("new_link")
        print_again(asked.visit, asked.council, card, new_link=new_link)
        return after(asked, "card", card=card, done="linked" if new_link else "printed")

    return submitted(form, act, lambda form: _ask(asked, "cards/card.html", "Card", card, form))


def lose(asked: Asked, card: int) -> ResponseReturnValue:
    """Ask what happened to the card."""
    return _ask(asked, "cards/lose.html", "Report a card lost, stolen or damaged", card, Form())


def report(asked: Asked, card: int) -> ResponseReturnValue:
    """Report it lost, stolen or damaged."""
    form = posted()

    def act() -> ResponseReturnValue:
        happened = form.choice("happened", "what happened to the card", HAPPENED)
        form.check()
        return _change(asked, form, card, HAPPENED[happened], "lost")

    return submitted(form, act, lambda form: _ask(asked, "cards/lose.html", LOSE, card, form))


def cancel(asked: Asked, card: int) -> ResponseReturnValue:
    """Ask why the card is cancelled."""
    return _ask(asked, "cards/cancel.html", CANCEL, card, Form())


def cancelled(asked: Asked, card: int) -> ResponseReturnValue:
    """Cancel it."""
    form = posted()

    def act() -> ResponseReturnValue:
        form.choice("reason", "why the card is cancelled", REASONS_TO["cancel"])
        form.check()
        return _change(asked, form, card, "cancel", "cancelled")

    return submitted(form, act, lambda form: _ask(asked, "cards/cancel.html", CANCEL, card, form))


def reinstate(asked: Asked, card: int) -> ResponseReturnValue:
    """Bring a card that was found into use again."""
    form = posted()
    return submitted(
        form,
        lambda: _change(asked, form, card, "reinstate", "found"),
        lambda form: _ask(asked, "cards/card.html", "Card", card, form),
    )


def replace(asked: Asked, card: int, form: Form | None = None) -> ResponseReturnValue:
    """Ask why the card is replaced, and how the new one is to be printed."""
    page = show_card_page(asked.visit, asked.council, card)
    return show(asked, "cards/replace.html", "Replace a card", page, form=form or _as_printed(page))


def replaced(asked: Asked, card: int) -> ResponseReturnValue:
    """Issue the card that takes its place, and prove its letter, or neither."""
    form = posted()

    def act() -> ResponseReturnValue:
        reason = form.choice("reason", "why the card is replaced", REASONS_TO["replace"])
        printed = printed_as(form)
        form.check()
        seen, cause = _seen(asked, form, card), Cause(reason, form.value("note"))
        done = replace_at_desk(asked.visit, seen, cause, printed)
        return after(asked, "card", card=done.card_id or card, done="issued" if done.card_id else "ordered")

    return submitted(form, act, lambda form: replace(asked, card, form))


def _as_printed(page: CardPage) -> Form:
    """What the form says before anybody types: as the card was printed last."""
    was = page.printed_as
    if was is None:
        return Form({"holder": page.usual_holder, "language": "en", "way": "hand"})
    holder = page.usual_holder if page.of_former else was.holder
    usual = {"holder": holder, "language": was.language, "way": "hand"}
    return Form(usual | ({"large": "yes"} if was.large_print else {}))


def _ask(asked: Asked, template: str, what: str, card: int, form: Form) -> str:
    return show(asked, template, what, show_card_page(asked.visit, asked.council, card), form=form)


def _change(asked: Asked, form: Form, card: int, doing: str, done: str) -> ResponseReturnValue:
    cause = Cause(form.value("reason"), form.text("note", "a note", required=False))
    change_seen_card(asked.visit, _seen(asked, form, card), doing, cause)
    return after(asked, "card", card=card, done=done)


def _seen(asked: Asked, form: Form, card: int) -> SeenCard:
    """The card as the page showed it; without a version as no page ever did."""
    version = form.value("version")
    return SeenCard(asked.council, card, int(version) if version.isdecimal() and len(version) < 10 else -1)


LOSE = "Report a card lost, stolen or damaged"
CANCEL = "Cancel a card"


def _post(endpoint: str, rule: str, view: Callable[..., ResponseReturnValue]) -> Route:
    return Route(endpoint, f"/cards/<int:card>{rule}", view, HOUSING, methods=("POST",))


ROUTES = (
    Route("card", "/cards/<int:card>", card, SEES_PEOPLE),
    Route("card_number", "/cards/<int:card>/number", number, AUDIT, methods=("POST",)),
    Route("test_sheet", "/cards/test-sheet", test_sheet, HOUSING),
    Route("letter", "/cards/<int:card>/print", letter, HOUSING),
    _post("reprint", "/print", reprint),
    Route("lose_card", "/cards/<int:card>/lose", lose, HOUSING),
    _post("report_card", "/lose", report),
    Route("cancel_card", "/cards/<int:card>/cancel", cancel, HOUSING),
    _post("cancelled_card", "/cancel", cancelled),
    Route("replace_card", "/cards/<int:card>/replace", replace, HOUSING),
    _post("replaced_card", "/replace", replaced),
    _post("reinstate_card", "/reinstate", reinstate),
)
