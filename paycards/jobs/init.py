"""Create or upgrade the database, and store the councils and contracts of the settings."""

from __future__ import annotations

from paycards.settings import Settings
from paycards.store.councils import store_settings
from paycards.store.engine import open_engine, writing
from paycards.store.migrate import upgrade


def init(settings: Settings) -> None:
    """Safe to run again at any moment."""
    engine = open_engine(settings.paycards.database)
    upgrade(engine)
    with writing(engine) as connection:
        store_settings(connection, settings)
    engine.dispose()
