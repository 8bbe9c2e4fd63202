"""One account that is to be spared, why, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.reading import Reading
from paycards.channels.timetable import day_after
from paycards.settings.installation import Settings

COLUMNS = ("council", "fund", "reference", "reason", "since", "expires_on", "why")


@dataclass(frozen=True)
class Spared:
    """An account as the housing or revenues system names it. After `expires_on` it is spared no longer."""

    council: str
    fund: str
    reference: str
    reason: str  # in_suspense | file_awaited | not_in_extract | enquiry
    since: dt.date
    expires_on: dt.date
    why: str


@dataclass(frozen=True)
class Look:
    """What a reason is looked for in: one council, what may be seen, today, and the calendar."""

    seen: Reading
    settings: Settings
    installation: Installation
    council: str
    council_id: int
    contracts: tuple[ContractRow, ...]
    today: dt.date
    holidays: frozenset[dt.date]

    @property
    def of_council(self) -> Reading:
        """What may be seen, of this council alone."""
        return replace(self.seen, councils={self.council: self.council_id}, every=False)

    def expiry(self, since: dt.date, working_days: int) -> dt.date:
        """So many working days after a day; as long as the reason holds, at least the next working day."""
        after = _working_days_after(since, working_days, self.holidays)
        return max(after, _working_days_after(self.today, 1, self.holidays))


@lru_cache  # many accounts share a day
def _working_days_after(day: dt.date, count: int, holidays: frozenset[dt.date]) -> dt.date:
    return day_after("working_days", day, count, holidays)


def first_of_each(found: Iterable[Spared]) -> list[Spared]:
    """Leave each account once for each reason, the earliest, in the order of council, fund and reference."""
    kept: dict[tuple[str, str, str, str], Spared] = {}
    for each in found:
        key = (each.council, each.fund, each.reference, each.reason)
        if key not in kept or each.since < kept[key].since:
            kept[key] = each
    return [kept[key] for key in sorted(kept)]
