"""A context whose councils have card schemes and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.jobs.context import Context, open_context
from paycards.jobs.init import init
from paycards.settings import load_settings
from tests.conftest import NOW
from tests.jobs.cards.card_desk import SETTINGS, with_accounts


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "paycards.toml"
    path.write_text(SETTINGS.format(database=database_url), encoding="utf-8")
    settings = load_settings(path)
    init(settings)
    context = open_context(settings, now=NOW, actor="clerk")
    yield with_accounts(context, tmp_path)
    context.engine.dispose()
