"""The pages: a question before the card, the card, a payment that is missed, a card that is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, abort, g, redirect, request
from flask.typing import ResponseReturnValue

from paycards.customer import bars
from paycards.customer.context import Asked
from paycards.customer.forms import read_question
from paycards.customer.show import show
from paycards.errors import NotAllowed
from paycards.jobs.ask_for_payment import AskedPayment, ask_for_payment, show_asked_payment
from paycards.jobs.open_customer_page import close_customer_page, open_customer_page
from paycards.jobs.show_customer_card import (
    CouncilToCall,
    CustomerCard,
    show_customer_card,
    shown_number,
    whom_to_call,
)
from paycards.pages.forms import Form, posted
from paycards.pages.look import style_sheet
from paycards.pages.route import ANYONE, FOR_EVER, Route
from paycards.pages.static_files import static_file

USUAL_LENGTHS = range(13, 25)  # of card numbers


@dataclass(frozen=True)
class Shown:
    """The card with what its bars need."""

    card: CustomerCard
    across: int
    choices: list[bars.Choice] = field(default_factory=list)
    widest: int = bars.WIDEST
    least: int = bars.LEAST
    most: int = bars.MOST


@dataclass(frozen=True)
class Missed:
    """What was asked for, what was typed, its answer, and whom to call about it."""

    asked: AskedPayment
    form: Form
    council: CouncilToCall | None


@dataclass(frozen=True)
class Lost:
    """Whom to call about a card that is lost; `has_card`: there is a page of it to go back to."""

    council: CouncilToCall | None
    has_card: bool


def start(asked: Asked) -> ResponseReturnValue:
    """Where the page begins: in the letter. Also where a session that is over leads to."""
    return show(asked, "start", request.args.get("over") == "1")


def question(asked: Asked, token: str) -> ResponseReturnValue:
    """The question, whatever the token: opening a link shows and consumes nothing."""
    del token
    return show(asked, "question", "")


def answer(asked: Asked, token: str) -> ResponseReturnValue:
    """Let the customer in, or say the same of whatever is wrong."""
    said, fact = asked.words["question"], request.form.get("fact", "").strip()
    if not fact:
        return show(asked, "question", "", errors={"fact": said["empty"]}), 422
    try:
        secret = open_customer_page(asked.visit, token, fact, request.remote_addr or "")
    except NotAllowed:
        return show(asked, "question", fact[:20], errors={"fact": said["many"]}), 429
    if secret is None:
        return show(asked, "question", fact[:20], errors={"fact": said["wrong"]}), 422
    g.new_secret = secret
    return redirect(f"/{asked.words.language}/card", 303)


def card(asked: Asked) -> ResponseReturnValue:
    """The card, its last payments, where to pay."""
    found = show_customer_card(asked.visit, asked.secret, asked.words.language)
    if found is None:
        return _over(asked)
    across = bars.modules_across(found.number)
    return show(asked, "card", Shown(found, across, bars.choices(across)), council=found.council)


def picture(asked: Asked, pixels: int, width: int) -> ResponseReturnValue:
    """The bars of the session's card: device pixels a module, and of the whole picture."""
    number = shown_number(asked.visit, asked.secret)
    if number is None or not 1 <= pixels <= bars.MOST:
        abort(404)
    if not 0 <= width - pixels * bars.modules_across(number) <= bars.MORE:
        abort(404)
    return Response(bars.picture(number, pixels, width), mimetype="image/png")


def payment(asked: Asked) -> ResponseReturnValue:
    """The form for a payment that is missed, and the answer to what was asked last."""
    found = show_asked_payment(asked.visit, asked.secret)
    if found is None:
        return _over(asked)
    council = whom_to_call(asked.visit, asked.secret, asked.words.language)
    return show(asked, "payment", Missed(found, Form(), council), council=council)


def ask(asked: Asked) -> ResponseReturnValue:
    """Keep what is asked for; the page answers it."""
    form = posted()
    question, errors = read_question(form, asked.words, asked.visit.today)
    if errors:
        council = whom_to_call(asked.visit, asked.secret, asked.words.language)
        return show(
            asked, "payment", Missed(AskedPayment(), form, council), council=council, errors=errors
        ), 422
    if not ask_for_payment(asked.visit, asked.secret, question):
        return _over(asked)
    return redirect(f"/{asked.words.language}/payment", 303)


def lost(asked: Asked) -> ResponseReturnValue:
    """Whom to call; without a session too."""
    council = whom_to_call(asked.visit, asked.secret, asked.words.language)
    has_card = shown_number(asked.visit, asked.secret) is not None
    return show(asked, "lost", Lost(council, has_card), council=council)


def accessibility(asked: Asked) -> ResponseReturnValue:
    """For whom the pages are, how they were tested, and what else there is."""
    council = whom_to_call(asked.visit, asked.secret, asked.words.language)
    return show(asked, "accessibility", council, council=council)


def finish(asked: Asked) -> ResponseReturnValue:
    """End the session."""
    close_customer_page(asked.visit, asked.secret)
    g.new_secret = ""
    return redirect(f"/{asked.words.language}/finished", 303)


def finished(asked: Asked) -> ResponseReturnValue:
    """That it has ended."""
    return show(asked, "finished", None)


def home(asked: Asked) -> ResponseReturnValue:
    """Whoever typed the host name only."""
    return show(asked, "start", page=False)


def sizes(_: Asked, across: int) -> ResponseReturnValue:
    """The sizes of bars of so many modules, for browsers without script."""
    if across not in {bars.modules_across("9" * length) for length in USUAL_LENGTHS}:
        abort(404)
    return Response(bars.sheet(across), mimetype="text/css")


def static(_: Asked, name: str) -> ResponseReturnValue:
    """A file that comes with the program."""
    return static_file(name)


def look(asked: Asked, name: str) -> ResponseReturnValue:
    """A council's colours."""
    return style_sheet(asked.visit.settings.councils, name)


def _over(asked: Asked) -> ResponseReturnValue:
    return redirect(f"/{asked.words.language}/?over=1", 303)


LANGUAGE = "/<any(en, cy):language>"
ROUTES = (
    Route("home", "/", home, ANYONE, council=False),
    Route("start", f"{LANGUAGE}/", start, ANYONE, council=False),
    Route("question", f"{LANGUAGE}/c/<token>", question, ANYONE, council=False),
    Route("answer", f"{LANGUAGE}/c/<token>", answer, ANYONE, ("POST",), council=False),
    Route("card", f"{LANGUAGE}/card", card, ANYONE, council=False),
    Route("picture", "/bars/<int:pixels>-<int:width>.png", picture, ANYONE, council=False),
    Route("sizes", "/bars/<int:across>.css", sizes, ANYONE, council=False, caching=FOR_EVER),
    Route("payment", f"{LANGUAGE}/payment", payment, ANYONE, council=False),
    Route("ask", f"{LANGUAGE}/payment", ask, ANYONE, ("POST",), council=False),
    Route("lost", f"{LANGUAGE}/lost", lost, ANYONE, council=False),
    Route("accessibility", f"{LANGUAGE}/accessibility", accessibility, ANYONE, council=False),
    Route("finish", f"{LANGUAGE}/finish", finish, ANYONE, ("POST",), council=False),
    Route("finished", f"{LANGUAGE}/finished", finished, ANYONE, council=False),
    Route("static", "/static/<name>", static, ANYONE, council=False, caching=FOR_EVER),
    Route("look", "/look/<name>", look, ANYONE, council=False, caching=FOR_EVER),
)
