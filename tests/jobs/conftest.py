"""New databases, as many as a test wants, on each kind."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Addresses of new databases without rows."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("_migrated_sqlite")

        def copied() -> str:
            path = tmp_path / f"{next(_names)}.db"
            shutil.copy(migrated, path)
            return f"sqlite:///{path}"

        return copied
    url = make_url(request.getfixturevalue("_migrated_postgresql"))
    server: PostgresServer = request.getfixturevalue("postgres_server")

    def created() -> str:
        name = f"office_{next(_names)}"
        with server.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")
        return url.set(database=name).render_as_string(hide_password=False)

    return created
