"""The cells of an office's list as values. Each function raises ValueError with a sentence for a person.

A cell is text, or what a workbook stores: a number, a date, a truth value. What Excel may have changed is
never guessed back. Text is trimmed, with single spaces; a sentence never repeats what may be a name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from numbers import Real

from paycards.lists.typed_cells import AS_TEXT, EXACT_DIGITS, date_text, number_text
from paycards.lists.visible_text import unseen_in
from paycards.money import from_pounds

LONGEST_TEXT = 200
SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
DECIMAL = re.compile(r"[0-9]+\.0*")
PRINTABLE = re.compile(r"[ -~]+")
UK_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
MONEY = re.compile(r"(?:£ ?)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?")
YES = ("yes", "y", "true", "1", "x")
NO = ("", "no", "n", "false", "0")
LANGUAGES = {"": "en", "en": "en", "english": "en", "cy": "cy", "welsh": "cy", "cymraeg": "cy"}


def plain(cell: object) -> str:
    """Return a cell as one line of text. Raises ValueError for characters that are none, or too many."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        if text.isascii() and text.isprintable() and len(text) <= LONGEST_TEXT:
            return text
    elif isinstance(cell, bool):
        text = "yes" if cell else "no"
    elif isinstance(cell, Real):
        text = number_text(cell)
    elif isinstance(cell, dt.date):
        text = date_text(cell)
    else:
        raise ValueError("is a time, not text: type it in again")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"has more than {LONGEST_TEXT} characters: shorten it")
    unseen = unseen_in(text)
    if unseen:
        raise ValueError(f"holds a character that nobody sees ({unseen}): type it in again")
    return text


def reference(cell: object) -> str:
    """Return an account's reference. Raises ValueError for one that Excel has changed, or may have."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise ValueError(f"is a date in Excel, which is no longer what was typed: {AS_TEXT}")
    if isinstance(cell, bool):
        raise ValueError("is TRUE or FALSE in Excel: " + AS_TEXT)
    if isinstance(cell, Real):
        return _of_number(cell)
    text = plain(cell)
    if text == "":
        raise ValueError("is empty: fill it in")
    if SCIENTIFIC.fullmatch(text) or DECIMAL.fullmatch(text):
        raise ValueError(f"is {text}, which Excel has made of a number: {AS_TEXT}")
    if not PRINTABLE.fullmatch(text):
        raise ValueError("holds a character that no reference has: type it in again")
    return text


def _of_number(cell: Real) -> str:
    text = number_text(cell)
    if not text.isdigit() or len(text) > EXACT_DIGITS:
        raise ValueError(f"is the number {cell} in Excel, which keeps {EXACT_DIGITS} digits only: {AS_TEXT}")
    return text


def fund(cell: object, funds: Collection[str]) -> str:
    """Return the fund, or the empty text for any fund.

    >>> fund("Council Tax", ["rent", "council_tax"])
    'council_tax'
    """
    text = plain(cell)
    form = re.sub(r"[ _-]+", "_", text.casefold())
    if form and form not in funds:
        raise ValueError(f"is {text[:40]!r}: it must be {' or '.join(funds)}, or empty for any of them")
    return form


def language(cell: object) -> str:
    """Return en or cy; empty means en."""
    found = LANGUAGES.get(plain(cell).casefold())
    if found is None:
        raise ValueError("must be en or cy, or empty for en")
    return found


def yes_or_no(cell: object) -> int:
    """Return 1 for yes, 0 for no or empty."""
    text = plain(cell).casefold()
    if text not in YES + NO:
        raise ValueError("must be yes or no, or empty for no")
    return int(text in YES)


def count(cell: object) -> int | None:
    """Return a whole number up to 999, or None for empty."""
    text = plain(cell)
    if text and not re.fullmatch("[0-9]{1,3}", text):
        raise ValueError(f"is {text[:40]!r}: it must be a whole number, or empty")
    return int(text) if text else None


def day(cell: object) -> str | None:
    """Return a date as YYYY-MM-DD from this form or from DD/MM/YYYY, or None for empty.

    >>> day("5/11/2026"), day("2026-11-05"), day("")
    ('2026-11-05', '2026-11-05', None)
    """
    if isinstance(cell, Real):
        raise ValueError("is a number in Excel: format the column as a date")
    text = plain(cell)
    if not text:
        return None
    british = UK_DATE.fullmatch(text)
    if british:
        text = f"{british[3]}-{int(british[2]):02}-{int(british[1]):02}"
    try:
        if len(text) != len("2026-11-05"):
            raise ValueError(text)
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError("must be a real date, as YYYY-MM-DD or DD/MM/YYYY, or empty") from error


def pounds(cell: object) -> int | None:
    """Return pence from pounds as people write them, or None for empty.

    >>> pounds("£1,060.5"), pounds("60"), pounds("")
    (106050, 6000, None)
    """
    text = plain(cell)
    if not text:
        return None
    match = MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f"is {text[:40]!r}: it must be pounds such as 60.50, or empty")
    whole = match[1].replace(",", "").lstrip("0") or "0"
    return from_pounds(f"{whole}.{(match[2] or '').ljust(2, '0')}")
