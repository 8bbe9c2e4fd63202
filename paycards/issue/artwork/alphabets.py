"""Which characters can be set one after the other, from left to right, each as the font has it.

Latin, Greek, Cyrillic, Armenian, Georgian, Ethiopic, Chinese, Japanese and Korean are written so. In other
scripts letters join, move or run from right to left; to print them letter by letter would be to print
something else, so they are refused with a sentence. So is an accent that Unicode has no single letter for.

>>> printable("Siân  Gruffydd-Ŵyn", "The name")
'Siân Gruffydd-Ŵyn'
>>> printable("Zoë Łuczak Жанна Νίκος ለማ", "The name")
'Zoë Łuczak Жанна Νίκος ለማ'
>>> printable("שרה", "The name")  # doctest: +ELLIPSIS
Traceback (most recent call last):
paycards.errors.CannotPrint: The name has "ש" (U+05E9 HEBREW LETTER SHIN), which is written from right ...
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from paycards.errors import CannotPrint

ONE_BY_ONE = {
    *("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "ETHIOPIC"),
    *("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "FULLWIDTH"),
    *("MODIFIER", "FEMININE", "MASCULINE", "MICRO", "OHM", "KELVIN", "ANGSTROM"),
}
FROM_THE_RIGHT = {"R", "AL", "AN"}
ENGLISH = "".join(map(chr, range(32, 127))) + "£·–—‘’“”•…"  # noqa: RUF001 - as the templates have them
WELSH = "ÂÊÎÔÛŴŶâêîôûŵŷÁÉÍÓÚẂÝáéíóúẃýÀÈÌÒÙẀỲàèìòùẁỳÄËÏÖÜẄŸäëïöüẅÿ"


def printable(text: str, what: str) -> str:
    """The text composed (NFC) and with single spaces. Raises CannotPrint, which names the character."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    for character in composed:
        trouble = _trouble(character)
        if trouble:
            raise CannotPrint(
                f"{what} has {described(character)}, which {trouble}: write it in Latin letters."
            )
    return composed


def described(character: str) -> str:
    """A character as a person can find it."""
    shown = f'"{character}" ' if character.isprintable() else ""
    return f"{shown}(U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


@lru_cache(maxsize=4096)
def _trouble(character: str) -> str:
    category = unicodedata.category(character)
    if unicodedata.bidirectional(character) in FROM_THE_RIGHT:
        return "is written from right to left and cannot be printed here"
    if category[0] == "C" or category in {"Zl", "Zp"}:
        return "is not a character that shows"
    if category[0] == "M":
        return "has to be placed over or beside another letter and cannot be printed here"
    if category[0] == "L" and not _stands_alone(character):
        return "belongs to a script whose letters join or move and cannot be printed here"
    return ""


def _stands_alone(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.split(" ")[0] in ONE_BY_ONE or name.startswith("HANGUL SYLLABLE")
