"""The daily proof: the days of a council, and one day with every check and the rows that make it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.jobs.show_day_proof import show_day_proof
from paycards.jobs.show_proof import show_proof
from paycards.jobs.show_proof_days import show_proof_days
from paycards.pages.route import Route
from paycards.pages.words import date
from paycards.web.context import Asked
from paycards.web.show import as_file, show
from paycards.web.views.addresses import day_before, day_of
from paycards.web.who_may import SEES_MONEY

FORMS = {"pdf": "application/pdf", "csv": "text/csv"}


def proof(asked: Asked) -> ResponseReturnValue:
    """The days, newest first."""
    before = day_before(request.args.get("before", ""))
    page = show_proof_days(asked.visit, asked.council, before=before)
    return show(asked, "proof/days.html", "Daily proof", page)


def proof_day(asked: Asked, day: str) -> ResponseReturnValue:
    """One day, with all its checks."""
    page = show_day_proof(asked.visit, asked.council, day_of(day))
    return show(asked, "proof/day.html", f"Proof of {date(page.day)}", page)


def proof_file(asked: Asked, day: str, form: str) -> ResponseReturnValue:
    """The same figures on paper, or as CSV."""
    proved = show_proof(asked.visit, day_of(day), council=asked.council)
    return as_file(proved.page(form), f"proof-{asked.council}-{proved.day}.{form}", FORMS[form])


ROUTES = (
    Route(
        "proof",
        "/proof",
        proof,
        SEES_MONEY,
        navigation="Proof",
        help="For each day, whether what was received, posted, banked and owed agree.",
    ),
    Route(
        "proof_day",
        "/proof/<day>",
        proof_day,
        SEES_MONEY,
        help="Each check compares two totals. Open a check to see the rows that make them up.",
    ),
    Route("proof_file", "/proof/<day>/proof.<any(pdf, csv):form>", proof_file, SEES_MONEY),
)
