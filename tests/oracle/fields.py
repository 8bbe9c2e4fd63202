"""Naive checks of lines and fields: each returns what it read or raises RefusedError."""

from __future__ import annotations

import datetime as dt
import re

from .model import RefusedError

POUNDS = r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}"


def must(true: bool, problem: str) -> None:
    if not true:
        raise RefusedError(problem)


def without_end_mark(data: bytes) -> bytes:
    return data.removesuffix(b"\x1a")


def one_line_end(data: bytes) -> bytes:
    """The bytes with LF for every line end, when the file used one kind throughout."""
    plain = data.replace(b"\r\n", b"\n")
    must(b"\r" not in plain, "a carriage return on its own")
    must(data.count(b"\r\n") in (0, data.count(b"\n")), "mixed line ends")
    return plain


def text_lines(data: bytes, encoding: str = "ascii") -> list[str]:
    """The lines of a file; empty ones at the very end are left out, others are kept."""
    try:
        text = one_line_end(without_end_mark(data)).decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("wrong character") from error
    lines = text.rstrip("\n").split("\n")
    must(lines != [""], "nothing in it")
    return lines


def enclosed_lines(data: bytes, encoding: str = "ascii") -> list[str]:
    """The lines of a file that has a header and a trailer."""
    lines = text_lines(data, encoding)
    must(len(lines) >= 2, "no header or no trailer")
    return lines


def printable(line: str) -> None:
    must(all(" " <= character <= "~" for character in line), "not printable ASCII")


def pence(pounds: str) -> int:
    """Right-justified pounds with two places, without leading zeros."""
    must(re.fullmatch(f" *{POUNDS}", pounds) is not None, f"not pounds: {pounds!r}")
    must(pounds.strip() != "-0.00", "minus zero")
    return int(pounds.strip().replace(".", ""))


def money(amount_pence: int) -> int:
    must(amount_pence != 0, "an amount of zero")
    return amount_pence


def digits(text: str) -> str:
    must(re.fullmatch("[0-9]+", text) is not None, f"not digits: {text!r}")
    return text


def running_number(text: str) -> int:
    """The number of a file: after all nines comes 1, never 0."""
    must(int(digits(text)) > 0, "the number is zero")
    return int(text)


def code(text: str) -> str:
    """An outlet, terminal or receipt number: no document says that it is digits."""
    must(text.strip(" ") != "", "no code")
    return text.strip(" ")


def card(text: str) -> str:
    """A card number: digits, left justified, spaces after it."""
    return digits(text.rstrip(" "))


def blank(text: str) -> None:
    must(text == " " * len(text), f"filler is not spaces: {text!r}")


def zeros(text: str) -> None:
    must(text == "0" * len(text), f"filler is not zeros: {text!r}")


def one_of(text: str, allowed: str) -> str:
    must(text in allowed.split("|"), f"{text!r} is none of {allowed}")
    return text


def date(text: str, year_first: bool = True) -> str:
    """YYYYMMDD, or dd/mm/yyyy, as ISO 8601."""
    shape = "([0-9]{4})([0-9]{2})([0-9]{2})" if year_first else "([0-9]{2})/([0-9]{2})/([0-9]{4})"
    found = re.fullmatch(shape, text)
    if found is None:
        raise RefusedError(f"not a date: {text!r}")
    parts = [int(part) for part in found.groups()]
    try:
        return dt.date(*(parts if year_first else parts[::-1])).isoformat()
    except ValueError as error:
        raise RefusedError(f"no such day: {text!r}") from error


def meant(*days: str) -> None:
    """A day that a file names of itself lies in the years 1990 to 2099."""
    must(all("1990" <= day[:4] <= "2099" for day in days), "a day of the file that nobody can mean")


def near(file_day: str, days: list[str]) -> None:
    """Payments are dated from 2000 on, and near the day that their file names, if it names one."""
    must(all(day >= "2000-01-01" for day in days), "a payment from before 2000")
    if file_day:
        meant(file_day)
        apart = [(dt.date.fromisoformat(day) - dt.date.fromisoformat(file_day)).days for day in days]
        must(all(-366 <= each <= 31 for each in apart), "a payment far from the day of its file")


def time(text: str) -> None:
    """HHMM or HHMMSS."""
    digits(text)
    must(
        int(text[:2]) < 24 and all(int(text[i : i + 2]) < 60 for i in range(2, len(text), 2)), "no such time"
    )
