"""Create or upgrade the database, and store the councils, contracts and card schemes of the settings."""

from __future__ import annotations

import datetime as dt

from paycards.access.contracts import store_settings
from paycards.clock import local_date
from paycards.settings import Settings
from paycards.store.card_numbers import report_range
from paycards.store.card_schemes import store_schemes
from paycards.store.councils import council_ids
from paycards.store.engine import open_engine, writing
from paycards.store.migrate import upgrade
from paycards.store.problems import PAYCARDS
from paycards.store.step import Step


def init(settings: Settings, *, at: dt.datetime | None = None) -> None:
    """Safe to run again at any moment. With `at`, ranges of card numbers that run low are reported.

    Raises SettingsError for what cannot change any more: then nothing is stored.
    """
    engine = open_engine(settings.paycards.database)
    try:
        upgrade(engine)
        with writing(engine) as connection:
            store_settings(connection, settings)
            ids = council_ids(connection)
            for council in sorted(settings.councils, key=lambda council: ids[council.code]):
                store_schemes(connection, ids[council.code], council.card_schemes)
                for scheme in council.card_schemes:
                    if at is not None and scheme.numbers == "allocate":
                        step = Step(connection, ids[council.code], at, local_date(at), PAYCARDS)
                        report_range(step, scheme)
    finally:
        engine.dispose()
