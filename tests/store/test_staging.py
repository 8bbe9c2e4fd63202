"""Rows that wait in a file are loaded as they were, once, and nothing of them is left lying about."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import BigInteger, Column, Engine, Integer, String, select

from paycards.errors import TryAgain
from paycards.store import bulk
from paycards.store.engine import writing
from paycards.store.rows import CHUNK_ROWS
from paycards.store.staging import PREFIX, staging
from paycards.store.tables.councils import councils
from paycards.store.temporary import temporary
from tests.full_disk import little_room
from tests.store.test_bulk import ROWS, SHAPE, columns, frame_of, read_back

FRAME = pd.DataFrame({"code": pd.Series(["NVD"], dtype="str"), "name": pd.Series(["x"], dtype="str")})


@pytest.fixture(autouse=True)
def temporary_files(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def loaded_both_ways(engine: Engine, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = []
    with staging(engine) as waiting, writing(engine) as connection:
        for name in ("loaded", "staged"):
            with temporary(connection, name, *columns()) as table:
                rows: Any = waiting.stage(table, frame) if name == "staged" else frame
                assert bulk.load(connection, table, rows, file_id=7) == len(frame)
                found.append(read_back(connection, table))
                assert set(connection.execute(select(table.c.file_id)).scalars()) <= {7}
    return found[0], found[1]


def test_tables_of_one_name_are_one_object_only_where_their_columns_are_alike(engine: Engine) -> None:
    wide = BigInteger().with_variant(Integer(), "sqlite")
    shapes: list[Callable[[], Column[Any]]] = [
        lambda: Column("code", String, primary_key=True),
        lambda: Column("code", String),
        lambda: Column("code", String, nullable=False),
        lambda: Column("code", BigInteger),
        lambda: Column("code", wide),
        lambda: Column("other", String),
    ]
    with writing(engine) as connection:
        found = []
        for shape in [*shapes, *shapes]:
            with temporary(connection, "alike", shape()) as table:
                found.append(id(table))
    same_there = engine.dialect.name == "postgresql"  # where the fifth is what the fourth is
    assert len(set(found)) == 6 - same_there
    assert found[:6] == found[6:]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS)
def test_staged_rows_are_loaded_as_those_in_memory(
    engine: Engine, rows: list[tuple[str, str, int, str]]
) -> None:
    loaded, staged = loaded_both_ways(engine, frame_of(rows))
    pd.testing.assert_frame_equal(staged, loaded)


def test_many_chunks_and_columns_in_several_pieces_are_loaded_whole(engine: Engine) -> None:
    count = CHUNK_ROWS + 1
    half = frame_of([(f"n{number}", "po", number, "2026-02-28") for number in range(count)])
    whole = pd.concat([half, half.assign(row_no=half["row_no"] + count)])
    loaded, staged = loaded_both_ways(engine, whole)
    assert len(staged) == 2 * count
    pd.testing.assert_frame_equal(staged, loaded)
    pd.testing.assert_frame_equal(staged, whole.astype(SHAPE).reset_index(drop=True))


def test_a_row_that_breaks_a_rule_takes_the_whole_load_with_it(engine: Engine) -> None:
    frame = pd.DataFrame({"code": pd.Series(["NVD", "HMB", "NVD"], dtype="str"), "name": "x"})
    with (
        staging(engine) as waiting,
        pytest.raises(Exception, match=r"(?i)unique"),
        writing(engine) as connection,
    ):
        bulk.load(connection, councils, waiting.stage(councils, frame))
    with writing(engine) as connection:
        assert connection.execute(select(councils)).all() == []


def test_only_its_owner_can_read_what_waits_and_nothing_is_left_of_it(
    engine: Engine, temporary_files: Path
) -> None:
    with staging(engine) as waiting:
        staged, never = (waiting.stage(councils, FRAME) for _ in range(2))
        assert stat.S_IMODE(staged.path.parent.stat().st_mode) == 0o700
        with writing(engine) as connection:
            bulk.load(connection, councils, staged)
            assert not staged.path.exists()
        assert never.path.exists()
    assert list(temporary_files.iterdir()) == []


def test_what_was_attached_is_let_go_when_the_step_ends(engine: Engine) -> None:
    with staging(engine) as waiting:
        for number in range(12):  # SQLite attaches ten at most
            with writing(engine) as connection:
                bulk.load(connection, councils, waiting.stage(councils, FRAME.assign(code=f"C{number}")))
    with writing(engine) as connection:
        assert len(connection.execute(select(councils)).all()) == 12


def test_a_load_that_failed_lets_go_too(engine: Engine) -> None:
    frame = pd.DataFrame({"code": pd.Series(["NVD"] * 2, dtype="str"), "name": "x"})
    with staging(engine) as waiting:
        for _ in range(12):
            with pytest.raises(Exception, match=r"(?i)unique"), writing(engine) as connection:
                bulk.load(connection, councils, waiting.stage(councils, frame))
        with writing(engine) as connection:
            bulk.load(connection, councils, waiting.stage(councils, frame[:1]))


def test_where_nothing_can_be_written_it_says_where_and_what_to_do(
    engine: Engine, temporary_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with staging(engine) as waiting:
        folder = waiting.stage(councils, FRAME).path.parent
        shutil.rmtree(folder)
        with pytest.raises(TryAgain, match=r"paycards-staging-\w+ cannot be written to: .*TMPDIR"):
            waiting.stage(councils, FRAME)
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary_files / "missing"))
    with (
        staging(engine) as waiting,
        pytest.raises(TryAgain, match=r"missing cannot be written to: No such file"),
    ):
        waiting.stage(councils, FRAME)


def test_a_disk_that_is_full_halfway_is_told_in_one_sentence(engine: Engine, temporary_files: Path) -> None:
    count = CHUNK_ROWS
    frame = pd.DataFrame({name: pd.Series(range(count)).astype("str") for name in ("code", "name")})
    with little_room(temporary_files), staging(engine) as waiting, pytest.raises(TryAgain) as told:
        waiting.stage(councils, frame)
    sentence = r"The staging folder \S+ cannot be written to: [^\n]+; make room there, .*"
    assert re.fullmatch(sentence, str(told.value))


KILLED = """
import os, signal, sys, tempfile
from paycards.left_overs import temporary_folder
tempfile.tempdir = sys.argv[1]
with temporary_folder(sys.argv[2]) as folder:
    (folder / "1").write_bytes(b"rows")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_is_cleared_by_the_next(engine: Engine, temporary_files: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(temporary_files), PREFIX]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = temporary_files.iterdir()
    foreign, target = temporary_files / "other-old", temporary_files / "keep"
    for folder in (foreign, target):
        folder.mkdir()
    (temporary_files / f"{PREFIX}link").symlink_to(target)
    with staging(engine) as waiting:
        waiting.stage(councils, FRAME)
        assert not left.exists()
        assert foreign.exists() and target.exists()


def test_the_folder_of_a_run_at_work_is_never_cleared_however_old_it_looks(
    engine: Engine, temporary_files: Path
) -> None:
    with staging(engine) as waiting:
        staged = waiting.stage(councils, FRAME)
        os.utime(staged.path.parent, (0, 0))  # as it looks to a clock that is years ahead
        with staging(engine) as other:
            other.stage(councils, FRAME)
        with writing(engine) as connection:
            assert bulk.load(connection, councils, staged) == 1


def test_what_another_run_clears_at_the_same_time_is_no_trouble(
    engine: Engine, temporary_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = temporary_files / f"{PREFIX}gone"
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: iter([gone]))
    with staging(engine) as waiting:
        assert waiting.stage(councils, FRAME).path.exists()
