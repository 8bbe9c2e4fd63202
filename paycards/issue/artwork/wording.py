"""The words on cards and letters in one language: plain text with places for what differs.

A place is written {phone}. Each text may use only the places that stand beside it here.
"""

from __future__ import annotations

import string
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from paycards.settings.table import Table

OF_COUNCIL = frozenset({"council", "phone", "web", "email", "hours", "places", "limits"})
OF_FUND = OF_COUNCIL | {"fund", "your_fund"}


def _with_places(allowed: frozenset[str]) -> AfterValidator:
    def check(text: str) -> str:
        try:
            used = {_place(*place) for _, *place in string.Formatter().parse(text) if place[0] is not None}
        except ValueError as error:
            raise ValueError(f"a brace has no partner: {error}") from error
        wrong = sorted(used - allowed)
        if wrong:
            known = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
            raise ValueError(f"{{{wrong[0]}}} cannot stand here; what can: {known}")
        return text

    return AfterValidator(check)


def _place(name: str | None, form: str | None, conversion: str | None) -> str:
    """A place as it is written: nothing may stand beside its name."""
    return f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"


class Texts(Table):
    """A table of texts: spaces around one say nothing, so one of spaces alone is empty."""

    model_config = ConfigDict(str_strip_whitespace=True)


REACHED = frozenset({"phone", "web"})

Plain = Annotated[str, Field(min_length=1), _with_places(frozenset())]
Fund = Annotated[str, Field(min_length=1), _with_places(OF_FUND)]
Bill = Annotated[str, Field(min_length=1), _with_places(OF_FUND | {"amount"})]
Reached = Annotated[str, Field(min_length=1), _with_places(REACHED)]
Greeting = Annotated[str, Field(min_length=1), _with_places(frozenset({"holder"}))]
Limit = Annotated[str, Field(min_length=1), _with_places(frozenset({"amount", "place"}))]
Limits = Annotated[str, Field(min_length=1), _with_places(frozenset({"limits"}))]


class Section(Texts):
    """A short heading and what it is about."""

    heading: Fund
    text: Fund


class Letter(Texts):
    """Why we write: the title, and what happened."""

    title: Fund
    opening: Fund


class BillSection(Texts):
    """A section of a bill may name the amount."""

    heading: Bill
    text: Bill


class BillLetter(Texts):
    """The letter for one fixed sum."""

    title: Bill
    opening: Bill
    sections: tuple[BillSection, ...] = Field(min_length=1)


class CardWords(Texts):
    """A plastic card."""

    name: Plain
    number: Plain
    how_to: Fund
    where: Fund
    help: Fund


class SlipWords(Texts):
    """The part of a letter that is cut out; in large print it is folded too."""

    cut: Plain
    cut_and_fold: Plain
    heading: Fund
    steps: tuple[Fund, ...] = Field(min_length=1)


class LinkWords(Texts):
    """Beside the code that leads to the customer's own page."""

    heading: Fund
    how_to: Fund


class PhoneWords(Texts):
    """The image for a phone."""

    how_to: Fund
    help: Fund


class Words(Texts):
    """All of one language."""

    and_: str = Field(alias="and", min_length=1)
    limit: Limit
    limits: Limits
    elsewhere: Reached  # where to pay, when no contract says
    months: tuple[Plain, ...] = Field(min_length=12, max_length=12)
    greeting: Greeting
    nobody: Plain  # in a greeting, where nobody is to be named
    by_hand: Plain  # in the place of an address, where the letter is handed over
    reference: Plain
    phone_number: Plain
    amount: Plain
    ruler: Plain  # beside a line of 100 mm
    large_print: Reached  # the offer of letters in another form; itself in large print
    card: CardWords
    slip: SlipWords
    bill_slip: SlipWords
    phone: PhoneWords
    link: LinkWords
    first: Letter
    additional: Letter
    replacement: Letter
    bill: BillLetter
    sections: tuple[Section, ...] = Field(min_length=1)
