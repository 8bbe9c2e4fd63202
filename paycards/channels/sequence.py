"""Running numbers of files: where a number stands in a series that starts again.

A supplier numbers its files 1, 2, 3, ... with a fixed count of digits; after all nines the number
starts again at 1. To compare numbers across that turn, each is given a *position* that only
grows: with `limit` the number of all nines, position = cycle x limit + number. Four digits:

>>> place(17, limit=9999, last=None)
17
>>> place(18, limit=9999, last=17)
18
>>> place(1, limit=9999, last=9998)   # the turn, with 9999 still missing
10000
>>> number_at(10000, limit=9999)
1

A number that is not the next may be ahead (a gap), or an older one that came late. Up to a tenth of the
series ahead of the last is ahead, also across the turn. Otherwise a greater number is ahead and
a smaller one is older; but soon after a turn, a number within a tenth behind the last belongs
before the turn.

>>> place(5000, limit=9999, last=17)
5000
>>> place(15, limit=9999, last=17)
15
>>> place(9999, limit=9999, last=10001)   # 2 has come already: this one is late
9999

The Post Office numbers its files by day of the year and by sequence within the day, from 001 each day
(`place_in_year`).
"""

from __future__ import annotations

import datetime as dt

NEAR = 10  # within one part in so many of a series, the shorter way round is the right one
TAKEN_FOR = dt.timedelta(days=300)
PER_DAY = 1000


def place(number: int, limit: int, last: int | None) -> int:
    """Position of `number` (1 to `limit`) in a series whose greatest position so far is `last`.

    `last` None: nothing has come yet. The same number as the last is the same position.
    Raises ValueError for a number outside the series.
    """
    if not 1 <= number <= limit:
        raise ValueError(f"number {number} is not in 1 to {limit}")
    if last is None:
        return number
    ahead = (number - last) % limit
    behind = (last - number) % limit
    if ahead <= limit // NEAR:
        return last + ahead
    if number > number_at(last, limit) and not (behind <= limit // NEAR and behind < last):
        return last + ahead
    return last - behind


def number_at(position: int, limit: int) -> int:
    """The number, 1 to `limit`, that a file at this position carries."""
    return (position - 1) % limit + 1


def missing(last: int | None, new: int) -> range:
    """Positions that a file at position `new` leaves open behind it; none when it fills a gap itself.

    >>> list(missing(17, 20))
    [18, 19]
    >>> list(missing(17, 12)), list(missing(None, 12))
    ([], [])
    """
    return range(0) if last is None else range(last + 1, new)


def place_in_year(number: int, near: dt.date) -> int:
    """Position of a Post Office number, day of the year x 1000 + sequence, of a file received `near` a day.

    A number counts as taken for 300 days, so it means the earliest such day of the year that is less than
    300 days before `near`. The position reads as year, day and sequence:

    >>> place_in_year(123_001, near=dt.date(2026, 5, 4))
    2026123001
    >>> place_in_year(365_001, near=dt.date(2026, 1, 1))
    2025365001
    >>> place_in_year(1_001, near=dt.date(2026, 12, 31))
    2027001001

    Raises ValueError for a number that is no day and sequence. Whether the year has
    a day 366 is for the layout to say.
    """
    day, sequence = divmod(number, PER_DAY)
    if not (1 <= day <= 366 and sequence):
        raise ValueError(f"number {number} is not a day of the year 001 to 366 and a sequence from 001")
    oldest = near - TAKEN_FOR
    year = oldest.year if dt.date(oldest.year, 1, 1) + dt.timedelta(day - 1) > oldest else oldest.year + 1
    return (year * PER_DAY + day) * PER_DAY + sequence


def number_in_year(position: int) -> int:
    """The number, day of the year x 1000 + sequence, that a Post Office file at this position carries.

    >>> number_in_year(2026123001)
    123001
    """
    return position % (PER_DAY * PER_DAY)


def missing_in_day(last: int | None, new: int) -> range:
    """Positions that a file at `new` leaves open in its own day, when `last` is the greatest of that day.

    The series starts at 001 each day, so `last` None, or of an earlier day, leaves all before `new` open.

    >>> list(missing_in_day(None, 2026123003))
    [2026123001, 2026123002]
    >>> list(missing_in_day(2026122009, 2026123001))
    []
    """
    start_of_day = new - new % PER_DAY
    return range(max(last or 0, start_of_day) + 1, new)


def next_day(position: int) -> int:
    """Position before which a Post Office number is still of the same day.

    >>> next_day(2026123001)
    2026124000
    """
    return position - position % PER_DAY + PER_DAY
