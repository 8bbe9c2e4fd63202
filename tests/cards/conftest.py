"""A visit whose councils have card schemes and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.init import init
from paycards.settings.reading import load_settings
from tests.cards.card_desk import SETTINGS, with_accounts
from tests.conftest import NOW
from tests.prepared import Prepared
from tests.visits import open_visit


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[Visit]:
    with prepared.copy(request.param, _with_accounts, tmp_path):
        visit = _visit(tmp_path)
        yield visit
        visit.installation.engine.dispose()


def _with_accounts(database: str, folder: Path) -> None:
    path = folder / "paycards.toml"
    path.write_text(SETTINGS.format(database=database), encoding="utf-8")
    init(load_settings(path))
    with_accounts(_visit(folder), folder).installation.engine.dispose()


def _visit(folder: Path) -> Visit:
    return open_visit(load_settings(folder / "paycards.toml"), now=NOW, actor="clerk")
