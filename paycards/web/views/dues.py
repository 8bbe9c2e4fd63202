"""Dues: what suppliers are expected to pay, what they paid, and how late they are."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from paycards.jobs.explain_due import explain_due
from paycards.jobs.show_dues import Order, show_dues
from paycards.pages.route import Route
from paycards.web.context import Asked
from paycards.web.forms.bank import place_after
from paycards.web.show import show
from paycards.web.views.addresses import ROW
from paycards.web.who_may import SEES_MONEY


def dues(asked: Asked) -> ResponseReturnValue:
    """The dues of a view, oldest first, of one contract or of all."""
    view, contract = request.args.get("view", "open"), request.args.get("contract", "")
    place = place_after(request.args.get("after", ""))
    begins = Order(place.day, place.file_id, place.row_no) if place else None
    page = show_dues(asked.visit, asked.council, view=view, contract=contract, after=begins)
    return show(asked, "dues/list.html", "Dues", page)


def due(asked: Asked, file_id: int, row_no: int) -> ResponseReturnValue:
    """One due, with all that led to it."""
    page = explain_due(asked.visit, asked.council, (file_id, row_no))
    return show(asked, "dues/due.html", f"Due {page.standing.due.key}", page)


ROUTES = (
    Route(
        "dues",
        "/dues",
        dues,
        SEES_MONEY,
        navigation="Dues",
        help="What each supplier is expected to pay, and on which day.",
    ),
    Route(
        "due",
        f"/dues/{ROW}",
        due,
        SEES_MONEY,
        help="A payment expected of a supplier: why, what has been paid and what is outstanding.",
    ),
)
