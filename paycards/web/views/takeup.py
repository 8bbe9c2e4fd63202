"""Take-up of a closing office: who pays with a card, who has gone silent, what it costs."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from paycards.jobs.show_take_up import draw_take_up, list_take_up, show_take_up, show_take_up_offices
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.show import as_file, show
from paycards.web.who_may import SEES_PEOPLE


def offices(asked: Asked) -> ResponseReturnValue:
    """The offices whose lists were run."""
    return show(asked, "takeup/offices.html", "Take-up", show_take_up_offices(asked.visit, asked.council))


def take_up(asked: Asked, office: str) -> ResponseReturnValue:
    """One office."""
    page = show_take_up(asked.visit, asked.council, office)
    return show(asked, "takeup/office.html", f"Take-up of {page.report.office.title}", page)


def curve(asked: Asked, office: str) -> ResponseReturnValue:
    """The take-up curve as a picture."""
    return Response(draw_take_up(asked.visit, asked.council, office), mimetype="image/svg+xml")


def people(asked: Asked, office: str) -> ResponseReturnValue:
    """The people of the office as CSV, without names."""
    return as_file(list_take_up(asked.visit, asked.council, office), "take-up.csv", "text/csv")


ROUTES = (
    Route("take_up_offices", "/takeup", offices, SEES_PEOPLE, navigation="Take-up"),
    Route("take_up", "/takeup/<office>", take_up, SEES_PEOPLE),
    Route("take_up_curve", "/takeup/<office>/curve.svg", curve, SEES_PEOPLE),
    Route("take_up_people", "/takeup/<office>/people.csv", people, SEES_PEOPLE),
)
