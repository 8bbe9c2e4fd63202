"""From people to the weeks of the curve: by the end of each, who had a card and who had paid."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from paycards.closing.takeup.curve import Week
from paycards.closing.takeup.people import Person

WEEK = dt.timedelta(days=7)


def weeks_of(people: Sequence[Person], today: dt.date) -> list[Week]:
    """The weeks since the first card, the day before it first, today last; none without a card.

    Whoever paid before the card came counts from the day on which it came.
    """
    given = sorted(person.given_on for person in people if person.given_on)
    if not given:
        return []
    paid = _firsts(people, with_card=False)
    paid_with_card = _firsts(people, with_card=True)
    return [
        Week(day, bisect_right(given, day), bisect_right(paid, day), bisect_right(paid_with_card, day))
        for day in _ends(given[0] - dt.timedelta(days=1), today)
    ]


def _firsts(people: Iterable[Person], *, with_card: bool) -> list[dt.date]:
    firsts = ((person.given_on, person.first_on(with_card=with_card)) for person in people)
    return sorted(max(given_on, first_on) for given_on, first_on in firsts if given_on and first_on)


def _ends(start: dt.date, today: dt.date) -> list[dt.date]:
    """Each seventh day from `start`, then today."""
    days = [start]
    while days[-1] + WEEK < today:
        days.append(days[-1] + WEEK)
    return [*days, today] if today > start else days
