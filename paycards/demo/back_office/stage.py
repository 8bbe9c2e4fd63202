"""The stage of the week: Penmoor joins the settings of the demo, with its accounts and cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from paycards.access.progress import Progress
from paycards.access.visit import Visit, open_visit
from paycards.access.visitor import Visitor
from paycards.demo.accounts import Account
from paycards.demo.back_office.arrivals import put_into_drop, statement_of
from paycards.demo.back_office.council import MISTYPED, PENMOOR, SETTINGS, customers, write_lists
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.init import init
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.night_report import NightReport
from paycards.settings.reading import load_settings

SET_UP = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)


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


@contextmanager
def set_up(
    settings_file: Path, run_night: Callable[[Visit], NightReport], progress: Progress
) -> Iterator[BackOffice]:
    """Add Penmoor to the settings, the accounts and the cards."""
    folder = settings_file.parent / "penmoor"
    (folder / "outbound").mkdir(parents=True)
    with settings_file.open("a", encoding="utf-8") as text:
        text.write(SETTINGS)
    settings = load_settings(settings_file)
    init(settings)
    alone = settings.model_copy(
        update={"councils": tuple(one for one in settings.councils if one.code == PENMOOR.code)}
    )
    visit = open_visit(alone, Visitor("demo"), now=SET_UP, progress=progress)
    accounts_file, cards_file = write_lists(folder)
    import_accounts(visit, accounts_file)
    import_cards(visit, cards_file)
    yield BackOffice(folder, settings_file, visit, run_night)
    visit.installation.close()
