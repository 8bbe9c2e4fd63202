"""What a form sent: each field read into what it means, with what is wrong by field.

>>> form = Form({"amount": "£1,234.50", "card": "9826 9999 0000 0012 345", "from-day": "5",
...              "from-month": "Mar", "from-year": "2026"})
>>> form.pence("amount", "the amount"), form.digits("card", "the card number")
(123450, '9826999900000012345')
>>> form.date("from", "the first day")
datetime.date(2026, 3, 5)
>>> form.text("reason", "a reason"), form.errors
('', {'reason': 'Enter a reason.'})

A topic's form is a frozen dataclass and a function that reads it so; `form.check()` comes before it is used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from flask import make_response, request
from flask.typing import ResponseReturnValue

from paycards.errors import Forbidden, Invalid, NeedsPerson, NotFound, Stale, UsageError
from paycards.pages.typed import BadValue, read_date, read_digits, read_pence, read_text, read_whole

Value = TypeVar("Value")
HIDDEN = frozenset({"csrf", "version", "password", "code", "secret"})  # never shown again
_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class BadForm(UsageError):
    """A form with errors; they stand in the form."""


@dataclass
class Form:
    """The fields as they were typed, and what is wrong with them; `errors[""]` is about the whole form.

    `drawn` are the fields that a page has asked about, each to say beside it what is wrong with it.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    drawn: set[str] = field(default_factory=set)

    def text(self, name: str, what: str, *, most: int = 500, required: bool = True) -> str:
        """Words, without the spaces around them."""
        return self._read(name, lambda raw: read_text(raw, what, most=most, required=required), "")

    def choice(self, name: str, what: str, among: Collection[str]) -> str:
        """One of the values that the page offered."""
        value = self.value(name)
        if value not in among:
            self.errors[name] = f"Choose {what}."
        return value

    def pence(self, name: str, what: str) -> int:
        """An amount of money: pounds as people write them."""
        return self._read(name, lambda raw: read_pence(raw, what), 0)

    def whole(self, name: str, what: str, *, most: int = 2**31 - 1) -> int:
        """A whole number from 0."""
        return self._read(name, lambda raw: read_whole(raw, what, most=most), 0)

    def digits(self, name: str, what: str) -> str:
        """Digits as on a card, with or without spaces and dashes."""
        return self._read(name, lambda raw: read_digits(raw, what), "")

    def date(self, name: str, what: str) -> dt.date:
        """A date of three fields, `NAME-day`, `NAME-month`, `NAME-year`; the month may be a name."""
        parts = tuple(self.value(f"{name}-{part}") for part in ("day", "month", "year"))
        return self._read(name, lambda _: read_date(parts, what), dt.date.min)

    def is_ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.value(name))

    def value(self, name: str) -> str:
        """A field as it was typed; empty if it was not."""
        return self.typed.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field that a page draws; empty if nothing is."""
        self.drawn.add(name)
        return self.errors.get(name, "")

    def check(self) -> None:
        """Raise BadForm if anything is wrong."""
        if self.errors:
            raise BadForm("There is a problem with the form.")

    @property
    def shown(self) -> dict[str, str]:
        """What was typed, but what no page shows again."""
        return {name: text for name, text in self.typed.items() if text and not HIDDEN & set(name.split("_"))}

    def _read(self, name: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        try:
            return read(self.value(name))
        except BadValue as error:
            self.errors[name] = str(error)
            return otherwise


def posted() -> Form:
    """The form of this request: the last value of each field that has a name of ours."""
    fields = {name: values[-1] for name, values in request.form.lists() if _FIELD.fullmatch(name)}
    return Form(fields)


def submitted(
    form: Form, act: Callable[[], ResponseReturnValue], again: Callable[[Form], ResponseReturnValue]
) -> ResponseReturnValue:
    """Do what a form asks for; where it is wrong, show it `again` in place, with 422 and what was typed.

    Raises Stale where the page no longer draws any field that is wrong: it was decided meanwhile.
    """
    wrong: set[str] = set()
    try:
        return act()
    except (Forbidden, Stale, NotFound):
        raise
    except BadForm:
        wrong = set(form.errors)
    except Invalid as error:
        form.errors[str(error.facts["field"])] = str(error)
    except (NeedsPerson, UsageError) as error:
        form.errors[""] = str(error)
    answer = make_response(again(form))
    if wrong and not wrong & form.drawn:
        raise Stale("The page has this form no longer: it was decided meanwhile. Nothing of yours was done.")
    answer.status_code = 422
    return answer
