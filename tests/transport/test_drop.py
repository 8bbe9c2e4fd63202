"""What every drop does, whatever it is: three SFTP servers and a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused, RemoteChanged, RemoteRefused
from paycards.transport.archive import Archive
from paycards.transport.drop import open_drop
from paycards.transport.listing import Remote, printable, why_name_refused
from tests.transport.conftest import Place


def test_a_drop_lists_its_files_by_name_with_size_and_time(place: Place) -> None:
    for name, data in (("NVDC0002.PP", b"22"), ("NVDC0001.PO", b"1"), ("empty.DD", b"")):
        (place.folder / name).write_bytes(data)
        os.utime(place.folder / name, (0, 1_790_000_000))
    with open_drop(place.settings()) as drop:
        listing = drop.list()
    assert listing.files == (
        Remote("NVDC0001.PO", 1, 1_790_000_000),
        Remote("NVDC0002.PP", 2, 1_790_000_000),
        Remote("empty.DD", 0, 1_790_000_000),
    )
    assert not listing.growing
    assert not listing.refused


def test_what_is_no_finished_file_is_listed_apart(place: Place) -> None:
    for name in (".hidden", "a.part", "b.TMP", "c.filepart", "d.PO.done"):
        (place.folder / name).write_bytes(b"x")
    (place.folder / "old").mkdir()
    os.mkfifo(place.folder / "pipe")
    with open_drop(place.settings()) as drop:
        listing = drop.list()
    assert (listing.files, listing.growing, listing.refused) == ((), (), ())
    assert listing.unfinished == (".hidden", "a.part", "b.TMP", "c.filepart")


def test_names_that_cannot_be_trusted_are_listed_as_refused(place: Place) -> None:
    (place.folder / "back\\slash.PO").write_bytes(b"x")
    (place.folder / "line\nend.PO").write_bytes(b"x")
    (place.folder / "café £.PO").write_bytes(b"x")
    with open_drop(place.settings()) as drop:
        listing = drop.list()
    assert [remote.name for remote in listing.files] == ["café £.PO"]
    assert listing.refused == (
        ("back\\slash.PO", "its name could be taken for a path"),
        ("line\\nend.PO", "its name holds characters that do not print"),
    )


def test_a_link_is_refused_and_never_followed(place: Place, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"not the supplier's")
    (place.folder / "NVDC0001.PO").symlink_to(tmp_path / "secret")
    with open_drop(place.settings()) as drop:
        listing = drop.list()
        assert listing.refused == (("NVDC0001.PO", "it is a link, and links are not followed"),)
        assert not listing.files


def test_a_file_comes_byte_for_byte(place: Place) -> None:
    for name, data in (("small", b"\x00\r\n\xff"), ("empty", b""), ("large", os.urandom(3_000_001))):
        (place.folder / name).write_bytes(data)
    with open_drop(place.settings()) as drop:
        for remote in drop.list().files:
            assert drop.fetch(remote) == (place.folder / remote.name).read_bytes()


def test_a_file_still_growing_waits_for_the_next_run(place: Place) -> None:
    (place.folder / "whole.PO").write_bytes(b"whole")
    stop = threading.Event()

    def grow() -> None:
        with (place.folder / "growing.PO").open("ab", buffering=0) as file:
            while not stop.wait(0.02):
                file.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        time.sleep(0.1)
        with open_drop(place.settings(settle_seconds=0.3)) as drop:
            listing = drop.list()
    finally:
        stop.set()
        writer.join()
    assert [remote.name for remote in listing.files] == ["whole.PO"]
    assert [remote.name for remote in listing.growing] == ["growing.PO"]


def test_nothing_is_waited_for_where_no_file_is_fresh(place: Place) -> None:
    (place.folder / "old.PO").write_bytes(b"old")
    os.utime(place.folder / "old.PO", (0, 1_700_000_000))
    began = time.monotonic()
    with open_drop(place.settings(settle_seconds=30)) as drop:
        assert len(drop.list().files) == 1
    assert time.monotonic() - began < 10


def test_a_file_that_grew_after_the_listing_is_left_for_the_next_run(place: Place) -> None:
    (place.folder / "a.PO").write_bytes(b"half")
    with open_drop(place.settings()) as drop:
        (remote,) = drop.list().files
        (place.folder / "a.PO").write_bytes(b"half and half")
        with pytest.raises(RemoteChanged, match=r"a\.PO"):
            drop.fetch(remote)


def test_a_file_that_vanished_is_missed_alone(place: Place) -> None:
    for name in ("a.PO", "b.PO"):
        (place.folder / name).write_bytes(b"payments")
    with open_drop(place.settings()) as drop:
        first, second = drop.list().files
        (place.folder / "a.PO").unlink()
        with pytest.raises(RemoteChanged, match=r"a\.PO.*vanished"):
            drop.fetch(first)
        assert drop.fetch(second) == b"payments"


def test_a_file_above_max_bytes_is_refused(place: Place) -> None:
    (place.folder / "a.PO").write_bytes(b"12345")
    with open_drop(place.settings(max_bytes=4)) as drop:
        (remote,) = drop.list().files
        with pytest.raises(RemoteRefused, match="max_bytes"):
            drop.fetch(remote)
    with open_drop(place.settings(max_bytes=5)) as drop:
        assert drop.fetch(remote) == b"12345"


@pytest.mark.parametrize("name", ["../a.PO", "/etc/passwd", "a\x00b", "..", "", "a\udcffb"])
def test_a_name_that_is_a_path_is_neither_fetched_nor_put_away(place: Place, name: str) -> None:
    (place.folder.parent / "a.PO").write_bytes(b"x")
    with open_drop(place.settings(after="delete")) as drop:
        with pytest.raises(RemoteRefused):
            drop.fetch(Remote(name, 1, None))
        with pytest.raises(RemoteRefused):
            drop.done(Remote(name, 1, None))
    assert (place.folder.parent / "a.PO").exists()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("leave", {"a.PO": b"new"}),
        ("rename", {"a.PO.done": b"new"}),
        ("move", {"done/2026/a.PO": b"new"}),
        ("delete", {}),
    ],
)
def test_done_puts_a_file_away_as_the_setting_says_and_again_changes_nothing(
    place: Place, after: str, expected: dict[str, bytes]
) -> None:
    (place.folder / "a.PO").write_bytes(b"new")
    with open_drop(place.settings(after=after, move_to="done/2026")) as drop:
        (remote,) = drop.list().files
        for _ in range(2):
            drop.done(remote)
            assert _files_below(place.folder) == expected
        assert [listed.name for listed in drop.list().files] == (["a.PO"] if after == "leave" else [])


@pytest.mark.parametrize("after", ["rename", "move"])
def test_a_file_of_the_same_name_takes_the_place_of_the_one_put_away_before(place: Place, after: str) -> None:
    with open_drop(place.settings(after=after)) as drop:
        for data in (b"one", b"other"):
            (place.folder / "a.PO").write_bytes(data)
            drop.done(drop.list().files[0])
    assert list(_files_below(place.folder).values()) == [b"other"]


@pytest.mark.parametrize("after", ["rename", "move", "delete"])
def test_a_file_replaced_after_it_was_fetched_is_not_put_away_unread(place: Place, after: str) -> None:
    (place.folder / "a.PO").write_bytes(b"first")
    with open_drop(place.settings(after=after)) as drop:
        (remote,) = drop.list().files
        drop.fetch(remote)
        (place.folder / "a.PO").write_bytes(b"a second, longer one")
        with pytest.raises(RemoteChanged):
            drop.done(remote)
    assert _files_below(place.folder) == {"a.PO": b"a second, longer one"}


def test_a_missing_directory_is_for_a_person(place: Place) -> None:
    place.folder.rmdir()
    with open_drop(place.settings()) as drop, pytest.raises(DropRefused, match=place.folder.name):
        drop.list()


CRASH = """
import os, signal, sys
from pathlib import Path
from pydantic import TypeAdapter
from paycards.settings.drop import Drop
from paycards.transport.archive import Archive
from paycards.transport.drop import open_drop

with open_drop(TypeAdapter(Drop).validate_json(sys.argv[1])) as drop:
    Archive(Path(sys.argv[2])).keep(drop.fetch(drop.list().files[0]))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crash_between_archive_and_done_loses_and_doubles_nothing(place: Place, tmp_path: Path) -> None:
    (place.folder / "a.PO").write_bytes(b"payments")
    settings, archive = place.settings(after="delete"), Archive(tmp_path / "archive")
    archive.begin()
    command = [sys.executable, "-c", CRASH, settings.model_dump_json(), str(tmp_path / "archive")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with open_drop(settings) as drop:
        (remote,) = drop.list().files
        sha256 = archive.keep(drop.fetch(remote))
        drop.done(remote)
        assert not drop.list().files
    assert [(kept.sha256, kept.fault) for kept in archive.check()] == [(sha256, "")]
    assert archive.read(sha256) == b"payments"


def test_ten_thousand_files_are_listed(place: Place) -> None:
    for number in range(10_000):
        (place.folder / f"NVDC{number:05}.PO").touch()
    with open_drop(place.settings()) as drop:
        files = drop.list().files
    assert [remote.name for remote in files] == [f"NVDC{number:05}.PO" for number in range(10_000)]


@pytest.mark.parametrize("name", [b"../../etc/passwd", b"..", b"a/b", b"a\x00", b"\x1b[2J", b"caf\xe9", b""])
def test_such_a_name_is_refused_and_shown_without_its_tricks(name: bytes) -> None:
    assert why_name_refused(name)
    assert printable(name).isprintable()


def test_settings_say_which_kind_of_drop_is_opened(place: Place) -> None:
    far = isinstance(place.settings(), SftpDrop)
    assert type(open_drop(place.settings())).__name__ == ("SftpFolder" if far else "Folder")


def _files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
