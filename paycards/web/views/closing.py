"""Close a day: what must hold, exceptions signed one by one, the figures, and the button."""

from __future__ import annotations

import datetime as dt

from flask.typing import ResponseReturnValue

from paycards.errors import Invalid
from paycards.jobs.close_day import close_day
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.show_closing import show_closing
from paycards.jobs.sign_exception import sign_exception
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.pages.words import date
from paycards.web.context import Asked
from paycards.web.forms.closing import read_exception, read_reopening
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.views.addresses import day_of
from paycards.web.who_may import MANAGER, OFFICER, SEES_MONEY

DONE = {
    "closed": "The day is closed. Its figures are recorded and will not change.",
    "signed": "The exception is proposed. A second person has to approve it.",
    "reopening": "Reopening the day is proposed. A second person has to approve it.",
}


def close(asked: Asked, day: str) -> ResponseReturnValue:
    """What must hold before a day is closed; of a closed day, who closed it."""
    return _page(asked, day, NOTHING_TYPED)


def _page(asked: Asked, day: str, form: Form) -> ResponseReturnValue:
    page = show_closing(asked.visit, asked.council, day_of(day))
    what = date(page.day) if page.is_closed else f"Close {date(page.day)}"
    return show(asked, "close/day.html", what, page, form=form, done=DONE)


def close_now(asked: Asked, day: str) -> ResponseReturnValue:
    """Close it with the figures that were shown."""
    form = posted()

    def act() -> ResponseReturnValue:
        close_day(asked.visit, day_of(day), council=asked.council, version=form.value("version"))
        return after(asked, "close", done="closed", day=day)

    return submitted(form, act, lambda again: _page(asked, day, again))


def sign(asked: Asked, day: str) -> ResponseReturnValue:
    """Propose an exception for one check."""
    form = posted()

    def act() -> ResponseReturnValue:
        _sign(asked, day_of(day), form)
        return after(asked, "close", done="signed", day=day)

    return submitted(form, act, lambda again: _page(asked, day, again))


def _sign(asked: Asked, day: dt.date, form: Form) -> None:
    read = read_exception(form)
    check = {"contract": read.contract, "check": read.check}
    try:
        sign_exception(asked.visit, day, **check, note=read.note, until=read.until)
    except Invalid as error:  # at the field of the check that it is about
        field = f"{error.facts['field']}-{form.value('nth')}"
        raise Invalid(field, str(error), code=error.code) from error


def reopen(asked: Asked, day: str) -> ResponseReturnValue:
    """Propose that a closed day is opened again."""
    form = posted()

    def act() -> ResponseReturnValue:
        note = read_reopening(form)
        reopen_day(asked.visit, day_of(day), council=asked.council, note=note)
        return after(asked, "close", done="reopening", day=day)

    return submitted(form, act, lambda again: _page(asked, day, again))


ROUTES = (
    Route(
        "close",
        "/close/<day>",
        close,
        SEES_MONEY,
        help="A day can be closed once every check agrees, or two people have signed the exceptions.",
    ),
    Route("close_now", "/close/<day>", close_now, MANAGER, methods=("POST",)),
    Route("close_sign", "/close/<day>/exception", sign, OFFICER, methods=("POST",), form="close"),
    Route("close_reopen", "/close/<day>/reopen", reopen, OFFICER, methods=("POST",), form="close"),
)
