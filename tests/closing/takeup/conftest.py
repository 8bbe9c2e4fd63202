"""A closing office on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.closing.takeup.closing_office import ClosingOffice, prepare
from tests.prepared import Prepared


@pytest.fixture(params=["sqlite", "postgresql"])
def hall(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[ClosingOffice]:
    with prepared.copy(request.param, prepare, tmp_path):
        office = ClosingOffice(tmp_path)
        yield office
        office.close()
