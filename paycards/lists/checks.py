"""What every row of a list must be, checked for all rows at once.

A fault is a row number and a sentence that says what is wrong and what should stand there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paycards.clock import is_meant
from paycards.errors import BadRows
from paycards.lists.typed_cells import MADE_OF_A_NUMBER
from paycards.lists.visible_text import SHOWN_CHARACTERS, UNSEEN, UNSEEN_BUT_LINE_ENDS, unseen_in

if TYPE_CHECKING:
    import pandas as pd

Fault = tuple[int, str]
Cell = tuple[int, str]  # by its row number and its column
LONGEST_REFERENCE = 50  # characters
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Check:
    """What every value of a column must be: `good` gives one bool a value, `expected` says it in words."""

    column: str
    good: Callable[[pd.Series[Any]], pd.Series[bool]]
    expected: str
    shown: Callable[[str], str] = lambda value: repr(value[:SHOWN_CHARACTERS])


def find_faults(
    frame: pd.DataFrame, checks: Iterable[Check], told: Collection[Cell] = frozenset()
) -> list[Fault]:
    """Return a fault for each value that fails its check, but for cells of which a fault was `told`."""
    return [fault for check in checks for fault in _failing(frame[check.column], check, told)]


def _failing(column: pd.Series[Any], check: Check, told: Collection[Cell]) -> Iterable[Fault]:
    bad = column[~check.good(column)]
    for number, value in zip(bad.index.tolist(), bad.tolist(), strict=True):
        if (number, check.column) in told:
            continue
        yield number, f"{check.column} is {check.shown(value)}: it must be {check.expected}"


def find_repeats(
    frame: pd.DataFrame, key: list[str], what: str, told: Collection[Cell] = frozenset()
) -> list[Fault]:
    """Return a fault for each row whose key an earlier row has; a key with a cell that was `told` is none."""
    frame = frame[~frame.index.isin([number for number, column in told if column in key])]
    repeated = frame.duplicated(key, keep=False)
    first: dict[tuple[str, ...], int] = {}
    return [
        (int(row[0]), f"{what} is that of row {earlier}: leave one of the two out")
        for row in frame.loc[repeated, key].itertuples(name=None)
        if (earlier := first.setdefault(row[1:], int(row[0]))) != row[0]
    ]


def refuse(name: str, faults: Iterable[Fault], *, skip_bad: bool) -> tuple[Fault, ...]:
    """Return the faults in order of their rows. Raises BadRows with all of them unless they are skipped."""
    ordered = tuple(sorted(faults))
    if ordered and not skip_bad:
        raise BadRows(name, list(ordered))
    return ordered


def row_numbers(faults: Iterable[Fault]) -> list[int]:
    """Return the numbers of the rows that have a fault, each once."""
    return sorted({number for number, _ in faults})


def one_of(values: Collection[str]) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the value is one of these."""
    return lambda column: column.isin(list(values))


def matches(pattern: str) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the whole value matches."""
    return lambda column: column.str.fullmatch(pattern).astype(bool)


def matches_not(pattern: str) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the whole value does not match."""
    return lambda column: ~column.str.fullmatch(pattern).astype(bool)


def pence_checks(form: str, expected: str, most: int, column: str) -> tuple[Check, Check]:
    """Make the checks of an amount: its form, and at most so many digits, each with its own words."""
    return (
        Check(column, matches(form), expected),
        Check(column, matches_not(rf"-?[0-9]{{{most + 1},}}"), f"an amount of at most {most} digits"),
    )


def is_date_or_empty(column: pd.Series[Any]) -> pd.Series[bool]:
    """Test for a real date as YYYY-MM-DD, or nothing."""
    return column.isin([text for text in column.unique() if text == "" or _is_date(text)])


def is_meant_or_no_date(column: pd.Series[Any]) -> pd.Series[bool]:
    """Test for a day that somebody may mean; what is no date is for others to find."""
    days = [text for text in column.unique() if _is_date(text)]
    return ~column.isin([text for text in days if not is_meant(dt.date.fromisoformat(text))])


def _is_date(text: str) -> bool:
    try:
        return bool(ISO_DATE.fullmatch(text) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def date_or_none(column: pd.Series[Any]) -> pd.Series[Any]:
    """Turn checked dates into what a date column takes: ISO text, or None."""
    return column.astype(object).where(column != "", None)


def is_no_longer_than(most: int) -> Callable[[pd.Series[Any]], pd.Series[bool]]:
    """Make a test: the value has at most so many characters."""
    return lambda column: column.str.len() <= most


def text_checks(column: str, most: int, *, has_line_ends: bool = False) -> tuple[Check, Check]:
    """Make the checks of free text: its length, and that a person can see all of it.

    What stands there is not repeated: it may be personal data.
    """
    unseen = UNSEEN_BUT_LINE_ENDS if has_line_ends else UNSEEN
    return (
        Check(
            column,
            is_no_longer_than(most),
            f"no longer than {most} characters",
            shown=lambda value: f"{len(value)} characters long",
        ),
        Check(
            column,
            lambda values: ~values.str.contains(unseen, regex=True).astype(bool),
            "text without control characters, direction marks and other characters that nobody sees",
            shown=lambda value: f"damaged, it holds {unseen_in(value, but_line_ends=has_line_ends)}",
        ),
    )


def reference_checks(column: str) -> tuple[Check, ...]:
    """Make the checks of an account's reference."""
    return (
        Check(column, matches(r" *[!-~][ -~]*"), "printable ASCII and not blank"),
        Check(
            column,
            is_no_longer_than(LONGEST_REFERENCE),
            f"no longer than {LONGEST_REFERENCE} characters",
        ),
        Check(
            column,
            matches_not(MADE_OF_A_NUMBER),
            "as the account has it: a spreadsheet has made this of a number",
        ),
    )
