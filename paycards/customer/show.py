"""What views answer with: a page in the language of its address, and the same place in the other one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from paycards.customer.context import Asked, language_here
from paycards.customer.wording import Wording
from paycards.jobs.show_customer_card import CouncilToCall, to_call
from paycards.pages.csrf import open_token
from paycards.pages.errors import ErrorPage
from paycards.pages.look import NOBODYS, Look, look_of
from paycards.settings.installation import Settings


@dataclass(frozen=True)
class Frame:
    """What stands around a page; `errors` are what is wrong with its form, by field."""

    what: str
    title: str
    look: Look
    words: Wording
    elsewhere: str  # the same place in the other language
    csrf: str
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""
    help: str = ""
    back: str = ""  # the page that an error is about


def show(
    asked: Asked,
    template: str,
    page: object,
    *,
    council: CouncilToCall | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    """Draw a page, whose heading stands in its section of the words."""
    words: Any = asked.words[template]
    frame = _frame(asked.words, words["heading"], council, errors or {})
    return render_template(f"{template}.html", page=page, frame=frame, words=words)


def _frame(words: Wording, what: str, council: CouncilToCall | None, errors: dict[str, str]) -> Frame:
    look = _look(words, council)
    name = [look.name] if look.style != NOBODYS.style else []
    title = " – ".join([what, *name, "paycards"])
    elsewhere = f"/{words.other}{request.path[3:]}" if request.path[:4] in ("/en/", "/cy/") else "/cy/"
    return Frame(
        what=what,
        title=f"{words['error']} {title}" if errors else title,
        look=look,
        words=words,
        elsewhere=elsewhere,
        csrf=open_token(),
        errors=errors,
    )


def _look(words: Wording, council: CouncilToCall | None) -> Look:
    """The look of the council, once it may be known: from the start where there is but one."""
    settings: Settings = current_app.extensions["paycards.settings"]
    if council is None and len(settings.councils) > 1:
        return replace(NOBODYS, name=words["card"]["heading"])
    if council is None:
        council = to_call(settings.councils[0], words.language)
    its = next(each for each in settings.councils if each.code == council.code)
    return Look(council.name, look_of(its).style)


def show_error(page: ErrorPage) -> ResponseReturnValue:
    """Draw the page of an error, in few words."""
    words = language_here()
    said = words["errors"]
    why = "later" if page.status >= 500 else "foreign" if page.status == 403 else "missing"
    frame = replace(_frame(words, said["heading"], None, {}), back=page.back)
    return render_template("error.html", page=said[why], frame=frame, words=said), page.status
