"""Numbers and texts as SSH and SFTP write them into packets, read strictly.

Every length that a packet states is compared with what there is before anything is made of it.

Source: RFC 4251, section 5.
"""

from __future__ import annotations

import struct


class Garbled(Exception):
    """The server answered with what is not SFTP, or not an answer to the question."""


def number(value: int) -> bytes:
    """A number as it stands in a packet: four bytes."""
    return struct.pack(">I", value)


def place(value: int) -> bytes:
    """A size or place in a file as it stands in a packet: eight bytes."""
    return struct.pack(">Q", value)


def text(value: bytes | str) -> bytes:
    """A text as it stands in a packet, after its length."""
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    return number(len(data)) + data


class Reader:
    """Reads what stands in a packet, in order. Raises Garbled where it is shorter than it says."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count > self.left:
            raise Garbled("an answer is shorter than it says")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        """The next number of four bytes."""
        return int.from_bytes(self.take(4), "big")

    def place(self) -> int:
        """The next number of eight bytes."""
        return int.from_bytes(self.take(8), "big")

    def text(self) -> bytes:
        """The next text."""
        return self.take(self.number())
