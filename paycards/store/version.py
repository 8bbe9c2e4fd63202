"""Which version of the database there is, told without the library that makes it: a desk waits for it.

The newest migration is the last of the folder by name: `tests/store/test_version.py` holds the names to it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from paycards.errors import SettingsError, UsageError, shown
from paycards.store.engine import reading

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """Return the revision that this program works with."""
    return max(_known())


def _known() -> set[str]:
    names = (path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return {name.partition("_")[0] for name in names}


def found(engine: Engine) -> str | None:
    """Return the revision of a database; None for one that is empty.

    Raises SettingsError for the database of another program, and for one that a newer paycards made.
    """
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            _require_ours(inspect(connection).get_table_names())
            return None
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in _known():
        raise SettingsError(
            f"The database is of version {shown(revision)}, which this paycards does not know: its newest is"
            f" {newest()}. Install the paycards that made it, or correct the setting database.",
            code="database_unknown",
        )
    return revision


def _require_ours(tables: list[str]) -> None:
    if tables:
        raise SettingsError(
            f"The database is another program's: it has tables, such as {shown(min(tables))}, and none of"
            " paycards. Nothing was changed in it. Correct the setting database.",
            code="database_foreign",
        )


def require_unicode(engine: Engine) -> None:
    """Raise SettingsError for a PostgreSQL database that cannot hold every name, such as Ŵynne in Latin 1."""
    if engine.dialect.name != "postgresql":
        return
    with reading(engine) as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise SettingsError(
            f"The database holds its text in {encoding}, which has no room for every name. Make it with"
            " ENCODING 'UTF8' TEMPLATE template0, and run this again."
        )


def require_current(engine: Engine) -> None:
    """Raise UsageError unless the database is at the newest revision; SettingsError as `found` does."""
    revision = found(engine)
    if revision == newest():
        return
    if revision is None:
        raise UsageError("The database is empty: initialise it first.", code="database_empty")
    raise UsageError(
        "The database was made by another version of paycards: upgrade it first.", code="database_old"
    )
