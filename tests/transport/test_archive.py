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
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.durable import complete_file
from paycards.errors import Corrupt, TryAgain
from paycards.transport import ArchiveMissing
from paycards.transport.archive import MARKER, Archive, Kept
from tests.full_disk import limit_on_files, little_room


def begun(folder: Path) -> Archive:
    archive = Archive(folder)
    archive.begin()
    return archive


DATA = b"9826999900000000107 NVD77 12.50\r\n" * 100


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != MARKER]


def _stored(folder: Path) -> Path:
    (path,) = folder.glob("*/*/*.zst")
    return path


@given(data=st.binary(max_size=5_000))
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    archive = begun(tmp_path_factory.getbasetemp() / "shared-archive")
    sha256 = archive.keep(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert archive.read(sha256) == data
    assert sha256 in archive


def test_a_kept_file_stands_under_its_hash_for_its_owner_only(tmp_path: Path) -> None:
    sha256 = begun(tmp_path / "archive").keep(DATA)
    path = tmp_path / "archive" / sha256[:2] / sha256[2:4] / f"{sha256}.zst"
    assert _stored(tmp_path / "archive") == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]} == {0o700}


def test_the_same_bytes_again_write_nothing(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    archive.keep(DATA)
    before = _stored(tmp_path).stat()
    archive.keep(DATA)
    assert _stored(tmp_path).stat() == before


def test_a_kept_file_that_went_missing_is_written_again(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    sha256 = archive.keep(DATA)
    _stored(tmp_path).unlink()
    assert sha256 not in archive
    archive.keep(DATA)
    assert archive.read(sha256) == DATA


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    archive = begun(tmp_path / "nothing yet")
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
def test_a_harmed_file_is_found_and_never_given_out(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    archive = begun(tmp_path)
    sha256, other = archive.keep(os.urandom(50_000)), archive.keep(b"sound")
    harmed = tmp_path / sha256[:2] / sha256[2:4] / f"{sha256}.zst"
    harmed.write_bytes(harm(harmed.read_bytes()))
    with pytest.raises(Corrupt, match=sha256):
        archive.read(sha256)
    states = dict(archive.check())
    assert sha256 in states[sha256]
    assert states[other] == ""


def _a_pipe(path: Path) -> None:
    os.mkfifo(path)


def _a_device_without_end(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("put", [_a_pipe, _a_device_without_end, _a_folder])
def test_what_is_no_file_in_the_place_of_one_is_found_and_never_opened(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    archive = begun(tmp_path)
    sha256 = archive.keep(DATA)
    archive.path(sha256).unlink()
    put(archive.path(sha256))
    with pytest.raises(Corrupt, match="a pipe or a folder, no file"):
        archive.read(sha256)


@pytest.mark.parametrize("harm", [lambda data: data[:-5], lambda data: data + b"more", lambda data: b"text"])
def test_a_damaged_frame_is_not_what_was_kept(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    archive = begun(tmp_path)
    sha256 = archive.keep(os.urandom(5_000))
    archive.path(sha256).write_bytes(harm(archive.path(sha256).read_bytes()))
    with pytest.raises(Corrupt, match="does not hold the content"):
        archive.read(sha256)


def test_a_file_swapped_for_another_sound_one_is_found(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    first, second = archive.keep(b"first"), archive.keep(b"second")
    paths = [tmp_path / sha[:2] / sha[2:4] / f"{sha}.zst" for sha in (first, second)]
    paths[0].write_bytes(paths[1].read_bytes())
    with pytest.raises(Corrupt, match="does not hold the content"):
        archive.read(first)


def test_a_file_that_does_not_belong_there_is_reported(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    sha256 = archive.keep(DATA)
    wrong = tmp_path / "zz" / "zz" / f"{sha256}.zst"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes((tmp_path / sha256[:2] / sha256[2:4] / wrong.name).read_bytes())
    faults = [kept for kept in archive.check() if kept.fault]
    assert faults == [Kept(sha256, f"The file {wrong} does not belong in the archive.")]


def test_a_full_disk_leaves_nothing_half_there_and_the_next_run_succeeds(tmp_path: Path) -> None:
    small, large = b"small", os.urandom(500_000)
    with little_room(tmp_path):
        archive = begun(tmp_path)
        sha256 = archive.keep(small)
        with pytest.raises(TryAgain, match="make room"):
            archive.keep(large)
        assert [path.stem for path in tmp_path.rglob("*") if path.is_file() and path.name != MARKER] == [
            sha256
        ]
        assert archive.read(sha256) == small
    assert begun(tmp_path).read(begun(tmp_path).keep(large)) == large


def test_a_file_above_the_systems_limit_is_no_different(tmp_path: Path) -> None:
    with limit_on_files(), pytest.raises(TryAgain, match="File too large"):
        begun(tmp_path).keep(os.urandom(500_000))
    assert not _files(tmp_path)


def test_a_folder_that_cannot_be_written_is_worth_another_run(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file stands in the way")
    with pytest.raises(TryAgain, match="cannot keep"):
        begun(tmp_path / "archive").keep(DATA)


KILLED = """
import os, signal, sys
from pathlib import Path
from paycards.transport.archive import Archive
archive = Archive(Path(sys.argv[1]))
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
archive.keep(sys.argv[2].encode())
"""


def test_what_a_kill_leaves_behind_is_harmless_and_is_cleared(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), "payments"], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left_over,) = tmp_path.glob("*/*/.*.part")
    os.utime(left_over, (2**31, 2**31))  # by a clock that was ahead
    assert not list(archive.check())
    assert not left_over.exists()
    sha256 = archive.keep(b"payments")
    assert archive.read(sha256) == b"payments"
    assert list(archive.check()) == [Kept(sha256, "")]


def test_what_another_process_is_writing_is_never_cleared_however_old_it_looks(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    path = archive.path(archive.keep(b"others"))
    with complete_file(path.with_name("writing.zst")) as file:
        (hidden,) = path.parent.glob(".*.part")
        os.utime(hidden, (0, 0))
        list(archive.check())
        assert hidden.exists()
        file.write(b"whole")
    assert path.with_name("writing.zst").read_bytes() == b"whole"


def test_a_folder_that_is_not_the_archive_is_neither_written_nor_read(tmp_path: Path) -> None:
    archive = begun(tmp_path / "archive")
    sha256 = archive.keep(DATA)
    (tmp_path / "archive").rename(tmp_path / "elsewhere")
    for wrong in ("missing", "an empty mount point"):
        with pytest.raises(ArchiveMissing, match="no file paycards-archive"):
            archive.keep(b"other")
        with pytest.raises(ArchiveMissing):
            archive.read(sha256)
        with pytest.raises(ArchiveMissing):
            list(archive.check())
        assert (tmp_path / "archive").exists() == (wrong != "missing")
        (tmp_path / "archive").mkdir(exist_ok=True)
    assert not list((tmp_path / "archive").iterdir())


def test_an_archive_that_was_begun_before_there_was_a_marker_is_adopted(tmp_path: Path) -> None:
    sha256 = begun(tmp_path).keep(DATA)
    (tmp_path / MARKER).unlink()
    archive = Archive(tmp_path)
    archive.begin(expected=True)
    assert archive.read(sha256) == DATA


def test_an_empty_folder_is_not_adopted_where_files_are_expected(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    with pytest.raises(ArchiveMissing):
        Archive(tmp_path).begin(expected=True)
    assert not (tmp_path / MARKER).exists()


def test_an_archive_that_has_none_of_the_last_files_is_another_ones(tmp_path: Path) -> None:
    archive = begun(tmp_path)
    first, second = archive.keep(b"first"), archive.keep(b"second")
    archive.path(first).unlink()
    archive.require_some([first, second])
    archive.require_some([])
    with pytest.raises(ArchiveMissing, match="none of the last files"):
        archive.require_some([first, "0" * 64])


READ_ONLY = """
import sys
from pathlib import Path
from paycards.transport import ArchiveMissing
from paycards.transport.archive import Archive
try:
    Archive(Path(sys.argv[1])).keep(b"payments")
except ArchiveMissing as error:
    print(error)
"""


def test_an_archive_that_cannot_be_written_to_stops_the_run(tmp_path: Path) -> None:
    """As an ordinary user, whatever the tests run as: root may write anywhere."""
    begun(tmp_path)
    tmp_path.chmod(0o500)
    without = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    call = [*without, sys.executable, "-c", READ_ONLY, str(tmp_path)]
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    tmp_path.chmod(0o700)
    assert f"The archive {tmp_path} cannot be written to: Permission denied." in said
    assert "make room" not in said


def _keep_all(folder: Path) -> None:
    for number in range(30):
        Archive(folder).keep(DATA + b"%d" % number)


def test_processes_that_keep_the_same_files_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    begun(tmp_path)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_keep_all, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert [kept.fault for kept in begun(tmp_path).check()] == [""] * 30


def test_the_zstd_program_can_read_what_is_kept(tmp_path: Path) -> None:
    begun(tmp_path).keep(DATA)
    assert _stored(tmp_path).read_bytes()[:4] == bytes.fromhex("28b52ffd")  # RFC 8878, magic number


@pytest.mark.soak
def test_a_million_rows_are_kept_in_half_a_second_besides_hashing(tmp_path: Path) -> None:
    data = b"".join(b"98269999%011d NVD77%07d %09d.00P01/11/2026\r\n" % (n, n, n) for n in range(1_000_000))
    archive, seconds = begun(tmp_path), []
    for number in range(3):
        began = time.perf_counter()
        archive.keep(data + b"%d" % number)
        middle = time.perf_counter()
        hashlib.sha256(data).hexdigest()
        seconds.append(2 * middle - began - time.perf_counter())
    assert min(seconds) < 0.5
