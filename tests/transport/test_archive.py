"""The archive: bytes go in, the same bytes come out, and nothing is ever half there."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.errors import Corrupt, TryAgain
from paycards.transport.archive import Archive, Kept
from tests.full_disk import limit_on_files, little_room

DATA = b"9826999900000000107 NVD77 12.50\r\n" * 100


def _stored(folder: Path) -> Path:
    (path,) = folder.glob("*/*/*.zst")
    return path


@given(data=st.binary(max_size=5_000))
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    archive = Archive(tmp_path_factory.getbasetemp() / "shared-archive")
    sha256 = archive.keep(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert archive.read(sha256) == data
    assert sha256 in archive


def test_a_kept_file_stands_under_its_hash_for_its_owner_only(tmp_path: Path) -> None:
    sha256 = Archive(tmp_path / "archive").keep(DATA)
    path = tmp_path / "archive" / sha256[:2] / sha256[2:4] / f"{sha256}.zst"
    assert _stored(tmp_path / "archive") == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]} == {0o700}


def test_the_same_bytes_again_write_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep(DATA)
    before = _stored(tmp_path).stat()
    archive.keep(DATA)
    assert _stored(tmp_path).stat() == before


def test_a_kept_file_that_went_missing_is_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.keep(DATA)
    _stored(tmp_path).unlink()
    assert sha256 not in archive
    archive.keep(DATA)
    assert archive.read(sha256) == DATA


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "nothing yet")
    assert "0" * 64 not in archive
    assert "../../etc/passwd" not in archive
    assert 5 not in archive
    assert not list(archive.check())
    with pytest.raises(Corrupt, match="has no file 0000"):
        archive.read("0" * 64)
    with pytest.raises(ValueError, match="no SHA-256"):
        archive.read("../../etc/passwd")


def _flip(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 0x10]) + data[len(data) // 2 + 1 :]


@pytest.mark.parametrize("harm", [_flip, lambda data: data[:-5], lambda data: b"", lambda data: b"text"])
def test_a_harmed_file_is_found_and_never_given_out(tmp_path: Path, harm) -> None:
    archive = Archive(tmp_path)
    sha256, other = archive.keep(os.urandom(50_000)), archive.keep(b"sound")
    harmed = tmp_path / sha256[:2] / sha256[2:4] / f"{sha256}.zst"
    harmed.write_bytes(harm(harmed.read_bytes()))
    with pytest.raises(Corrupt, match=sha256):
        archive.read(sha256)
    states = dict(archive.check())
    assert sha256 in states[sha256]
    assert states[other] == ""


def test_a_file_swapped_for_another_sound_one_is_found(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.keep(b"first"), archive.keep(b"second")
    paths = [tmp_path / sha[:2] / sha[2:4] / f"{sha}.zst" for sha in (first, second)]
    paths[0].write_bytes(paths[1].read_bytes())
    with pytest.raises(Corrupt, match="other bytes"):
        archive.read(first)


def test_a_file_that_does_not_belong_there_is_reported(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.keep(DATA)
    wrong = tmp_path / "zz" / "zz" / f"{sha256}.zst"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes((tmp_path / sha256[:2] / sha256[2:4] / wrong.name).read_bytes())
    faults = [kept for kept in archive.check() if kept.fault]
    assert faults == [Kept(sha256, f"The file {wrong} does not belong in the archive.")]


def test_a_full_disk_leaves_nothing_half_there_and_the_next_run_succeeds(tmp_path: Path) -> None:
    small, large = b"small", os.urandom(500_000)
    with little_room(tmp_path):
        archive = Archive(tmp_path)
        sha256 = archive.keep(small)
        with pytest.raises(TryAgain, match="make room"):
            archive.keep(large)
        assert [path.stem for path in tmp_path.rglob("*") if path.is_file()] == [sha256]
        assert archive.read(sha256) == small
    assert Archive(tmp_path).read(Archive(tmp_path).keep(large)) == large


def test_a_file_above_the_systems_limit_is_no_different(tmp_path: Path) -> None:
    with limit_on_files(), pytest.raises(TryAgain, match="File too large"):
        Archive(tmp_path).keep(os.urandom(500_000))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_folder_that_cannot_be_written_is_worth_another_run(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file stands in the way")
    with pytest.raises(TryAgain, match="cannot keep"):
        Archive(tmp_path / "archive").keep(DATA)


KILLED = """
import os, signal, sys
from pathlib import Path
from paycards.transport.archive import Archive
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
Archive(Path(sys.argv[1])).keep(sys.argv[2].encode())
"""


def test_what_a_kill_leaves_behind_is_harmless_and_cleared_when_old(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), "payments"], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left_over,) = tmp_path.glob("*/*/.*.part")
    archive = Archive(tmp_path)
    assert not list(archive.check())
    sha256 = archive.keep(b"payments")
    assert archive.read(sha256) == b"payments"
    assert left_over.exists()  # it could be another process at work
    os.utime(left_over, (0, time.time() - 7200))
    assert list(archive.check()) == [Kept(sha256, "")]
    assert not left_over.exists()


def _keep_all(folder: Path) -> None:
    for number in range(30):
        Archive(folder).keep(DATA + b"%d" % number)


def test_processes_that_keep_the_same_files_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    visit = multiprocessing.get_context("spawn")
    workers = [visit.Process(target=_keep_all, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert [kept.fault for kept in Archive(tmp_path).check()] == [""] * 30


def test_the_zstd_program_can_read_what_is_kept(tmp_path: Path) -> None:
    Archive(tmp_path).keep(DATA)
    assert _stored(tmp_path).read_bytes()[:4] == bytes.fromhex("28b52ffd")  # RFC 8878, magic number


@pytest.mark.soak
def test_a_million_rows_are_kept_in_half_a_second_besides_hashing(tmp_path: Path) -> None:
    data = b"".join(b"98269999%011d NVD77%07d %09d.00P01/11/2026\r\n" % (n, n, n) for n in range(1_000_000))
    archive, seconds = Archive(tmp_path), []
    for number in range(3):
        began = time.perf_counter()
        archive.keep(data + b"%d" % number)
        middle = time.perf_counter()
        hashlib.sha256(data).hexdigest()
        seconds.append(2 * middle - began - time.perf_counter())
    assert min(seconds) < 0.5
