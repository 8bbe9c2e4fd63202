"""The SFTP client: what a drop asks of a server.

It stands on paramiko's connection. paramiko's own SFTP client believes what a server says of counts and
lengths, gives up on a whole listing for one name that is not UTF-8, and reads ahead in a thread that is
never ended when the connection breaks.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from paramiko import Transport
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_DATA,
    CMD_EXTENDED,
    CMD_FSTAT,
    CMD_HANDLE,
    CMD_LSTAT,
    CMD_MKDIR,
    CMD_OPEN,
    CMD_OPENDIR,
    CMD_READ,
    CMD_READDIR,
    CMD_REMOVE,
    CMD_RENAME,
    CMD_STAT,
    CMD_STATUS,
    SFTP_EOF,
    SFTP_NO_SUCH_FILE,
)

from paycards.transport.listing import Entry, Remote
from paycards.transport.sftp_packets import Answer, Attributes, Session
from paycards.transport.ssh import FAILURES, cut_after
from paycards.transport.wire import Garbled, number, place, text

CHUNK = 32_768  # bytes a request: what every server must be able to answer
UNDER_WAY = 256  # requests at once: hides the distance, and old servers bear it
FOR_READING = number(1)
NO_ATTRIBUTES = number(0)
UNKNOWN = -1  # a size that the server does not tell
EMPTY_ANSWERS = 10  # one after the other; then no more names will come


class Endless(Exception):
    """A listing goes on without naming anything, or breaks off after it named some."""


class Client:
    """One SFTP session on a connection that is signed in."""

    def __init__(self, transport: Transport, timeout_seconds: float) -> None:
        """Start a session; each of its waits lasts `timeout_seconds` at most."""
        self.transport = transport
        channel = transport.open_session(timeout=timeout_seconds)
        channel.settimeout(timeout_seconds)
        with cut_after(timeout_seconds, transport):
            channel.invoke_subsystem("sftp")
        self._session = Session(channel)

    def entries(self, directory: str) -> Iterator[Entry]:
        """Every entry of a directory, `.` and `..` too. Raises Answer; Endless when no end is told."""
        with self._handle(CMD_OPENDIR, text(directory)) as handle:
            empty, any_found = 0, False
            while empty < EMPTY_ANSWERS:
                try:
                    found = self._session.names(CMD_READDIR, text(handle))
                except Answer as answer:
                    if answer.code == SFTP_EOF:
                        return
                    if any_found:
                        raise Endless from answer
                    raise
                empty, any_found = 0 if found else empty + 1, any_found or bool(found)
                yield from found
            raise Endless

    @contextmanager
    def opened(self, path: str) -> Iterator[OpenFile]:
        """A file, open for reading. Raises Answer."""
        with self._handle(CMD_OPEN, text(path), FOR_READING, NO_ATTRIBUTES) as handle:
            yield OpenFile(self._session, handle)

    def look_at(self, path: str) -> Remote | None:
        """The file as it is now; None if it is not there. What the server does not tell is unknown.

        A refusal to say, whatever its code, is no more than that: reading tells whether it can be had.
        """
        try:
            return _as_remote(path, self._looked_at(path))
        except Answer as answer:
            if answer.code == SFTP_NO_SUCH_FILE:
                return None
            return Remote(posixpath.basename(path), UNKNOWN, None)

    def is_folder(self, path: str) -> bool:
        """Whether what stands there can be listed."""
        try:
            with self._handle(CMD_OPENDIR, text(path)) as handle:
                self._session.names(CMD_READDIR, text(handle))  # some servers open anything
        except Answer as answer:
            return answer.code == SFTP_EOF
        return True

    def make_folder(self, folder: str) -> None:
        """Make a folder, and those above it, where they are missing. Raises Answer."""
        if self.look_at(folder) is None:
            if parent := posixpath.dirname(folder.rstrip("/")):
                self.make_folder(parent)
            with suppress(Answer):  # made by another process meanwhile; if not, the next step says so
                self._do(CMD_MKDIR, text(folder), NO_ATTRIBUTES)

    def remove(self, path: str) -> None:
        """Delete a file. Raises Answer."""
        self._do(CMD_REMOVE, text(path))

    def replace(self, path: str, target: str) -> None:
        """Rename a file, over an older one where the server can. Raises Answer."""
        try:
            self._do(CMD_EXTENDED, text("posix-rename@openssh.com"), text(path), text(target))
        except Answer:
            self._do(CMD_RENAME, text(path), text(target))

    def _looked_at(self, path: str) -> Attributes:
        try:
            return self._session.attributes(CMD_LSTAT, text(path))
        except Answer as answer:
            if answer.code == SFTP_NO_SUCH_FILE:
                raise
            return self._session.attributes(CMD_STAT, text(path))  # some servers have no LSTAT

    def _do(self, kind: int, *fields: bytes) -> None:
        self._session.request(kind, *fields).expect(CMD_STATUS)

    @contextmanager
    def _handle(self, kind: int, *fields: bytes) -> Iterator[bytes]:
        handle = self._session.request(kind, *fields).expect(CMD_HANDLE).text()
        yield handle
        with suppress(*FAILURES):  # everything that was wanted is here: no answer is waited for
            self._session.ask(CMD_CLOSE, text(handle))


class OpenFile:
    """A file of a server that is open for reading."""

    def __init__(self, session: Session, handle: bytes) -> None:
        self._session = session
        self._handle = handle

    def look(self, path: str) -> Remote | None:
        """The file that was opened, whatever its name is now; None where the server cannot say."""
        try:
            return _as_remote(path, self._session.attributes(CMD_FSTAT, text(self._handle)))
        except Answer:
            return None

    def read_whole(self, size: int) -> bytes:
        """The first `size` bytes. Raises Answer, with SFTP_EOF if it is shorter."""
        return _Download(self._session, self._handle, size).run()


class _Download:
    """The bytes of an open file. The server may answer out of order, or with less than was asked for.

    Memory is taken as bytes come, not as the server says that they will.
    """

    def __init__(self, session: Session, handle: bytes, size: int) -> None:
        self._session = session
        self._handle = text(handle)
        self._data = bytearray()
        self._wanted = [(start, min(CHUNK, size - start)) for start in range(0, size, CHUNK)][::-1]
        self._asked: dict[int, tuple[int, int]] = {}

    def run(self) -> bytes:
        while self._wanted or self._asked:
            while self._wanted and len(self._asked) < UNDER_WAY:
                self._ask(*self._wanted.pop())
            self._take_one()
        return bytes(self._data)

    def _ask(self, start: int, length: int) -> None:
        question = self._session.ask(CMD_READ, self._handle, place(start), number(length))
        self._asked[question] = (start, length)

    def _take_one(self) -> None:
        reply = self._session.reply()
        if reply.question not in self._asked:
            return  # to something that was asked before
        start, length = self._asked.pop(reply.question)
        piece = reply.expect(CMD_DATA).text()[:length]
        if not piece:
            raise Garbled("it answers with no bytes where there must be some")
        missing = start + len(piece) - len(self._data)
        self._data.extend(bytes(max(missing, 0)))
        self._data[start : start + len(piece)] = piece
        if len(piece) < length:
            self._wanted.append((start + len(piece), length - len(piece)))


def _as_remote(path: str, seen: Attributes) -> Remote:
    size = UNKNOWN if seen.size is None else seen.size
    return Remote(posixpath.basename(path), size, seen.modified)
