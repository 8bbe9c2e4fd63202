"""Help: one page for each person's first morning; and what was tested so that everybody can use the pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from flask.typing import ResponseReturnValue

from paycards.pages.route import ANYONE, Route
from paycards.web.context import Asked
from paycards.web.show import show

# By the address: the heading, and whom the list of all names.
PAGES = {
    "first-morning": "Help",
    "finance-officer": "The first morning of a finance officer",
    "finance-manager": "The first morning of a finance manager",
    "housing-officer": "The first morning of a housing officer",
    "auditor": "The first morning of an auditor",
    "administrator": "The first morning of an administrator",
}


@dataclass(frozen=True)
class HelpPage:
    """A page of help and the others."""

    name: str
    others: tuple[tuple[str, str], ...]  # name and heading


def help_page(asked: Asked, page: str) -> ResponseReturnValue:
    """One page of help."""
    if page not in PAGES:
        abort(404)
    others = tuple((name, heading) for name, heading in PAGES.items() if name not in (page, "first-morning"))
    return show(asked, f"help/{page}.html", PAGES[page], HelpPage(page, others))


def accessibility(asked: Asked) -> ResponseReturnValue:
    """The accessibility statement."""
    return show(asked, "help/accessibility.html", "Accessibility statement", None)


ROUTES = (
    Route("help", "/help/<page>", help_page, ANYONE, council=False),
    Route("accessibility", "/accessibility", accessibility, ANYONE, council=False),
)
