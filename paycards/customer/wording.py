"""The words of the customers' pages, a file for each language, and how dates and times stand in them."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from paycards.clock import local

Language = Literal["en", "cy"]
LANGUAGES: tuple[Language, ...] = ("en", "cy")


@dataclass(frozen=True)
class Wording:
    """The words of one language: `words["card"]["heading"]`."""

    language: Language
    words: dict[str, Any]

    @property
    def other(self) -> Language:
        """The other language."""
        return "en" if self.language == "cy" else "cy"

    def __getitem__(self, section: str) -> Any:
        """A section, or a text that belongs to all pages."""
        return self.words[section]

    def date(self, day: dt.date) -> str:
        """A date in full: 27 November 2026."""
        return f"{day.day} {self.words['months'][day.month - 1]} {day.year}"

    def instant(self, at: dt.datetime) -> str:
        """An instant as the clocks here show it."""
        there = local(at)
        half = self.words["am" if there.hour < 12 else "pm"]
        clock = f"{there.hour % 12 or 12}:{there.minute:02}{half}"
        return str(self.words["time"].format(date=self.date(there.date()), clock=clock))

    def outlet(self, network: str) -> str:
        """What kind of place a payment was made at."""
        kinds = self.words["outlets"]
        return str(kinds.get(network, kinds["other"]))


@cache
def wording(language: Language) -> Wording:
    """The words of a language."""
    text = (files("paycards.customer") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return Wording(language, tomllib.loads(text))
