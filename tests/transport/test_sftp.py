"""An SFTP drop when things go wrong: bad wires, slow or odd servers, missing rights."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from paycards.errors import NeedsPerson, TryAgain
from paycards.transport import RemoteChanged, RemoteRefused, Unreachable
from paycards.transport.drop import open_drop
from paycards.transport.listing import Remote
from paycards.transport.sftp import SftpFolder
from paycards.transport.sftp_packets import Answer
from paycards.transport.sftp_steps import may_pass
from tests.servers import RunningServer, asyncssh_server, bad_wire, openssh_server

LARGE = os.urandom(5_000_000)
Serve = Callable[[Path], AbstractContextManager[RunningServer]]
SERVERS = pytest.mark.parametrize("serve", [openssh_server, asyncssh_server])


@SERVERS
def test_a_file_cut_in_the_middle_is_fetched_again_from_its_start(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with (
        serve(tmp_path) as server,
        bad_wire(server.port, after=2_000_000, bad=2) as wire,
        open_drop(server.drop(port=wire.port)) as drop,
    ):
        (remote,) = drop.list().files
        assert drop.fetch(remote) == LARGE
    assert wire.connections == 3


@SERVERS
def test_a_wire_that_is_cut_each_time_is_given_up_after_the_attempts(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with (
        serve(tmp_path) as server,
        bad_wire(server.port, after=2_000_000, bad=99) as wire,
        open_drop(server.drop(port=wire.port, attempts=2)) as drop,
    ):
        (remote,) = drop.list().files
        with pytest.raises(Unreachable, match=rf"{server.user}@127\.0\.0\.1:{wire.port}.* 2 times"):
            drop.fetch(remote)
    assert wire.connections == 2


def test_no_thread_outlives_a_cut_download(openssh: RunningServer) -> None:
    (Path(openssh.directory) / "a.PO").write_bytes(LARGE)
    before = threading.active_count()
    with bad_wire(openssh.port, after=2_000_000) as wire, open_drop(openssh.drop(port=wire.port)) as drop:
        drop.fetch(drop.list().files[0])
    (Path(openssh.directory) / "a.PO").unlink()
    until = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.05)
    assert threading.active_count() <= before


@pytest.mark.parametrize("after", [0, 30, 1_500, 2_500, 3_000, 1_000_000])
def test_a_server_that_falls_silent_is_given_up_after_the_time_out(tmp_path: Path, after: int) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with (
        openssh_server(tmp_path) as server,
        bad_wire(server.port, after=after, bad=99, silent=True) as wire,
        open_drop(server.drop(port=wire.port, timeout_seconds=0.7, attempts=1)) as drop,
    ):
        began = time.monotonic()
        with pytest.raises(Unreachable):
            drop.fetch(drop.list().files[0])
        assert time.monotonic() - began < 30


class SlowFiles(asyncssh.SFTPServer):
    """Answers each request in good time, and takes far too long in all."""

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        time.sleep(0.1)
        return super().read(file_obj, offset, size)


def test_a_server_that_only_trickles_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE[:1_000_000])
    with (
        asyncssh_server(tmp_path, files=SlowFiles) as server,
        open_drop(server.drop(timeout_seconds=1, attempts=1, slowest_bytes_per_second=10_000_000)) as drop,
    ):
        (remote,) = drop.list().files
        began = time.monotonic()
        with pytest.raises(Unreachable):
            drop.fetch(remote)
        assert time.monotonic() - began < 30


def test_a_server_that_is_not_there_is_worth_another_run(openssh: RunningServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with open_drop(openssh.drop(port=port)) as drop, pytest.raises(Unreachable, match=f":{port}"):
        drop.list()


def test_a_drop_works_on_after_a_trouble(openssh: RunningServer) -> None:
    with (
        bad_wire(openssh.port, after=1_000, bad=1) as wire,
        open_drop(openssh.drop(port=wire.port, attempts=1)) as drop,
    ):
        with pytest.raises(Unreachable):
            drop.list()
        assert not drop.list().refused  # the folder is shared: what it holds is no matter here


class ShortAnswers(asyncssh.SFTPServer):
    """May answer with less than was asked for, as the protocol allows."""

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        return super().read(file_obj, offset, min(size, 1 + offset % 9_999))


def test_short_answers_make_a_whole_file(tmp_path: Path) -> None:
    data = LARGE[:300_000]
    (tmp_path / "a.PO").write_bytes(data)
    with asyncssh_server(tmp_path, files=ShortAnswers) as server, open_drop(server.drop()) as drop:
        assert drop.fetch(drop.list().files[0]) == data


class LongAnswers(asyncssh.SFTPServer):
    """Answers with more than was asked for, which the protocol forbids."""

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        given: Any = super().read(file_obj, offset, size)
        return given + b"surplus"


def test_more_than_was_asked_for_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with asyncssh_server(tmp_path, files=LongAnswers) as server, open_drop(server.drop()) as drop:
        assert drop.fetch(drop.list().files[0]) == LARGE


class EarlyEnd(asyncssh.SFTPServer):
    """Says that a file ends before it does."""

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        return super().read(file_obj, offset, size) if offset < 100_000 else b""


def test_a_file_that_ends_too_early_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with (
        asyncssh_server(tmp_path, files=EarlyEnd) as server,
        open_drop(server.drop()) as drop,
        pytest.raises(RemoteChanged, match=r"a\.PO"),
    ):
        drop.fetch(drop.list().files[0])


class GrowingFiles(asyncssh.SFTPServer):
    """Appends to a file while it is read."""

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        with open(file_obj.name, "ab") as file:  # type: ignore[attr-defined]  # noqa: PTH123
            file.write(b"more")
        return super().read(file_obj, offset, size)


def test_a_file_that_grows_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(LARGE)
    with (
        asyncssh_server(tmp_path, files=GrowingFiles) as server,
        open_drop(server.drop()) as drop,
        pytest.raises(RemoteChanged, match="changed"),
    ):
        drop.fetch(drop.list().files[0])


class OneForbidden(asyncssh.SFTPServer):
    """Gives every file but one."""

    def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
        if path.endswith(b"a.PO"):
            raise asyncssh.SFTPPermissionDenied("not for you")
        return super().open(path, pflags, attrs)


def test_a_file_that_is_not_permitted_is_refused_alone(tmp_path: Path) -> None:
    for name in ("a.PO", "b.PO"):
        (tmp_path / name).write_bytes(b"payments")
    with asyncssh_server(tmp_path, files=OneForbidden) as server, open_drop(server.drop()) as drop:
        first, second = drop.list().files
        with pytest.raises(RemoteRefused, match=r"a\.PO.*may not be fetched"):
            drop.fetch(first)
        assert drop.fetch(second) == b"payments"


@pytest.mark.parametrize(
    ("forbidden", "after"),
    [("open", "leave"), ("remove", "delete"), ("posix-rename,rename", "rename"), ("mkdir", "move")],
)
def test_what_openssh_does_not_permit_is_for_a_person(tmp_path: Path, forbidden: str, after: str) -> None:
    (tmp_path / "a.PO").write_bytes(b"payments")
    with (
        openssh_server(tmp_path, sftp_options=f"-P {forbidden}") as server,
        open_drop(server.drop(after=after)) as drop,
    ):
        (remote,) = drop.list().files
        with pytest.raises((RemoteRefused, RemoteChanged)) as caught:
            drop.fetch(remote)
            drop.done(remote)
    assert isinstance(caught.value, NeedsPerson), caught.value
    assert (tmp_path / "a.PO").exists()


def test_a_server_without_posix_rename_renames_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(b"payments")
    with (
        openssh_server(tmp_path, sftp_options="-P posix-rename") as server,
        open_drop(server.drop(after="rename")) as drop,
    ):
        drop.done(drop.list().files[0])
    assert [path.name for path in tmp_path.iterdir()] == ["a.PO.done"]


def test_names_that_are_not_utf_8_do_not_spoil_the_listing(openssh: RunningServer) -> None:
    root = Path(openssh.directory) / "names"
    root.mkdir()
    (root / "a.PO").write_bytes(b"payments")
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.PO")).write_bytes(b"x")
    with open_drop(openssh.drop(directory=str(root))) as drop:
        listing = drop.list()
    assert [remote.name for remote in listing.files] == ["a.PO"]
    assert listing.refused == (("caf\\xe9.PO", "its name is not UTF-8"),)


class HostileNames(asyncssh.SFTPServer):
    """Lists a name that leads elsewhere, and a file of unknown kind."""

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        file = asyncssh.SFTPAttrs(permissions=0o100644, size=3)
        yield asyncssh.SFTPName(b"../../etc/passwd", attrs=file)
        yield asyncssh.SFTPName(b"unknown.PO", attrs=asyncssh.SFTPAttrs(size=3))


def test_a_hostile_servers_names_are_refused(tmp_path: Path) -> None:
    with asyncssh_server(tmp_path, files=HostileNames) as server, open_drop(server.drop()) as drop:
        listing = drop.list()
    assert listing.files == (Remote("unknown.PO", 3, None),)
    assert listing.refused == (("../../etc/passwd", "its name could be taken for a path"),)


def test_what_may_pass_is_tried_again_and_an_answer_is_not() -> None:
    assert may_pass(EOFError()) and may_pass(TimeoutError())
    assert not may_pass(Answer(3))
    assert not may_pass(ValueError())
    assert issubclass(Unreachable, TryAgain) and issubclass(RemoteChanged, TryAgain)


def test_one_connection_serves_many_files(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}.PO").write_bytes(b"%d" % number)
    with (
        openssh_server(tmp_path) as server,
        bad_wire(server.port, after=0, bad=0) as wire,
        SftpFolder(server.drop(port=wire.port)) as drop,
    ):
        fetched = [drop.fetch(remote) for remote in drop.list().files]
    assert fetched == [b"%d" % number for number in range(50)]
    assert wire.connections == 1


def test_a_file_never_listed_is_not_found(openssh: RunningServer) -> None:
    with open_drop(openssh.drop()) as drop, pytest.raises(RemoteChanged):
        drop.fetch(Remote("never.PO", 1, None))
