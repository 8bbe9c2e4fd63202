"""Where is my payment? What the receipt shows is typed into a form, and stands in no address."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from paycards.jobs.keep_trace import keep_trace, kept_trace, show_trace
from paycards.pages.forms import Form, posted, submitted
from paycards.pages.route import Route
from paycards.tracing.facts import checked
from paycards.web.context import Asked
from paycards.web.forms.trace import kept_fields, read_facts
from paycards.web.show import NOTHING_TYPED, after, show
from paycards.web.who_may import SEES_PEOPLE

WHAT = "Where is my payment?"


def trace(asked: Asked) -> ResponseReturnValue:
    """The empty form."""
    return _asking(asked, NOTHING_TYPED)


def _asking(asked: Asked, form: Form) -> ResponseReturnValue:
    page = show_trace(asked.visit, asked.council)
    return show(asked, "trace/trace.html", WHAT, page, form=form)


def ask(asked: Asked) -> ResponseReturnValue:
    """Keep what was typed; the answer has an address with an opaque number."""
    form = posted()

    def act() -> ResponseReturnValue:
        checked(read_facts(form))
        return after(asked, "traced", number=keep_trace(asked.visit, asked.council, kept_fields(form)))

    return submitted(form, act, lambda again: _asking(asked, again))


def traced(asked: Asked, number: str) -> ResponseReturnValue:
    """How far the payment has come."""
    form = Form(kept_trace(asked.visit, asked.council, number))
    page = show_trace(asked.visit, asked.council, read_facts(form))
    return show(asked, "trace/trace.html", WHAT, page, form=form)


HELP = "Type what the receipt shows: two facts, one of them the amount, the card or the receipt number."
ROUTES = (
    Route("trace", "/trace", trace, SEES_PEOPLE, navigation="Trace a payment", help=HELP),
    Route("trace_ask", "/trace", ask, SEES_PEOPLE, methods=("POST",), help=HELP),
    Route("traced", "/trace/<number>", traced, SEES_PEOPLE, help=HELP),
)
