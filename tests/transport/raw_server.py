"""An SSH server whose SFTP packets are written by hand, so that it can say anything."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import paramiko
from paramiko.sftp import (
    CMD_ATTRS,
    CMD_CLOSE,
    CMD_DATA,
    CMD_FSTAT,
    CMD_HANDLE,
    CMD_LSTAT,
    CMD_NAME,
    CMD_OPEN,
    CMD_OPENDIR,
    CMD_READ,
    CMD_READDIR,
    CMD_STAT,
    CMD_STATUS,
    CMD_VERSION,
)

from paycards.settings.drop import SftpDrop
from paycards.transport.keys import load_key
from paycards.transport.known_hosts import known_hosts_line
from tests.servers import make_key

OK, EOF, NO_SUCH_FILE, UNSUPPORTED = 0, 1, 2, 8
Answer = tuple[int, bytes]


def u32(value: int) -> bytes:
    return struct.pack(">I", value)


def text(value: bytes) -> bytes:
    return u32(len(value)) + value


def status(code: int) -> Answer:
    return CMD_STATUS, u32(code) + text(b"") + text(b"")


def attributes(size: int | None, mode: int | None = 0o100644, modified: int | None = 1_700_000_000) -> bytes:
    flags = (size is not None) * 1 + (mode is not None) * 4 + (modified is not None) * 8
    data = u32(flags) + (b"" if size is None else struct.pack(">Q", size))
    data += b"" if mode is None else u32(mode)
    return data + (b"" if modified is None else u32(modified) * 2)


def names(*entries: tuple[bytes, bytes]) -> Answer:
    listed = b"".join(text(name) + text(b"") + attrs for name, attrs in entries)
    return CMD_NAME, u32(len(entries)) + listed


class Script:
    """One file, `a.PO`, served faithfully; subclasses misbehave."""

    data = b"payments"

    def __init__(self) -> None:
        self.looks = self.listings = 0

    def listed(self) -> list[tuple[bytes, bytes]]:
        return [(b"a.PO", attributes(len(self.data)))]

    def answer(self, kind: int, fields: bytes) -> Answer:
        ways: dict[int, Callable[[bytes], Answer]] = {
            CMD_OPENDIR: lambda _: (CMD_HANDLE, text(b"folder")),
            CMD_READDIR: lambda _: self.readdir(),
            CMD_OPEN: lambda _: (CMD_HANDLE, text(b"file")),
            CMD_LSTAT: lambda _: self.lstat(),
            CMD_STAT: lambda _: self.lstat(),
            CMD_FSTAT: lambda _: status(UNSUPPORTED),
            CMD_READ: self.read,
            CMD_CLOSE: lambda _: status(OK),
        }
        return ways[kind](fields) if kind in ways else status(UNSUPPORTED)

    def readdir(self) -> Answer:
        self.listings += 1
        return names(*self.listed()) if self.listings == 1 else status(EOF)

    def lstat(self) -> Answer:
        self.looks += 1
        return CMD_ATTRS, attributes(len(self.data))

    def read(self, fields: bytes) -> Answer:
        offset, length = struct.unpack(">QI", fields[-12:])
        piece = self.data[offset : offset + length]
        return (CMD_DATA, text(piece)) if piece else status(EOF)

    def send(self, channel: Any, number: bytes, answer: Answer) -> None:
        kind, data = answer
        packet = bytes([kind]) + number + data
        channel.sendall(u32(len(packet)) + packet)

    def serve(self, channel: Any) -> None:
        _receive(channel)
        channel.sendall(u32(5) + bytes([CMD_VERSION]) + u32(3))
        while packet := _receive(channel):
            self.send(channel, packet[1:5], self.answer(packet[0], packet[5:]))


def _receive(channel: Any) -> bytes:
    head = _take(channel, 4)
    return _take(channel, int.from_bytes(head, "big")) if head else b""


def _take(channel: Any, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = channel.recv(count - len(data))
        if not piece:
            return b""
        data += piece
    return data


class _Door(paramiko.ServerInterface):
    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.common.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.common.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        return True


@contextmanager
def raw_server(home: Path, script: Script, door: paramiko.ServerInterface | None = None) -> Iterator[Any]:
    """Serve a script; what is given makes the settings of a drop on it."""
    public = make_key(home / "host")
    make_key(home / "client")
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    (home / "known_hosts").write_text(known_hosts_line("127.0.0.1", port, public))
    transports: list[paramiko.Transport] = []

    def one(connection: socket.socket) -> None:
        with suppress(Exception):  # the client hung up
            transport = paramiko.Transport(connection)
            transports.append(transport)
            transport.add_server_key(load_key(home / "host"))
            transport.start_server(server=door or _Door())
            channel = transport.accept(20)
            if channel is not None:
                time.sleep(0.05)
                script.serve(channel)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()

    def settings(**changes: Any) -> SftpDrop:
        values = {
            "kind": "sftp",
            "host": "127.0.0.1",
            "port": port,
            "user": "clerk",
            "key_file": home / "client",
            "known_hosts": home / "known_hosts",
            "timeout_seconds": 5,
            "settle_seconds": 0,
        }
        return SftpDrop.model_validate(values | changes)

    try:
        yield settings
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for transport in transports:
            transport.close()
