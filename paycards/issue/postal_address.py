"""Whether post can reach somebody at an address, as an accounts extract has it.

Housing and revenues systems keep notes where the address belongs: "No fixed abode", "VOID", "Gone away",
"c/o Town Hall". A letter to such an address goes nowhere, comes back, or reaches a stranger. What is found
here is left for a person; what is merely unusual passes: a named house, a hostel, a prison, care of somebody
at another address.

An address is good when one of its lines says where in a place it is, and another (or the postcode) which
place that is. A note is found as a part of its own (between commas, dashes or brackets), so that a house in
Void Lane has post.

>>> town_hall = Address(("Town Hall", "1 Market Square"), "Northvale", "NV1 1AA")
>>> unreachable(Address(("12 Harbour View",), "Northvale", "NV2 4QT"), town_hall)
''
>>> unreachable(Address(("N.F.A.",), "Northvale", ""), town_hall)
'it says that there is no fixed address'
>>> unreachable(Address(("c/o Town Hall",), "", ""), town_hall)
"it is the council's own, or a part of it"
>>> unreachable(Address(("Flat 3", "x"), "Northvale", "NV1 1AA"), town_hall)
'it does not say where: it is only a flat, a kind of place, a person, a mark or a number'
>>> unreachable(Address((), "Northvale", "NV1 1AA"), town_hall)
'it is only a town and a postcode'
>>> nobody("Mr A Jones (Dec'd)"), nobody("VOID PROPERTY"), nobody("Ms V Void")
('it says that the customer has died', 'it says that nobody lives there', '')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from paycards.issue.partial_address import names_nobody, says_where
from paycards.issue.postage import POSTCODE
from paycards.issue.postal_notes import (
    IN_NAMES,
    LOCALITIES,
    NO_NAME,
    NOTES,
    NOTHING,
    OFFICES,
    TITLES,
    UNKNOWN,
    phrases_in,
)

CARE_OF = re.compile(r"(?:care of|c o|d o|dan ofal)\b(?! ?\d) ?")
BETWEEN = re.compile(r"[,;:()\[\]\r\n]|\s[-\u2013\u2014]+\s|^[-\u2013\u2014]+|[-\u2013\u2014]+$")
MARKS = str.maketrans("", "", ".'\u2018\u2019`")
ELECTRONIC = re.compile(r"\S*\w@\w\S*|(?:https?://|www\.)\S+")
WORD = re.compile(r"[^\W_]+")
ABBREVIATION = re.compile(r"[a-z](?: [a-z]){1,3}")
COUNCILS = 100  # whose offices are kept: a list has thousands of addresses, and each is held against them
TEXTS = 1024  # kept in plain form: addresses have their towns in common
NO_ONE = "it is only a title, a mark, a number, or what somebody is and not who"
NOT_WHERE = "it does not say where: it is only a flat, a kind of place, a person, a mark or a number"
OWN = "it is the council's own, or a part of it"


class Address(NamedTuple):
    """An address in its parts; each may be empty."""

    lines: tuple[str, ...]
    town: str
    postcode: str


def unreachable(address: Address, own: Address) -> str:
    """Say why post cannot reach this address; nothing where it can. `own` is the council's own address."""
    parts = [*_parts(address.lines), *_parts((address.town,))]
    if not parts and not plain(address.postcode):
        return "it is empty"
    noted = _noted((*parts, plain(address.postcode)))
    if noted:
        return noted
    return _not_enough(parts, address, own)


def nobody(name: str) -> str:
    """Say why a name is that of nobody who can have a card; nothing where it is somebody's."""
    first, *notes = [*_parts((name,)), ""]
    words = [IN_NAMES[word] for part in (first, *notes) for word in part.split() if word in IN_NAMES]
    alone = [NOTES[part] for part in (_without_numbers(first), *notes) if part in NOTES]
    noted = [*words, *alone, *phrases_in(first)]
    if noted:
        return _reason(NO_NAME if noted[0] in {UNKNOWN, NOTHING} else noted[0])
    return "" if any(_names_somebody(part) for part in (first, *notes)) else NO_ONE


def _names_somebody(part: str) -> bool:
    bare = " ".join(word for word in part.split() if word not in TITLES and not word.isdigit())
    return bool(set(bare) - {" ", "x"}) and not names_nobody(part)


@lru_cache(TEXTS)
def plain(text: str) -> str:
    """Write a text in small letters, without accents and marks, single spaces between words.

    >>> plain("C/O  Tŷ'r Dref."), plain("N/F/A")
    ('c o tyr dref', 'nfa')
    """
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(
            each for each in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(each)
        )
    words = " ".join(WORD.findall(bare.translate(MARKS).replace("\u2105", "c o ")))
    is_abbreviation = ABBREVIATION.fullmatch(words) and not CARE_OF.match(words)
    return words.replace(" ", "") if is_abbreviation else words


def _parts(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        written = ELECTRONIC.sub("", line) if "@" in line or "." in line else line  # hardly any has one
        for part in BETWEEN.split(written):
            said = plain(part)
            if said:
                yield said


def _without_numbers(part: str) -> str:
    """A note without the day on which it was made."""
    return " ".join(word for word in part.split() if not word.isdigit())


def _noted(parts: Iterable[str]) -> str:
    """Find a note among the parts, and say what it says."""
    parts = [part for part in parts if part]
    for part in parts:
        for note in phrases_in(part):
            return _reason(note)
        bare = _without_numbers(part)
        if bare in NOTES:
            return _reason(NOTES[bare])
        if not part.strip("0") or (len(part) > 1 and len(set(part)) == 1 and not part.isdigit()):
            return _reason(NOTHING)
    return ""


def _reason(note: str) -> str:
    return f"it says that {note}"


def _not_enough(parts: list[str], address: Address, own: Address) -> str:
    """Find what is no more than a place, or an office of the council."""
    postcodes = [part for part in parts if _is_postcode(part)]
    has_postcode = bool(postcodes or _is_postcode(plain(address.postcode)))
    said = [part for part in parts if part not in postcodes]
    localities = LOCALITIES | {part for part in _parts((address.town,)) if not _is_numbered(part)}
    towns = {part for part in said if part in localities or part.endswith("shire")}
    care_of = {part for part in said if CARE_OF.match(part)}
    elsewhere = [part for part in said if part not in towns | care_of]
    places = [part for part in elsewhere if says_where(part)]
    offices = _offices(own)
    if any(_is_office(part, offices) for part in care_of):
        return OWN
    if care_of and not places:
        return "it names only somebody else, and not where"
    if elsewhere and not places:
        return NOT_WHERE
    if places and all(part in offices for part in elsewhere):
        return OWN
    return _too_little(places, has_town=bool(towns), has_postcode=has_postcode)


def _too_little(places: list[str], *, has_town: bool, has_postcode: bool) -> str:
    if not places:
        both = has_town and has_postcode
        return f"it is only {'a town and a postcode' if both else 'a postcode' if has_postcode else 'a town'}"
    if not has_postcode and "".join(places).isdigit():
        return "it is only a number, without street or postcode"
    if len(places) == 1 and not has_town and not has_postcode:
        return (
            "it has neither town nor postcode" if _is_numbered(places[0]) else "it is only a town or a street"
        )
    return ""


def _is_numbered(part: str) -> bool:
    return any(each.isdigit() for each in part)


def _is_postcode(part: str) -> bool:
    return bool(POSTCODE.fullmatch(part.replace(" ", "").upper()))


@lru_cache(COUNCILS)
def _offices(own: Address) -> frozenset[str]:
    return OFFICES | set(_parts((*own.lines, own.town)))


def _is_office(part: str, offices: frozenset[str]) -> bool:
    who = CARE_OF.sub("", part, count=1).removeprefix("the ")
    return who in offices or any(re.search(rf"\b{re.escape(each)}\b", who) for each in OFFICES)
