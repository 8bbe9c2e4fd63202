"""The suspense desk: what could not be placed, oldest first."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.jobs.list_suspense import list_suspense
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import show
from paycards.web.who_may import SEES_MONEY


def suspense(asked: Asked) -> ResponseReturnValue:
    """The open items."""
    items = list_suspense(asked.visit, council=asked.council)
    return show(asked, "suspense/list.html", "Suspense", items)


ROUTES = (
    Route(
        "suspense",
        "/suspense",
        suspense,
        SEES_MONEY,
        navigation="Suspense",
        help="Payments that could not be placed on an account, oldest first.",
    ),
)
