"""New databases, as many as a test wants, on each kind."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fresh import lay
from tests.ledger.town import Town, open_accounts

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Addresses of new databases without rows."""
    if request.param == "sqlite":
        numbers = itertools.count(1)

        def laid() -> str:
            path = tmp_path / f"{next(numbers)}.db"
            lay(path)
            return f"sqlite:///{path}"

        return laid
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_migrated_database


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    """Two councils with an account of each fund."""
    town = Town(database_url, tmp_path)
    open_accounts(town)
    yield town
    town.visit.installation.engine.dispose()
