"""The desk of a closing office: a copy of the council for each test, on both databases."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from tests.closing.office import opened, prepare
from tests.prepared import Prepared


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[Visit]:
    with prepared.copy(request.param, prepare, tmp_path / "home"), opened(tmp_path / "home") as visit:
        yield visit


@pytest.fixture(autouse=True)
def _presses_that_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that prints is forked from one that has imported what it needs, which takes half a second.

    In the program it is started afresh: `test_exactly_once` kills those.
    """
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["paycards.closing.bulk_issue.press"])
    monkeypatch.setattr(multiprocessing, "get_context", lambda _method: forkserver)
