"""A visit whose councils have card schemes and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.init import init
from paycards.settings.reading import load_settings
from tests.cards.card_desk import SETTINGS, with_accounts
from tests.prepared import Prepared
from tests.visits import visit_in


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[Visit]:
    with prepared.copy(request.param, _with_accounts, tmp_path), visit_in(tmp_path, actor="clerk") as visit:
        yield visit


def _with_accounts(database: str, folder: Path) -> None:
    path = folder / "paycards.toml"
    path.write_text(SETTINGS.format(database=database), encoding="utf-8")
    init(load_settings(path))
    with visit_in(folder, actor="clerk") as visit:
        with_accounts(visit, folder)
