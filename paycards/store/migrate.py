"""Create the database, or bring it up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from paycards.errors import UsageError
from paycards.store.engine import reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision`, in one transaction."""
    with writing(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations down to `revision` ('base' empties the database)."""
    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def require_current(engine: Engine) -> None:
    """Raise UsageError unless the database is at the newest revision."""
    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == ScriptDirectory(str(MIGRATIONS)).get_current_head():
        return
    if found is None:
        raise UsageError("The database is empty: initialise it first.", code="database_empty")
    raise UsageError(
        "The database was made by another version of paycards: upgrade it first.", code="database_old"
    )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
