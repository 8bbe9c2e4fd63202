"""A council's artwork: its template and its settings brought together, with every word filled in."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path

from paycards.errors import SettingsError
from paycards.issue.artwork.colours import LEAST_CONTRAST, contrast
from paycards.issue.artwork.fitting import NO_BREAK
from paycards.issue.artwork.greeting import greeted
from paycards.issue.artwork.paper import Holding, Language
from paycards.issue.artwork.places import in_language, limits_of, names_of, places_of, pounds
from paycards.issue.artwork.template import WHITE, FundLook, Template, load_template
from paycards.issue.artwork.typefaces import Typeface, typeface
from paycards.issue.artwork.wording import Words
from paycards.settings.council import Council
from paycards.settings.printing import Address, Printing

COUNCILS_NAME = "The name of the council"


class Artwork:
    """What drawing needs of one council. Raises SettingsError when the settings say too little.

    `channels` are those of its contracts; without them, what each contract names is taken for one.
    """

    def __init__(
        self, council: Council, template: Template | None = None, *, channels: Collection[str] | None = None
    ) -> None:
        if council.address is None:
            raise SettingsError(
                f"Cards and letters of {council.code} need [councils.address]: add it to the settings."
            )
        self.council = council
        self.address: Address = council.address
        self.printing: Printing = council.printing
        self.template = template or load_template(council.printing.template)
        self.regular = self._face("Regular", self.template.look.regular)
        self.bold = self._face("Bold", self.template.look.bold or self.template.look.regular)
        if channels is None:
            channels = {contract.channel for contract in council.contracts}
        self._places = places_of(self.template.places, channels)
        self._filled: dict[tuple[object, ...], str] = {}
        for text in _texts(self.template.model_dump(exclude={"folder"})):
            self.regular.check(text, "The card template")

    @property
    def text(self) -> str:
        """The colour of text on white."""
        return self.template.look.text

    @cached_property
    def logo(self) -> Path | None:
        """The council's logo."""
        return self.template.file(self.template.look.logo)

    def words(self, language: Language) -> Words:
        """The words of a language."""
        return self.template.words[language]

    def fund(self, code: str) -> FundLook:
        """How a fund looks. Raises SettingsError if the template does not say."""
        if code not in self.template.funds:
            raise SettingsError(
                f"The card template of {self.council.code} has no table [funds.{code}]: add one, with colour,"
                " text, en, cy, your_en and your_cy."
            )
        return self.template.funds[code]

    def fund_name(self, code: str, language: Language) -> str:
        """What a fund is called."""
        return in_language(language, self.fund(code).en, self.fund(code).cy, f"funds.{code}.cy")

    def heading_colour(self, code: str) -> str:
        """The fund's colour where it can be read on white, else that of text."""
        colour = self.fund(code).colour
        return colour if contrast(colour, WHITE) >= LEAST_CONTRAST else self.text

    def name(self, language: Language) -> str:
        """The council's name in a language; its English name where it has no other."""
        look = self.template.look
        english = look.name_en or self.council.name
        return english if language == "en" else look.name_cy or self.printing.name_cy or english

    def return_address(self, language: Language) -> tuple[str, ...]:
        """The lines below the council's name."""
        return (self.address.lines_cy or self.address.lines) if language == "cy" else self.address.lines

    def languages(self, holding: Holding) -> tuple[Language, ...]:
        """The languages of a letter or card, the customer's first."""
        other: Language = "en" if holding.language == "cy" else "cy"
        return (holding.language, other) if self.printing.both_languages else (holding.language,)

    def long_date(self, date: dt.date, language: Language) -> str:
        """A date as people write it: 22 November 2026."""
        return f"{date.day} {self.words(language).months[date.month - 1]} {date.year}"

    def greeting(self, holding: Holding) -> str:
        """How the letter begins: Dear Miss Adeyemi."""
        words = self.words(holding.language)
        return words.greeting.format(holder=greeted(holding.holder, holding.customer) or words.nobody)

    def say(self, text: str, holding: Holding, *, limits: bool = True) -> str:
        """A text of the template with its places filled in, in the language of the holding.

        Without `limits` it does not say how much can be paid at once.
        """
        key = (text, holding.language, holding.fund, holding.amount_pence, limits)
        if key not in self._filled:
            filled = self._fill(text, holding, limits=limits)
            for face in (self.regular, self.bold):
                filled = face.check(filled, "The card template")
            phone = self.address.phone
            self._filled[key] = filled.replace(phone, phone.replace(" ", NO_BREAK))
        return self._filled[key]

    def _fill(self, text: str, holding: Holding, *, limits: bool) -> str:
        values = self._values(holding) | ({} if limits else {"limits": ""})
        for _, name, _, _ in string.Formatter().parse(text):
            if name and not values[name] and name != "limits":
                raise SettingsError(
                    f"A text of the card template uses {{{name}}}, and the settings do not say what it is."
                )
        return text.format_map(values)

    def _values(self, holding: Holding) -> dict[str, str]:
        language, fund = holding.language, self.fund(holding.fund)
        amount = holding.amount_pence
        return {
            "council": self.name(language),
            "phone": self.address.phone,
            "web": self.address.web,
            "email": self.address.email,
            "hours": in_language(language, self.address.hours, self.address.hours_cy, "address.hours_cy"),
            "places": self._where(language),
            "limits": limits_of(self._places, self.words(language), language),
            "fund": self.fund_name(holding.fund, language),
            "your_fund": in_language(language, fund.your_en, fund.your_cy, f"funds.{holding.fund}.your_cy"),
            "amount": "" if amount is None else pounds(amount),
        }

    def _where(self, language: Language) -> str:
        words = self.words(language)
        elsewhere = words.elsewhere.format(phone=self.address.phone, web=self.address.web)
        return names_of(self._places, words, language) or elsewhere

    def _face(self, weight: str, own: str) -> Typeface:
        return typeface(weight, self.template.file(own))


def _texts(value: object) -> Iterator[str]:
    """Every text in nested tables and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
