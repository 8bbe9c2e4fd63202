"""The monthly return: one person prepares it, another reviews and signs it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.errors import NotFound
from paycards.jobs.show_monthly_return import show_monthly_return
from paycards.jobs.show_returns import show_returns
from paycards.jobs.sign_return import sign_return
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.reports.return_pages import return_page
from paycards.web.context import Asked
from paycards.web.show import NOTHING_TYPED, after, as_file, show
from paycards.web.views.addresses import month_of
from paycards.web.who_may import OFFICER, SEES_MONEY

DONE = {"prepared": "The return is prepared. A second person has to review and sign it."}
LOADED = "loaded-"
FORMS = {"pdf": "application/pdf", "csv": "text/csv"}


def returns(asked: Asked) -> ResponseReturnValue:
    """The months that are over."""
    return show(asked, "returns/list.html", "Monthly returns", show_returns(asked.visit, asked.council))


def monthly_return(asked: Asked, month: str) -> ResponseReturnValue:
    """The return of a month: a draft, prepared, or signed."""
    return _return(asked, month, NOTHING_TYPED)


def _return(asked: Asked, month: str, form: Form) -> ResponseReturnValue:
    page = show_monthly_return(asked.visit, asked.council, month_of(month))
    return show(asked, "returns/return.html", f"Return for {page.name}", page, form=form, done=DONE)


def prepare(asked: Asked, month: str) -> ResponseReturnValue:
    """Write the figures down and sign as the one who prepared them."""
    form = posted()

    def act() -> ResponseReturnValue:
        note = form.text("note", "what the reviewer has to know")
        loaded = _loaded(form)
        form.check()
        sign_return(asked.visit, month_of(month), council=asked.council, note=note, loaded=loaded)
        return after(asked, "monthly_return", done="prepared", month=month)

    return submitted(form, act, lambda again: _return(asked, month, again))


def _loaded(form: Form) -> dict[str, int]:
    """What the system of each fund is said to have taken, where it was typed."""
    named = [name for name in form.typed if name.startswith(LOADED) and form.value(name).strip()]
    return {name.removeprefix(LOADED): form.pence(name, "what the system loaded") for name in named}


def return_file(asked: Asked, month: str, form: str) -> ResponseReturnValue:
    """The same figures on paper, or as CSV."""
    made = show_monthly_return(asked.visit, asked.council, month_of(month)).made
    if made is None:
        raise NotFound("return", month)
    return as_file(return_page(form, [made]), f"return-{asked.council}-{month}.{form}", FORMS[form])


ROUTES = (
    Route(
        "returns",
        "/returns",
        returns,
        SEES_MONEY,
        navigation="Returns",
        help="One page of figures for each month, which one person prepares and another reviews.",
    ),
    Route(
        "monthly_return",
        "/returns/<month>",
        monthly_return,
        SEES_MONEY,
        help="The month in figures. One person prepares the return and another reviews it.",
    ),
    Route("return_prepare", "/returns/<month>", prepare, OFFICER, methods=("POST",)),
    Route("return_file", "/returns/<month>/return.<any(pdf, csv):form>", return_file, SEES_MONEY),
)
