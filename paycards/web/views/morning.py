"""The morning of a finance officer: how the night stands, and what needs a person."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.jobs.show_morning import show_morning
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import show
from paycards.web.who_may import SEES_MONEY


def finance(asked: Asked) -> ResponseReturnValue:
    """How the last night stands."""
    return show(asked, "finance/morning.html", "This morning", show_morning(asked.visit, asked.council))


ROUTES = (
    Route(
        "finance",
        "/finance",
        finance,
        SEES_MONEY,
        navigation="This morning",
        help="What is missing comes first. Each number opens the rows that make it up.",
    ),
)
