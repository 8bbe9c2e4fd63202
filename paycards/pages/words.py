"""How pages word what jobs return: money, dates, times and card numbers.

>>> money(123450), money(-5), money(0)
('£1,234.50', '−£0.05', '£0.00')
>>> date(dt.date(2026, 11, 20)), day(dt.date(2026, 11, 20))
('20 November 2026', 'Friday 20 November 2026')
>>> instant(dt.datetime(2026, 7, 20, 3, 5, tzinfo=dt.UTC))
'20 July 2026 at 4:05am'
>>> in_fours("9826999900000012345")
'9826 9999 0000 0012 345'
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from paycards.clock import in_words, local
from paycards.issue.digit_groups import in_fours
from paycards.money import to_pounds

NETWORKS = {
    "allpay": "allpay",
    "post_office": "Post Office",
    "paypoint": "PayPoint",
    "payzone": "Payzone",
    "terminal": "The council's terminal",
    "e_pay": "Online",
    "direct_debit": "Direct Debit",
    "cheque_return": "Returned cheque",
}
MINUS = "−"  # a hyphen may break off the end of a line


def money(pence: int) -> str:
    """Pounds with their sign, thousands separators and two places."""
    text = to_pounds(abs(pence), thousands=True)
    return f"{MINUS if pence < 0 else ''}£{text}"


def date(day: dt.date) -> str:
    """A date in full."""
    return in_words(day)


def day(day: dt.date) -> str:
    """A date in full with its day of the week."""
    return f"{day:%A} {date(day)}"


def instant(instant: dt.datetime) -> str:
    """An instant as the clocks in England show it."""
    there = local(instant)
    return f"{date(there.date())} at {clock(instant)}"


def clock(instant: dt.datetime) -> str:
    """The time of day of an instant, in England."""
    there = local(instant)
    return f"{there.hour % 12 or 12}:{there.minute:02}{'am' if there.hour < 12 else 'pm'}"


def hour(time: str) -> str:
    """A time of day, as the clocks in England show it, that is written in 24 hours.

    >>> hour("04:00"), hour("16:30:12"), hour("")
    ('4:00am', '4:30pm', '')
    """
    if not time:
        return ""
    hours, minutes = int(time[:2]), time[3:5]
    return f"{hours % 12 or 12}:{minutes}{'am' if hours < 12 else 'pm'}"


def network(code: str) -> str:
    """Where somebody paid, as it is called there.

    >>> network("post_office"), network("e_pay"), network("another_one")
    ('Post Office', 'Online', 'Another one')
    """
    return NETWORKS.get(code, sentence(code))


def spaced(code: str) -> str:
    """A code in the middle of a sentence: `council_tax` becomes `council tax`."""
    return code.replace("_", " ")


def sentence(text: str) -> str:
    """A text that begins with a capital letter, whatever it is: `not_posted` becomes `Not posted`."""
    plain = text.replace("_", " ")
    return plain[:1].upper() + plain[1:]


_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{15,24}(?![0-9])")
_ACCOUNT = re.compile(r"(field account: [^']*')([^']+)(?=')", re.IGNORECASE)
_FOLDERS = re.compile(r"(?<!\S)(?:[^\s/]*/){2,}(?=[^\s/])")
_ISO_DATE = re.compile(r"(?<![0-9-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")
_POUNDS = re.compile(r"(?<![\w.,-])([0-9][0-9,]*\.[0-9]{2}) pounds\b")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_AT_A_TIME = re.compile(
    rf"(?<=\bat )({_TIME})(?![:0-9])|(?<=\babout )({_TIME})(?![:0-9])|\b({_TIME})(?= on [0-9])"
)
_MONTHS = "|".join(calendar.month_name[1:])
_EARLY_DAY = re.compile(rf"(?<![0-9])0([1-9] (?:{_MONTHS}))\b")
_OURS = re.compile(r" in paycards/\S+, line [0-9]+")


def outside(text: str) -> str:
    """A sentence that may quote a file or a person: no whole number of a card or an account, folders, code.

    Dates are in full, money is in £, and the time of day is as clocks here show it.

    >>> outside("row 3: found '9826999900000012345'"), outside("/var/lib/exports/NVD/x.csv has changed")
    ("row 3: found 'ending 2345'", 'x.csv has changed')
    >>> outside("field account: this is none of our bank accounts, found '20-20-15 99999999'")
    "field account: this is none of our bank accounts, found 'ending 9999'"
    >>> outside("placed here before, last on 2026-11-17"), outside("2026-13-45")
    ('placed here before, last on 17 November 2026', '2026-13-45')
    >>> outside("1 row, 4,103.82 pounds"), outside("due 14 November 2026 at 09:00, or at about 16:30")
    ('1 row, £4,103.82', 'due 14 November 2026 at 9:00am, or at about 4:30pm')
    >>> outside("closed 09:30 on 05 November 2026")
    'closed 9:30am on 5 November 2026'
    """
    plain = _ISO_DATE.sub(_date_in_full, _FOLDERS.sub("", _OURS.sub("", text)))
    plain = _AT_A_TIME.sub(lambda found: hour(found[0]), _POUNDS.sub(r"£\1", _EARLY_DAY.sub(r"\1", plain)))
    plain = _ACCOUNT.sub(lambda found: f"{found[1]}ending {found[2][-4:]}", plain)
    return _LONG_NUMBER.sub(lambda found: f"ending {found[0][-4:]}", plain)


def begin(text: str) -> str:
    """The text with a capital letter at its beginning; nothing else of it is changed.

    >>> begin("rent R1 of a_b.csv")
    'Rent R1 of a_b.csv'
    """
    return text[:1].upper() + text[1:]


def _date_in_full(found: re.Match[str]) -> str:
    try:
        return date(dt.date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


FILTERS = {
    each.__name__: each
    for each in (money, date, day, instant, clock, hour, network, spaced, sentence, outside, begin)
} | {"card": in_fours}
