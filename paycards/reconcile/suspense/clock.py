"""How old an item is today, and how many of the limits of its council it has passed."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from paycards.settings.installation import Settings
from paycards.settings.suspense_ages import SuspenseAges


@dataclass(frozen=True)
class Clock:
    """A local day, and the limits of each council."""

    today: dt.date
    limits: Mapping[str, SuspenseAges]

    def age(self, council: str, standing: str, since: dt.date) -> tuple[int, int]:
        """The age in days, and the tier; a council that left the settings has the limits of any."""
        age_days = (self.today - since).days
        return age_days, tier(self.limits.get(council, SuspenseAges()), standing, age_days)


def clock_of(settings: Settings, today: dt.date) -> Clock:
    """The clock of an installation."""
    return Clock(today, {council.code: council.suspense_age_days for council in settings.councils})


def tier(ages: SuspenseAges, standing: str, age_days: int) -> int:
    """How many of its limits an item has passed: 0 while it is within the first.

    >>> [tier(SuspenseAges(unapplied=(7, 30)), "unapplied", days) for days in (7, 8, 30, 31)]
    [0, 1, 1, 2]
    """
    limits: tuple[int, ...] = getattr(ages, standing)
    return bisect_left(limits, age_days)
