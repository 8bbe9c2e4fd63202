"""A visit whose councils have card schemes and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.settings.reading import load_settings
from tests.cards.card_desk import SETTINGS, with_accounts
from tests.conftest import NOW
from tests.fresh import init_fresh
from tests.visits import open_visit


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Visit]:
    path = tmp_path / "paycards.toml"
    path.write_text(SETTINGS.format(database=database_url), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=NOW, actor="clerk")
    yield with_accounts(visit, tmp_path)
    visit.installation.engine.dispose()
