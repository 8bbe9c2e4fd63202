"""What stands between a server and paramiko, which believes what a server says.

paramiko reads in a thread of its own, as much as the server sends: packets of any length, lines without an
end, data that nobody asked for. The meter is the one place that all of it has to pass.
"""

from __future__ import annotations

import errno
import socket
from typing import Any

from paramiko import Message, SSHException
from paramiko.common import MSG_EXT_INFO, MSG_USERAUTH_INFO_REQUEST
from paramiko.packet import Packetizer

from paycards.transport.wire import Garbled, Reader

MOST_AT_ONCE = 65_536  # bytes: memory is taken for what comes, not for what a packet claims to be


GREETING_BYTES = 200  # of the first that a server sends: who is no SSH server says there what it is


class TooMuch(OSError):
    """The server sent more than it was asked for."""


class Meter:
    """A connected socket, as paramiko uses it."""

    def __init__(self, connected: socket.socket, allowed: int) -> None:
        self._socket = connected
        self._left = allowed
        self.greeting = b""  # the first that came

    @property
    def exceeded(self) -> bool:
        """Whether the server sent more than was allowed."""
        return self._left < 0

    def allow(self, count: int) -> None:
        """From now on the server may send so many bytes; what was allowed before counts no more."""
        if not self.exceeded:
            self._left = count

    def recv(self, count: int) -> bytes:
        """What came, at most `count` bytes. Raises TooMuch."""
        data = self._socket.recv(min(count, MOST_AT_ONCE))
        self._left -= len(data)
        self.greeting += data[: GREETING_BYTES - len(self.greeting)]
        if self.exceeded:
            raise TooMuch(errno.EMSGSIZE, "the server sends more than it was asked for")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


class StrictPacketizer(Packetizer):
    """Lets no message through that counts more than it holds: paramiko would loop as often as it says."""

    def read_message(self) -> tuple[int, Message]:
        """The next message. Raises SSHException."""
        kind, message = super().read_message()
        if _counts_more_than_it_holds(kind, Reader(message.asbytes())):
            raise SSHException("a message counts more than it holds")
        return kind, message


def _counts_more_than_it_holds(kind: int, says: Reader) -> bool:
    try:
        if kind == MSG_EXT_INFO:  # pairs of texts: RFC 8308, section 2.3
            return says.number() > says.left // 8
        if kind == MSG_USERAUTH_INFO_REQUEST:  # name, instruction, language, prompts: RFC 4256, section 3.2
            _ = says.text(), says.text(), says.text()
            return says.number() > says.left // 5
    except Garbled:
        return kind == MSG_EXT_INFO  # the other number has a second meaning, which counts nothing
    return False
