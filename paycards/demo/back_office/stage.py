"""The stage of the week: Penmoor joins the settings of the demo, with its accounts and cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from paycards.access.progress import Progress
from paycards.access.visit import Visit, open_visit
from paycards.access.visitor import Visitor
from paycards.demo.back_office.council import PENMOOR, SETTINGS, write_lists
from paycards.demo.back_office.office import BackOffice
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.init import init
from paycards.jobs.night_report import NightReport
from paycards.settings.reading import load_settings

SET_UP = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)


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
