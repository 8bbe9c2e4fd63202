"""One house for the tests of a file, on SQLite; those of the door run on both databases elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.customer.house import House, house_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    built = house_of(f"sqlite:///{folder / 'house.db'}", folder)
    yield built
    built.visit.installation.engine.dispose()
