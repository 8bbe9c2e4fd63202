"""One customer, and a new card for one of their accounts."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.cards.desk_card import Print
from paycards.jobs.issue_at_desk import DeskWish, issue_at_desk
from paycards.jobs.show_customer import show_customer
from paycards.jobs.show_new_card import show_new_card
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import after, show
from paycards.web.who_may import HOUSING, SEES_PEOPLE

DONE = {"ordered": "The card has been requested. The supplier makes it and sends it to the customer."}
LANGUAGES = ("en", "cy")
WAYS = ("hand", "post")


def customer(asked: Asked, account: int) -> ResponseReturnValue:
    """Every account, card and payment of one customer."""
    page = show_customer(asked.visit, asked.council, account)
    return show(asked, "customers/customer.html", "Customer", page, done=DONE)


def new_card(asked: Asked, account: int, form: Form | None = None) -> ResponseReturnValue:
    """What a new card needs, and what stands in its way."""
    page = show_new_card(asked.visit, asked.council, account)
    usual = Form({"holder": page.holder, "language": "en", "way": "hand"})
    return show(asked, "customers/new_card.html", "Issue a card", page, form=form or usual)


def issue(asked: Asked, account: int) -> ResponseReturnValue:
    """Issue the card and prove its letter, or neither."""
    form = posted()

    def act() -> ResponseReturnValue:
        wish = _wish(form, account)
        form.check()
        done = issue_at_desk(asked.visit, asked.council, wish)
        if not done.card_id:
            return after(asked, "customer", account=account, done="ordered")
        return after(asked, "card", card=done.card_id, done="issued")

    return submitted(form, act, lambda form: new_card(asked, account, form))


def printed_as(form: Form) -> Print:
    """How a card is to be printed, as a form says it."""
    return Print(
        holder=form.text("holder", "the name to print", most=60),
        language=form.choice("language", "the language of the letter", LANGUAGES),
        large_print=form.is_ticked("large"),
        by_hand=form.choice("way", "how the letter reaches the customer", WAYS) == "hand",
    )


def _wish(form: Form, account: int) -> DeskWish:
    return DeskWish(account, printed_as(form), additional=form.is_ticked("additional"))


ROUTES = (
    Route("customer", "/people/<int:account>", customer, SEES_PEOPLE),
    Route("new_card", "/people/<int:account>/card/new", new_card, HOUSING),
    Route("issue_card", "/people/<int:account>/card/new", issue, HOUSING, methods=("POST",)),
)
