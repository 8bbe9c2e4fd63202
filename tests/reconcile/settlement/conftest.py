"""A world of suppliers for each test: on SQLite, and where the SQL is tried, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reconcile.settlement.supplier_world import SupplierWorld, open_world


@pytest.fixture
def world(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[SupplierWorld]:
    shutil.copy(_migrated_sqlite, tmp_path / "paycards.db")
    world = open_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    yield world
    world.visit.installation.engine.dispose()


@pytest.fixture
def world_on_both(database_url: str, tmp_path: Path) -> Iterator[SupplierWorld]:
    world = open_world(database_url, tmp_path)
    yield world
    world.visit.installation.engine.dispose()
