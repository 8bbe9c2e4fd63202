"""SFTP packets on a channel: what is asked, and what the server answers, read strictly.

Every length and count that a server states is compared with what there is before anything is made of it.

Source of the protocol: draft-ietf-secsh-filexfer-02 (SFTP version 3).
"""

from __future__ import annotations

import re
import stat
from typing import NamedTuple

from paramiko import Channel
from paramiko.sftp import CMD_ATTRS, CMD_INIT, CMD_NAME, CMD_STATUS, CMD_VERSION, SFTP_OK

from paycards.transport.listing import Entry, kind_of
from paycards.transport.wire import Garbled, Reader, number

LONGEST_PACKET = 262_144  # bytes: OpenSSH's client takes no longer ones either
VERSION = 3
SIZE, OWNER, PERMISSIONS, TIMES, EXTENDED = 0x1, 0x2, 0x4, 0x8, 0x8000_0000
LS_LINE = re.compile(rb"[-dlbcps][-rwxsStT]{9}")
LS_KINDS = {b"-": stat.S_IFREG, b"d": stat.S_IFDIR, b"l": stat.S_IFLNK}


class Answer(OSError):
    """The server answered that it will not; `code` is the SFTP status."""

    def __init__(self, code: int) -> None:
        super().__init__(f"SFTP status {code}")
        self.code = code


class Attributes(NamedTuple):
    """What a server tells of a file; None is what it does not tell."""

    mode: int | None
    size: int | None
    modified: int | None


class Reply(NamedTuple):
    """An answer: to which question, of which kind, and what it says."""

    question: int
    kind: int
    says: Reader

    def expect(self, kind: int) -> Reader:
        """What it says, if it is of this kind. Raises Answer for a refusal, Garbled for anything else."""
        if self.kind == CMD_STATUS:
            code = self.says.number()
            if code != SFTP_OK:
                raise Answer(code)
        if self.kind != kind:
            raise Garbled(f"an answer is of the unexpected kind {self.kind}")
        return self.says


class Session:
    """Questions and answers on a channel. Any number of questions may be open."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._numbers = 0
        self._open: set[int] = set()
        self._send(CMD_INIT, number(VERSION))
        kind, _ = self._receive()
        if kind != CMD_VERSION:
            raise Garbled("it does not begin with its version")

    def ask(self, kind: int, *fields: bytes) -> int:
        """Send a question; return its number."""
        self._numbers = (self._numbers + 1) % 2**32
        self._open.add(self._numbers)
        self._send(kind, number(self._numbers), *fields)
        return self._numbers

    def reply(self) -> Reply:
        """The next answer, whichever question it is to."""
        kind, data = self._receive()
        says = Reader(data)
        question = says.number()
        if question not in self._open:
            raise Garbled("an answer is to no question")
        self._open.remove(question)
        return Reply(question, kind, says)

    def request(self, kind: int, *fields: bytes) -> Reply:
        """Ask and wait for the answer; what is still to come for earlier questions is passed over."""
        question = self.ask(kind, *fields)
        while (reply := self.reply()).question != question:
            pass
        return reply

    def attributes(self, kind: int, *fields: bytes) -> Attributes:
        """Ask for the attributes of a file."""
        return _attributes(self.request(kind, *fields).expect(CMD_ATTRS))

    def names(self, kind: int, *fields: bytes) -> list[Entry]:
        """Ask for names of a folder."""
        says = self.request(kind, *fields).expect(CMD_NAME)
        return [_entry(says) for _ in range(says.number())]

    def _send(self, kind: int, *fields: bytes) -> None:
        data = bytes([kind]) + b"".join(fields)
        self._channel.sendall(number(len(data)) + data)

    def _receive(self) -> tuple[int, bytes]:
        length = int.from_bytes(self._take(4), "big")
        if not 0 < length <= LONGEST_PACKET:
            raise Garbled(f"an answer claims to have {length} bytes")
        data = self._take(length)
        return data[0], data[1:]

    def _take(self, count: int) -> bytes:
        pieces = []
        while count:
            piece = self._channel.recv(count)
            if not piece:
                raise EOFError("the server hung up")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)


def _entry(says: Reader) -> Entry:
    name, ls_line = says.text(), says.text()
    mode, size, modified = _attributes(says)
    if not kind_of(mode) and LS_LINE.match(ls_line):
        mode = (mode or 0) | LS_KINDS.get(ls_line[:1], stat.S_IFIFO)  # anything that is no file
    return Entry(name, mode, size, modified)


def _attributes(says: Reader) -> Attributes:
    flags = says.number()
    size = says.place() if flags & SIZE else None
    if flags & OWNER:
        says.take(8)
    mode = says.number() if flags & PERMISSIONS else None
    modified = None
    if flags & TIMES:
        _, modified = says.number(), says.number()
    for _ in range(says.number() if flags & EXTENDED else 0):
        _ = says.text(), says.text()
    return Attributes(mode, size, modified)
