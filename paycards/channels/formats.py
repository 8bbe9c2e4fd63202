r"""What one field may hold, and what it is read as.

Each format is a full-match pattern and a conversion. The patterns keep to what both Python
and RE2 (Arrow) understand, so that one value and a million are held to the same rule.

>>> FORMATS["right justified pounds"].read("   -12.50")
-1250
>>> FORMATS["DD/MM/YYYY"].read("29/02/2028")
'2028-02-29'
>>> FORMATS["DD/MM/YYYY"].read("29/02/2027")
Traceback (most recent call last):
    ...
ValueError: a real date DD/MM/YYYY
>>> FORMATS["pence"].read("1_000")
Traceback (most recent call last):
    ...
ValueError: digits

A timestamp is read as the date and time in London at that instant:

>>> FORMATS["timestamp"].read("2026-03-31T23:30:00Z")
'2026-04-01T00:30:00'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from paycards.channels.fields import Field, Part, Value
from paycards.clock import london_time

PARTS: dict[Part, slice] = {"date": slice(0, 10), "time": slice(11, 19)}  # of a timestamp


@dataclass(frozen=True)
class Format:
    """`expected` completes the sentence "expected ..."; `convert` sees only text that fits `pattern`."""

    expected: str
    pattern: str
    convert: Callable[[str], Value]

    def read(self, text: str) -> Value:
        """The value of `text`. Raises ValueError whose message is what was expected."""
        if re.fullmatch(self.pattern, text, re.ASCII) is None:
            raise ValueError(self.expected)
        try:
            return self.convert(text)
        except ValueError as error:
            raise ValueError(self.expected) from error


def read_field(field: Field, text: str, letters: tuple[str, ...] = ()) -> Value:
    """The value of a field's text. Raises ValueError whose message is what was expected."""
    allowed = {"constant": (field.value,), "choice": field.choices, "letter": letters}.get(field.format)
    if allowed is None:
        return FORMATS[field.format].read(text)
    if text not in allowed:
        raise ValueError(" or ".join(map(repr, allowed)))
    return text


def iso_date(year: str, month: str, day: str) -> str:
    """Prove that a date is real. Raises ValueError."""
    return dt.date(int(year), int(month), int(day)).isoformat()


def _trimmed(text: str) -> str:
    return text.strip(" ")


def _pence(pounds: str) -> int:
    return int(pounds.replace(".", ""))


def _year_first(text: str) -> str:
    return iso_date(text[:4], text[4:6], text[6:8])


def _day_first(text: str) -> str:
    return iso_date(text[6:], text[3:5], text[:2])


def _clock(text: str) -> str:
    return f"{text[:2]}:{text[2:4]}:{text[4:6] or '00'}"


_POUNDS = r"(?:0|[1-9]\d{0,9})\.\d\d"
_NEGATIVE = r"-(?:[1-9]\d{0,9}\.\d\d|0\.[1-9]\d|0\.0[1-9])"  # there is no minus zero
_SIGNED = rf"(?:{_POUNDS}|{_NEGATIVE})"
_HOURS, _SIXTY = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_OFFSET = rf"(?:Z|[+-]{_HOURS}:?{_SIXTY})"

FORMATS: dict[str, Format] = {
    "spaces": Format("spaces", r" *", _trimmed),
    "zeros": Format("zeros", r"0*", lambda _: ""),
    "digits": Format("digits", r"\d+", str),
    "number": Format("digits", r"\d{1,18}", int),
    "right justified number": Format(
        "a number, right justified, without leading zeros", r" *(?:0|[1-9]\d{0,17})", int
    ),
    "card number": Format("digits, left justified, then spaces", r"\d+ *", _trimmed),
    "text": Format("text", r"[^\x00-\x1f\x7f]*", _trimmed),
    "name": Format("text that is not blank", r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*", _trimmed),
    "pence": Format("digits", r"\d{1,18}", int),
    "pounds": Format("pounds with two places", _SIGNED, _pence),
    "unsigned pounds": Format("pounds with two places and no sign", _POUNDS, _pence),
    "right justified pounds": Format(
        "pounds with two places, right justified, a minus directly before the digits, no leading zeros",
        rf" *{_SIGNED}",
        _pence,
    ),
    "YYYYMMDD": Format("a real date YYYYMMDD", r"\d{8}", _year_first),
    "DD/MM/YYYY": Format("a real date DD/MM/YYYY", r"\d\d/\d\d/\d{4}", _day_first),
    "YYYYMMDDHHMM": Format("a real date and time YYYYMMDDHHMM", rf"\d{{8}}{_HOURS}{_SIXTY}", _year_first),
    "HHMM": Format("a time HHMM", rf"{_HOURS}{_SIXTY}", _clock),
    "HHMMSS": Format("a time HHMMSS", rf"{_HOURS}{_SIXTY}{_SIXTY}", _clock),
    "timestamp": Format(
        "a real date and time, ISO 8601 with offset",
        rf"\d{{4}}-\d\d-\d\dT{_HOURS}:{_SIXTY}:{_SIXTY}(?:\.\d{{1,9}})?{_OFFSET}",
        london_time,
    ),
}
