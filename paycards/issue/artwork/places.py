"""Where a council's cards are taken, as its letters and cards say it: by its contracts, with their limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from paycards.errors import SettingsError
from paycards.issue.artwork.paper import Language
from paycards.issue.artwork.template import PlaceToPay
from paycards.issue.artwork.wording import Words
from paycards.money import to_pounds


def places_of(places: Sequence[PlaceToPay], channels: Collection[str]) -> tuple[PlaceToPay, ...]:
    """The places that a council with contracts of these channels can name."""
    return tuple(place for place in places if not place.channels or not place.channels.isdisjoint(channels))


def names_of(places: Sequence[PlaceToPay], words: Words, language: Language) -> str:
    """All places as a list; the empty text where there are none. Raises SettingsError."""
    return _listed([_name(place, language) for place in places], words)


def limits_of(places: Sequence[PlaceToPay], words: Words, language: Language) -> str:
    """The sentence with the limits; the empty text where no place has one. Raises SettingsError."""
    limits = [
        words.limit.format(amount=pounds(place.limit_pence), place=_name(place, language))
        for place in places
        if place.limit_pence is not None
    ]
    return words.limits.format(limits=_listed(limits, words)) if limits else ""


def pounds(pence: int) -> str:
    """Money as people read it."""
    return f"£{to_pounds(pence, thousands=True)}"


def in_language(language: Language, english: str, welsh: str, key: str) -> str:
    """The text of a language. Raises SettingsError where the English has no Welsh."""
    if language == "cy" and english and not welsh:
        raise SettingsError(f"There is no Welsh for {key}: add it to the card template or the settings.")
    return english if language == "en" else welsh


def _name(place: PlaceToPay, language: Language) -> str:
    return in_language(language, place.en, place.cy, "places.cy")


def _listed(parts: list[str], words: Words) -> str:
    """A, B and C."""
    *before, last = parts or [""]
    return f"{', '.join(before)} {words.and_} {last}" if before else last
