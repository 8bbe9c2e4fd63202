"""The house that these tests look at, built once and never changed by a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.evidence.house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    house = House(home, f"sqlite:///{home}/paycards.db").live()
    yield house
    house.close()
