"""A closing office on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.closing.takeup.closing_office import ClosingOffice


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[ClosingOffice]:
    office = ClosingOffice(database_url, tmp_path)
    yield office
    office.close()
