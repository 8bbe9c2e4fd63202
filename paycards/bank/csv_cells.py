"""The cells of a bank's CSV export: dates and pounds, and the marks that a spreadsheet leaves.

>>> csv_amount("-1,234.56"), csv_amount("£.54"), csv_amount("100")
(-123456, 54, 10000)
>>> csv_day("05 Sep 2026", "dd mon yyyy")
datetime.date(2026, 9, 5)
"""

from __future__ import annotations

import datetime as dt
import re

AMOUNT = re.compile(r"([+-]?)£?([+-]?)((?:[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})?)(?:\.([0-9]{2}))?")
FOREIGN = re.compile(r"[€$]|\b(?!GBP)(?:EUR|USD|CHF|JPY)\b")
SPOILED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+|#+|#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?")
SERIAL_DAY = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
ONE_DECIMAL = re.compile(r"[+-]?£?[0-9,]*\.[0-9]")
OPEN_IN_A_SPREADSHEET = "it was opened in a spreadsheet, which changes dates and numbers: export it again"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FORMS = {"dd": "(?P<d>[0-9]{2})", "mm": "(?P<m>[0-9]{2})", "mon": "(?P<b>[A-Za-z]{3})",
         "yyyy": "(?P<y>[0-9]{4})", "yy": "(?P<y>[0-9]{2})"}  # fmt: skip


def is_spoiled(text: str) -> bool:
    """Tell whether a cell holds what only a spreadsheet writes: an exponent, hashes, an error."""
    return SPOILED.fullmatch(text.strip()) is not None


def csv_amount(text: str) -> int:
    """Signed pence of a cell; pounds with two decimals or none. Raises ValueError."""
    text = text.strip().removeprefix("'")
    if FOREIGN.search(text):
        raise ValueError("pounds: an amount in another currency is not taken")
    match = AMOUNT.fullmatch(text)
    if match is None or not (match[3] or match[4]) or (match[1] and match[2]):
        hint = f"; {OPEN_IN_A_SPREADSHEET}" if ONE_DECIMAL.fullmatch(text) or is_spoiled(text) else ""
        raise ValueError(f"pounds such as 1234.56 or 1,234.56{hint}")
    pence = int(match[3].replace(",", "") or "0") * 100 + int(match[4] or "0")
    return -pence if "-" in (match[1], match[2]) else pence


def csv_day(text: str, form: str) -> dt.date:
    """The day of a cell in the form of the mapping. Raises ValueError."""
    pattern = re.sub("dd|mm|mon|yyyy|yy", lambda part: FORMS[part[0]], re.escape(form))
    match = re.fullmatch(pattern, text.strip().removeprefix("'"))
    if match is None:
        hint = f"; {OPEN_IN_A_SPREADSHEET}" if SERIAL_DAY.fullmatch(text.strip()) or is_spoiled(text) else ""
        raise ValueError(f"a date in the form {form}{hint}")
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return dt.date(year, _month(parts), int(parts["d"]))
    except ValueError as error:
        raise ValueError(f"a day of the calendar in the form {form}") from error


def _month(parts: dict[str, str]) -> int:
    return int(parts["m"]) if "m" in parts else MONTHS.index(parts["b"].lower()) + 1
