"""Penmoor's part of the demo: its nights, the statements of its bank, the payment that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from paycards.access.visit import Visit
from paycards.demo.accounts import Account
from paycards.demo.back_office.arrivals import put_into_drop, statement_of
from paycards.demo.back_office.council import MISTYPED, PENMOOR, customers
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.night_report import NightReport


@dataclass(frozen=True)
class BackOffice:
    """Penmoor's part of the demo."""

    folder: Path
    settings: Path
    visit: Visit
    run_night: Callable[[Visit], NightReport]

    def night(self, day: dt.date) -> list[str]:
        """Let this morning's files come and run the night of Penmoor; return the names of the files."""
        names = put_into_drop(self.folder / "outbound", day)
        self.run_night(replace(self.visit, now=dt.datetime.combine(day, dt.time(4), dt.UTC)))
        return names

    def statement(self, day: dt.date) -> Path:
        """Write the bank's statement of a day as it was fetched."""
        name, data = statement_of(day)
        path = self.folder / name
        path.write_bytes(data)
        return path

    def item(self) -> int:
        """The one item of Penmoor that waits in suspense."""
        [item] = list_suspense(self.visit, council=PENMOOR.code)
        return item.id

    def payer(self) -> Account:
        """Whose the item is: one figure of the card is wrong."""
        return customers()[MISTYPED].account
