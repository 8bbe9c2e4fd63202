"""The find box: one customer among all, by name, reference, postcode or card number."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.cards.finding_people import FoundPeople
from paycards.jobs.find_people import find_people
from paycards.jobs.keep_search import keep_search, kept_search
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import after, show, show_part
from paycards.web.who_may import SEES_PEOPLE

AS_TYPED = "X-As-You-Type"  # a header of the script
WHAT = "Find a customer"
NOTHING = FoundPeople("", (), is_all=True, searched=False)


def find(asked: Asked) -> ResponseReturnValue:
    """The empty box."""
    return show(asked, "find/find.html", WHAT, NOTHING)


def ask(asked: Asked) -> ResponseReturnValue:
    """Search: the text is kept, and the address of what was found holds an opaque number.

    For the script of the page, which asks while a person types, nothing is kept: it gets what was found.
    """
    form = posted()
    if AS_TYPED in request.headers:
        people = find_people(asked.visit, asked.council, form.value("text"))
        return show_part(asked, "find/found.html", people)

    def act() -> ResponseReturnValue:
        return after(asked, "found", search=keep_search(asked.visit, asked.council, form.value("text")))

    return submitted(
        form, act, lambda form: show(asked, "find/find.html", "Find a customer", NOTHING, form=form)
    )


def found(asked: Asked, search: str) -> ResponseReturnValue:
    """Who was found, and why."""
    page = kept_search(asked.visit, asked.council, search)
    return show(asked, "find/find.html", WHAT, page, form=Form({"text": page.text}))


HELP = "Any part of what is known, in any order."
ROUTES = (
    Route("find", "/find", find, SEES_PEOPLE, navigation="Find a customer", help=HELP),
    Route("find_post", "/find", ask, SEES_PEOPLE, methods=("POST",), help=HELP),
    Route("found", "/find/<search>", found, SEES_PEOPLE, help=HELP),
)
