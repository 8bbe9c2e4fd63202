"""The suspense desk: what could not be placed, oldest first, and one item with what is decided about it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.decisions.row_version import SeenItem
from paycards.jobs.assign_item import assign_item
from paycards.jobs.note_item import note_item
from paycards.jobs.place_item import place_item
from paycards.jobs.show_item import show_item
from paycards.jobs.show_suspense import show_suspense
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.forms.suspense import key_in, read_owner, read_target, which_in
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import ITEM
from paycards.web.who_may import OFFICER, SEES_MONEY

DONE = {
    "applied": "The payment is posted to the account.",
    "proposed": "The proposal is recorded. A second person has to approve it.",
    "split": "The payment is split.",
    "combined": "The payments are posted to the account.",
    "noted": "The note is saved.",
    "owned": "The item is assigned.",
}


def suspense(asked: Asked) -> ResponseReturnValue:
    """The open items, all or those that the address narrows them to."""
    which = which_in(request.args, asked.visit.visitor.name)
    begins = key_in(request.args.get("after", ""))
    page = show_suspense(asked.visit, asked.council, which, after=begins)
    return show(asked, "suspense/list.html", "Suspense", page)


def item(asked: Asked, item_id: int) -> ResponseReturnValue:
    """One item: the form before it is decided, what became of it after."""
    return item_page(asked, item_id, NOTHING_TYPED)


def place(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Post it to an account, or propose to."""
    form = posted()
    return submitted(
        form, lambda: _place(asked, item_id, form), lambda again: item_page(asked, item_id, again)
    )


def note(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Keep a note."""
    form = posted()
    return submitted(
        form, lambda: _note(asked, item_id, form), lambda again: item_page(asked, item_id, again)
    )


def owner(asked: Asked, item_id: int) -> ResponseReturnValue:
    """Say who sees to it."""
    form = posted()
    return submitted(form, lambda: _own(asked, item_id, form), lambda again: item_page(asked, item_id, again))


def item_page(asked: Asked, item_id: int, form: Form) -> str:
    """Draw the page of an item."""
    page = show_item(asked.visit, asked.council, item_id)
    return show(asked, "suspense/item.html", f"Suspense item {item_id}", page, form=form, done=DONE)


def _place(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    target = read_target(form)
    seen = SeenItem(item_id, form.value("version"))
    done = place_item(asked.visit, asked.council, seen, target)
    return after(asked, "suspense_item", item_id=item_id, done=done.state)


def _note(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    words = form.text("remark", "what the next person should know")
    form.check()
    note_item(asked.visit, item_id, note=words)
    return after(asked, "suspense_item", item_id=item_id, done="noted")


def _own(asked: Asked, item_id: int, form: Form) -> ResponseReturnValue:
    chosen = read_owner(form, asked.visit.visitor.name, asked.visit.today)
    assign_item(asked.visit, item_id, chosen)
    return after(asked, "suspense_item", item_id=item_id, done="owned")


ROUTES = (
    Route(
        "suspense",
        "/suspense",
        suspense,
        SEES_MONEY,
        navigation="Suspense",
        help="Payments that could not be placed on an account, oldest first.",
    ),
    Route("suspense_item", ITEM, item, SEES_MONEY),
    Route("suspense_place", ITEM, place, OFFICER, methods=("POST",)),
    Route("suspense_note", f"{ITEM}/note", note, OFFICER, methods=("POST",), form="suspense_item"),
    Route("suspense_owner", f"{ITEM}/owner", owner, OFFICER, methods=("POST",), form="suspense_item"),
)
