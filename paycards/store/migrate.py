"""Create the database, or bring it up to date."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from paycards.store.engine import writing
from paycards.store.version import MIGRATIONS, found, newest, require_unicode


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision`, in one transaction; none are read where none is to be run.

    Raises SettingsError for a database that cannot hold every name.
    """
    require_unicode(engine)
    if revision == "head" and found(engine) == newest():
        return
    with writing(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations down to `revision` ('base' empties the database)."""
    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
