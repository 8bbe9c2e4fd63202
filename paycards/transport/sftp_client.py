"""The SFTP client: paramiko's, with three things put right.

- What the server *answers* (`Answer`) is told apart from a connection that fails.
- A directory may hold names that are not UTF-8; paramiko gives up on the whole listing.
- A download keeps many requests under way from one thread. paramiko's own `prefetch` does
  it in a thread of its own, which is never ended when the connection breaks.

Source of the protocol: draft-ietf-secsh-filexfer-02 (SFTP version 3).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from paramiko import Message, SFTPAttributes, SFTPClient, Transport
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_OPENDIR,
    CMD_READ,
    CMD_READDIR,
    CMD_STATUS,
    SFTP_EOF,
    SFTP_NO_SUCH_FILE,
    SFTP_OK,
    int64,
)

from paycards.transport.drop import Entry, Remote
from paycards.transport.ssh import cut_after

CHUNK = 32_768  # bytes a request: what every server must be able to answer
UNKNOWN = -1  # a size that the server does not tell
UNDER_WAY = 256  # requests at once: hides the distance, and old servers bear it


class Answer(OSError):
    """The server answered that it will not; `code` is the SFTP status."""

    def __init__(self, code: int) -> None:
        super().__init__(f"SFTP status {code}")
        self.code = code


class Client(SFTPClient):
    """One SFTP session on a connection that is signed in."""

    transport: Transport

    if TYPE_CHECKING:  # what paramiko's stubs leave out

        def _adjust_cwd(self, path: str) -> bytes: ...
        def _request(self, kind: int, *args: object) -> tuple[int, Message]: ...
        def _async_request(self, asker: object, kind: int, *args: object) -> int: ...
        def _read_response(self) -> object: ...

    @classmethod
    def on(cls, transport: Transport, timeout_seconds: float) -> Client:
        """Start a session; each of its waits lasts `timeout_seconds` at most."""
        channel = transport.open_session(timeout=timeout_seconds)
        channel.settimeout(timeout_seconds)
        with cut_after(timeout_seconds, transport):
            channel.invoke_subsystem("sftp")
            client = cls(channel)
        client.transport = transport
        return client

    def entries(self, directory: str) -> Iterator[Entry]:
        """Every entry of a directory, `.` and `..` too. Raises Answer."""
        _, reply = self._request(CMD_OPENDIR, self._adjust_cwd(directory))
        handle = reply.get_binary()
        try:
            while True:
                _, reply = self._request(CMD_READDIR, handle)
                yield from _names(reply)
        except Answer as answer:
            if answer.code != SFTP_EOF:
                raise
        self._request(CMD_CLOSE, handle)

    def read_whole(self, path: str, size: int) -> bytes:
        """The first `size` bytes of a file. Raises Answer, with SFTP_EOF if it is shorter."""
        file = self.open(path)
        data = _Download(self, file.handle, size).run()
        file.close()
        return data

    def look_at(self, path: str) -> Remote | None:
        """The file as it is now; None if it is not there. Raises Answer."""
        try:
            seen = self.lstat(path)
        except Answer as answer:
            if answer.code == SFTP_NO_SUCH_FILE:
                return None
            raise
        size = UNKNOWN if seen.st_size is None else seen.st_size
        return Remote(posixpath.basename(path), size, seen.st_mtime)

    def make_folder(self, folder: str) -> None:
        """Make a folder, and those above it, where they are missing. Raises Answer."""
        if self.look_at(folder) is None:
            if parent := posixpath.dirname(folder.rstrip("/")):
                self.make_folder(parent)
            with suppress(Answer):  # made by another process meanwhile; if not, the next step says so
                self.mkdir(folder)

    def replace(self, path: str, target: str) -> None:
        """Rename a file, over an older one where the server can. Raises Answer."""
        try:
            self.posix_rename(path, target)
        except Answer:
            self.rename(path, target)

    def _convert_status(self, reply: Message) -> None:
        code = reply.get_int()
        if code != SFTP_OK:
            raise Answer(code)


def _names(reply: Message) -> Iterator[Entry]:
    for _ in range(reply.get_int()):
        name = reply.get_binary()
        reply.get_binary()  # the line that `ls -l` would show: not for programs
        seen: Any = SFTPAttributes._from_msg(reply)  # type: ignore[attr-defined]
        yield Entry(name, seen.st_mode, seen.st_size, seen.st_mtime)


class _Download:
    """The bytes of an open file. The server may answer out of order, or with less than was asked for."""

    def __init__(self, client: Client, handle: object, size: int) -> None:
        self._client = client
        self._handle = handle
        self._data = bytearray(size)
        self._wanted = [(start, min(CHUNK, size - start)) for start in range(0, size, CHUNK)][::-1]
        self._asked: dict[int, tuple[int, int]] = {}

    def run(self) -> bytes:
        while self._wanted or self._asked:
            while self._wanted and len(self._asked) < UNDER_WAY:
                self._ask(*self._wanted.pop())
            self._client._read_response()  # calls _async_response
        return bytes(self._data)

    def _ask(self, start: int, length: int) -> None:
        number = self._client._async_request(self, CMD_READ, self._handle, int64(start), length)
        self._asked[number] = (start, length)

    def _async_response(self, kind: int, reply: Message, number: int) -> None:
        start, length = self._asked.pop(number)
        if kind == CMD_STATUS:
            self._client._convert_status(reply)
        piece = reply.get_binary()[:length]
        self._data[start : start + len(piece)] = piece
        if len(piece) < length:
            self._wanted.append((start + len(piece), length - len(piece)))
