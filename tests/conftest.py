"""Options of the whole test run, and the databases that its tests share: each test on both.

Random tests take their examples from a profile: `default` tries the same ones each time, so that a
red run is the fault of what was changed; `soak` tries new ones, and twenty times as many.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from sqlalchemy import Engine

from paycards.access.visit import Visit
from paycards.jobs.init import init
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from paycards.store.engine import open_engine
from tests.compiled import compile_once
from tests.fresh import lay
from tests.memory import use_memory
from tests.prepared import Prepared
from tests.seeds import FIRST as FIRST_SEED
from tests.visits import open_visit

pytest_plugins = ["tests.postgres"]

use_memory()
compile_once()

hypothesis.settings.register_profile("default", max_examples=100, deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("default")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)

TWO_COUNCILS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"

[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 10
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]
[councils.contracts.drop]
kind = "folder"
directory = "drops/allpay"

[[councils.contracts]]
code = "NVD-POST"
channel = "post_office"
client_code = "NVD0001"
settlement_lag_working_days = 2
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]

[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement_lag_working_days = 5
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]

[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "nvdc"
settlement_lag_working_days = 5
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}']]

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"

[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
reference_prefix = "HM"
"""


def pytest_report_header() -> str:
    """Say how a soak can be tried again; imported here, the seed is that of all processes of a run."""
    return f"random worlds of a soak from SOAK_SEED={FIRST_SEED}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write golden files anew",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"It was skipped, and proves nothing: {report.longrepr}"
    return report


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: do not look through it for what is left over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "paycards.db"
    lay(path)
    return path


@pytest.fixture(scope="session")
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    return Prepared(folder, lambda: request.getfixturevalue("postgres_server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[str]:
    """A migrated database of the test's own, without any rows but those of `settings`."""
    prepare = two_councils if "settings" in request.fixturenames else _nothing
    with prepared.copy(request.param, prepare, tmp_path) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_of_module(
    request: pytest.FixtureRequest, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same for a whole module, whose tests go on from one another in it."""
    with prepared.copy(request.param, _nothing, tmp_path_factory.mktemp("module")) as url:
        yield url


def _nothing(_database: str, _folder: Path) -> None:
    """Leave it without rows."""


def two_councils(database: str, folder: Path) -> None:
    """Prepare the two councils of the tests."""
    path = folder / "paycards.toml"
    path.write_text(TWO_COUNCILS.format(database=database), encoding="utf-8")
    init(load_settings(path))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Northvale with a contract of every channel, and a second council with one; both initialised."""
    assert database_url
    return load_settings(tmp_path / "paycards.toml")


@pytest.fixture
def visit(settings: Settings) -> Iterator[Visit]:
    """What jobs work with, on the night of 20 November 2026."""
    visit = open_visit(settings, now=NOW, actor="tester")
    yield visit
    visit.installation.engine.dispose()
