"""Servers that say too much, too little, or what is no answer: each ends within the limits of its drop."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from paramiko.sftp import CMD_ATTRS, CMD_CLOSE, CMD_DATA, CMD_HANDLE, CMD_NAME

from paycards.settings.drop import SftpDrop
from paycards.transport import DropRefused, RemoteChanged, RemoteFolder, RemoteStuck, Unreachable
from paycards.transport.drop import open_drop
from paycards.transport.listing import Remote
from tests.servers import make_key
from tests.transport.raw_server import (
    EOF,
    NO_SUCH_FILE,
    UNSUPPORTED,
    Answer,
    Script,
    attributes,
    names,
    raw_server,
    status,
    text,
    u32,
)

A = Remote("a.PO", 8, 1_700_000_000)


class NoNames(Script):
    def readdir(self) -> Answer:
        self.listings += 1
        return names(*self.listed()) if self.listings == 1 else names()


class Endless(Script):
    def readdir(self) -> Answer:
        self.listings += 1
        return names(*[(b"%d-%d.PO" % (self.listings, n), attributes(1)) for n in range(100)])


class Trickle(Script):
    def readdir(self) -> Answer:
        time.sleep(0.2)
        self.listings += 1
        return names((b"%d.PO" % self.listings, attributes(1)))


class GiantCount(Script):
    def readdir(self) -> Answer:
        return CMD_NAME, u32(2**32 - 1)


class GiantText(Script):
    def readdir(self) -> Answer:
        return CMD_NAME, u32(1) + u32(2**31)


class GiantExtension(Script):
    def readdir(self) -> Answer:
        return CMD_NAME, u32(1) + text(b"a.PO") + text(b"") + u32(0x8000_0000) + u32(2**32 - 1)


class UnknownKind(Script):
    def readdir(self) -> Answer:
        return 77, b"what?"


class WrongKind(Script):
    def readdir(self) -> Answer:
        return CMD_HANDLE, text(b"x")


class WrongNumber(Script):
    def send(self, channel: Any, number: bytes, answer: Answer) -> None:
        super().send(channel, u32(4_000), answer)


class GiantPacket(Script):
    def send(self, channel: Any, number: bytes, answer: Answer) -> None:
        channel.sendall(u32(2**32 - 1))
        while True:
            channel.sendall(bytes(30_000))


class Nothing(Script):
    def send(self, channel: Any, number: bytes, answer: Answer) -> None:
        channel.sendall(u32(0))


@pytest.mark.parametrize(
    "script",
    [
        Endless,
        GiantCount,
        GiantText,
        GiantExtension,
        UnknownKind,
        WrongKind,
        WrongNumber,
        GiantPacket,
        Nothing,
    ],
)
def test_a_listing_that_is_none_is_given_up_at_once(tmp_path: Path, script: type[Script]) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server(most_entries=1000)) as drop:
        began = time.monotonic()
        with pytest.raises((DropRefused, Unreachable)):
            drop.list()
        assert time.monotonic() - began < 20


def test_a_listing_that_trickles_ends_after_listing_seconds_whatever_attempts_says(tmp_path: Path) -> None:
    with raw_server(tmp_path, Trickle()) as server:
        drop = server(listing_seconds=2, attempts=10)
        began = time.monotonic()
        with open_drop(drop) as opened, pytest.raises(Unreachable, match="listing_seconds"):
            opened.list()
        assert time.monotonic() - began < 15


def test_a_listing_that_never_says_its_end_is_used_and_told(tmp_path: Path) -> None:
    with raw_server(tmp_path, NoNames()) as server, open_drop(server()) as drop:
        listing = drop.list()
    assert listing.files == (A,)
    assert "where its listing ends" in listing.fault


class EndsWithFailure(Script):
    def readdir(self) -> Answer:
        self.listings += 1
        return names(*self.listed()) if self.listings == 1 else status(4)


def test_a_listing_that_ends_with_a_failure_is_used_and_told(tmp_path: Path) -> None:
    with raw_server(tmp_path, EndsWithFailure()) as server, open_drop(server()) as drop:
        listing = drop.list()
    assert listing.files == (A,)
    assert "where its listing ends" in listing.fault


class ClosesInSilence(Script):
    def answer(self, kind: int, fields: bytes) -> Answer:
        if kind == CMD_CLOSE:
            time.sleep(60)
        return super().answer(kind, fields)


class ClosesOddly(Script):
    def answer(self, kind: int, fields: bytes) -> Answer:
        return (CMD_DATA, text(b"x")) if kind == CMD_CLOSE else super().answer(kind, fields)


class ClosesByHangingUp(Script):
    def answer(self, kind: int, fields: bytes) -> Answer:
        if kind == CMD_CLOSE:
            raise ConnectionError
        return super().answer(kind, fields)


@pytest.mark.parametrize("script", [ClosesInSilence, ClosesOddly, ClosesByHangingUp])
def test_a_listing_that_is_complete_is_used_however_the_server_closes_it(
    tmp_path: Path, script: type[Script]
) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server()) as drop:
        began = time.monotonic()
        assert drop.list().files == (A,)
        assert time.monotonic() - began < 4


class RefusesToSay(Script):
    """Refuses to tell of a file with a code of its own."""

    code = 0

    def listed(self) -> list[tuple[bytes, bytes]]:
        return [(b"a.PO", attributes(8)), (b"b.PO", attributes(None, None, None))]

    def lstat(self) -> Answer:
        return status(self.code)


@pytest.mark.parametrize("code", [1, 3, 6, 7, 10, 11, 2**32 - 1])
def test_a_refusal_to_tell_of_one_file_stops_neither_it_nor_the_others(tmp_path: Path, code: int) -> None:
    script = RefusesToSay()
    script.code = code
    with raw_server(tmp_path, script) as server, open_drop(server()) as drop:
        listing = drop.list()
        assert [remote.name for remote in listing.files] == ["a.PO"]
        assert [refused.why for refused in listing.refused] == ["the server does not tell its size"]
        assert drop.fetch(listing.files[0]) == b"payments"


class Silent(Script):
    def read(self, fields: bytes) -> Answer:
        time.sleep(60)
        return status(EOF)


def test_the_time_of_a_contract_holds_whatever_attempts_says(tmp_path: Path) -> None:
    with (
        raw_server(tmp_path, Silent()) as server,
        open_drop(server(contract_seconds=3, timeout_seconds=1, attempts=50)) as drop,
    ):
        (remote,) = drop.list().files
        began = time.monotonic()
        with pytest.raises(Unreachable):
            drop.fetch(remote)
        assert time.monotonic() - began < 20


class OneByteAtATime(Script):
    data = b"payments" * 100

    def read(self, fields: bytes) -> Answer:
        time.sleep(0.3)
        offset = struct.unpack(">Q", fields[-12:-4])[0]
        return CMD_DATA, text(self.data[offset : offset + 1])


def test_a_file_that_trickles_is_left_and_the_others_can_be_fetched(tmp_path: Path) -> None:
    with (
        raw_server(tmp_path, OneByteAtATime()) as server,
        open_drop(server(timeout_seconds=1, attempts=5, slowest_bytes_per_second=1000)) as drop,
    ):
        (remote,) = drop.list().files
        began = time.monotonic()
        with pytest.raises(RemoteStuck, match="slowest_bytes_per_second"):
            drop.fetch(remote)
        assert time.monotonic() - began < 20


class Empty(Script):
    def read(self, fields: bytes) -> Answer:
        return CMD_DATA, text(b"")


class ShortClaim(Script):
    def read(self, fields: bytes) -> Answer:
        return CMD_DATA, u32(8) + b"pay"


@pytest.mark.parametrize("script", [Empty, ShortClaim])
def test_bytes_that_are_none_are_never_taken_for_bytes(tmp_path: Path, script: type[Script]) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server()) as drop:
        (remote,) = drop.list().files
        with pytest.raises(RemoteStuck, match="cannot be understood"):
            drop.fetch(remote)


class Gone(Script):
    def lstat(self) -> Answer:
        self.looks += 1
        return super().lstat() if self.looks == 1 else status(NO_SUCH_FILE)


class HangsUp(Script):
    def lstat(self) -> Answer:
        if self.looks == 1:
            raise ConnectionError
        return super().lstat()


class Emptied(Script):
    def lstat(self) -> Answer:
        self.looks += 1
        return CMD_ATTRS, attributes(8 if self.looks == 1 else 0)


class NoLooks(Script):
    def lstat(self) -> Answer:
        return status(UNSUPPORTED)


class OtherTime(Script):
    def lstat(self) -> Answer:
        return CMD_ATTRS, attributes(8, modified=1_700_003_600)


@pytest.mark.parametrize("script", [Script, Gone, Emptied, HangsUp, NoLooks, OtherTime])
def test_bytes_that_all_came_are_kept(tmp_path: Path, script: type[Script]) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server()) as drop:
        (remote,) = drop.list().files
        assert drop.fetch(remote) == b"payments"


class Grown(Script):
    def lstat(self) -> Answer:
        self.looks += 1
        return CMD_ATTRS, attributes(8 if self.looks == 1 else 9)


class Touched(Script):
    def lstat(self) -> Answer:
        self.looks += 1
        return CMD_ATTRS, attributes(8, modified=1_700_000_000 + self.looks)


@pytest.mark.parametrize("script", [Grown, Touched])
def test_a_file_that_changes_while_it_is_read_is_still_refused(tmp_path: Path, script: type[Script]) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server()) as drop:
        (remote,) = drop.list().files
        with pytest.raises(RemoteChanged, match="changed"):
            drop.fetch(remote)


class Bare(Script):
    """Tells no more of a file than its name; lists itself and its parent; has no LSTAT."""

    def listed(self) -> list[tuple[bytes, bytes]]:
        return [(name, attributes(None, None, None)) for name in (b".", b"..", b"a.PO")]

    def answer(self, kind: int, fields: bytes) -> Answer:
        return status(UNSUPPORTED) if kind == 7 else super().answer(kind, fields)


class NoTypeBits(Script):
    def listed(self) -> list[tuple[bytes, bytes]]:
        return [(name, attributes(8, 0o644)) for name in (b".", b"..", b"a.PO")]


@pytest.mark.parametrize("script", [Bare, NoTypeBits])
def test_what_may_be_a_file_is_fetched(tmp_path: Path, script: type[Script]) -> None:
    with raw_server(tmp_path, script()) as server, open_drop(server()) as drop:
        listing = drop.list()
        assert ([remote.name for remote in listing.files], listing.refused) == (["a.PO"], ())
        assert drop.fetch(listing.files[0]) == b"payments"


class Folder(NoTypeBits):
    def read(self, fields: bytes) -> Answer:
        return status(4)


def test_what_turns_out_to_be_a_folder_is_no_trouble(tmp_path: Path) -> None:
    script = Folder()
    with raw_server(tmp_path, script) as server, open_drop(server()) as drop:
        (remote,) = drop.list().files
        script.listings = 0
        with pytest.raises(RemoteFolder):
            drop.fetch(remote)


def _banner_lines(stranger: socket.socket) -> None:
    for number in count():
        stranger.sendall(b"line %d\r\n" % number)
        time.sleep(0.01)


def _one_long_line(stranger: socket.socket) -> None:
    while True:
        stranger.sendall(bytes(65_536).replace(b"\0", b"x"))


def _kex_that_never_ends(stranger: socket.socket) -> None:
    stranger.sendall(b"SSH-2.0-Endless\r\n")
    packet = struct.pack(">IB", 12, 4) + bytes([2]) + bytes(10)  # SSH_MSG_IGNORE
    while True:
        stranger.sendall(packet[:16])
        time.sleep(0.01)


def _giant_packet(stranger: socket.socket) -> None:
    stranger.sendall(b"SSH-2.0-Giant\r\n" + struct.pack(">IB", 2**32 - 4, 4))
    while True:
        stranger.sendall(bytes(65_536))


def _silence(stranger: socket.socket) -> None:
    time.sleep(60)


@contextmanager
def stranger(home: Path, speak: Callable[[socket.socket], None]) -> Iterator[SftpDrop]:
    """Whoever is at the port, it is no SSH server."""
    make_key(home / "client")
    public = make_key(home / "host")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}\n")

        def one(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                speak(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield SftpDrop(
            kind="sftp",
            host="127.0.0.1",
            port=port,
            user="clerk",
            key_file=home / "client",
            known_hosts=home / "known_hosts",
            timeout_seconds=2,
            attempts=2,
        )


@pytest.mark.parametrize(
    "speak", [_banner_lines, _one_long_line, _kex_that_never_ends, _giant_packet, _silence]
)
def test_a_stranger_at_the_port_is_left_soon(tmp_path: Path, speak: Callable[[socket.socket], None]) -> None:
    with stranger(tmp_path, speak) as drop, open_drop(drop) as opened:
        began = time.monotonic()
        with pytest.raises((DropRefused, Unreachable)):
            opened.list()
        assert time.monotonic() - began < 30
