"""What people type, read strictly into what it means: text, amounts, whole numbers, card numbers, dates.

Each sentence names the part that is wrong and how to put it right.

>>> read_pence("1.234,50", "the amount")
Traceback (most recent call last):
paycards.pages.typed.BadValue: The amount must be pounds and pence, like 1,234.50.
>>> read_date(("31", "2", "2026"), "the first day")
Traceback (most recent call last):
paycards.pages.typed.BadValue: The first day must be a real date, like 27 3 2026.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from paycards.clock import MEANT, is_meant
from paycards.money import from_pounds

_POUNDS = re.compile(r"([-−]?)£?([-−]?)([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})([.][0-9]{2})?")
_UNSEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_BETWEEN_DIGITS = re.compile(r"[\s\-\u200b-\u200d\u2010-\u2015\u2060\ufeff]+")
_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr, ("", *["" for _ in range(8)], "Sept"))
    for number, name in enumerate(names)
    if name
}


class BadValue(ValueError):
    """A field that cannot be read; the sentence is for the person who typed it."""


def read_text(raw: str, what: str, *, most: int, required: bool) -> str:
    """Words, without the spaces around them; control characters but line ends are refused."""
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").strip()
    if required and not text:
        raise BadValue(f"Enter {what}.")
    if len(text) > most:
        raise BadValue(f"{_capital(what)} must have {most:,} characters or fewer.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise BadValue(f"{_capital(what)} has a character that cannot be read.")
    return text


def read_pence(raw: str, what: str) -> int:
    """Pence from pounds: `1234.50`, `£1,234.50`, `12`, `-5.00`; nothing with more than two places."""
    text = _UNSEEN.sub("", raw)
    if not text:
        raise BadValue(f"Enter {what}.")
    match = _POUNDS.fullmatch(text)
    if match is None or (match[1] and match[2]):
        raise BadValue(f"{_capital(what)} must be pounds and pence, like 1,234.50.")
    pounds = match[3].replace(",", "").lstrip("0") or "0"
    pence = from_pounds(pounds + (match[4] or ".00"))
    return -pence if match[1] or match[2] else pence


def read_whole(raw: str, what: str, *, most: int) -> int:
    """A whole number from 0."""
    text = raw.strip().replace(",", "")
    if not text:
        raise BadValue(f"Enter {what}.")
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) > most:
        raise BadValue(f"{_capital(what)} must be a whole number, like 12.")
    return int(text)


def read_digits(raw: str, what: str) -> str:
    """Digits, without what people and tills put between them."""
    text = _BETWEEN_DIGITS.sub("", raw)
    if not text:
        raise BadValue(f"Enter {what}.")
    if not (text.isascii() and text.isdigit()) or len(text) > 30:
        raise BadValue(f"{_capital(what)} must be digits only, like 9826 9999 0000 0000 123.")
    return text


def read_date(parts: tuple[str, ...], what: str) -> dt.date:
    """A date of day, month and year; the month by number or name, the year in four digits."""
    day, month, year = (part.strip() for part in parts)
    missing = [name for name, part in (("day", day), ("month", month), ("year", year)) if not part]
    if len(missing) == 3:
        raise BadValue(f"Enter {what}.")
    if missing:
        raise BadValue(f"{_capital(what)} must include a {' and a '.join(missing)}.")
    number = _MONTHS.get(month.casefold().rstrip("."), month)
    if not re.fullmatch(r"[0-9]{4}", year):
        raise BadValue(f"{_capital(what)} must have a year of four digits, like 2026.")
    try:
        found = dt.date(int(year), int(number), int(day))
    except ValueError as error:
        raise BadValue(f"{_capital(what)} must be a real date, like 27 3 2026.") from error
    if not is_meant(found):
        raise BadValue(f"{_capital(what)} must be in {MEANT}.")
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
