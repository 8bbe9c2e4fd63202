"""A file cut into its head, its rows and its tail; the rows stay where they are in its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Places = npt.NDArray[np.int64]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
END_OF_FILE = b"\x1a"
MIXED = "the line ends are mixed, some CRLF and some LF"


@dataclass(frozen=True)
class Pieces:
    """A cut file. Records count from 1: head first, then rows, then tail; empty lines do not count."""

    data: bytes
    head: tuple[bytes, ...]
    starts: Places
    lengths: Places
    tail: tuple[bytes, ...]
    region: tuple[int, int]  # where the rows stand in `data`, the last line end left out

    @property
    def first_row(self) -> int:
        """The record number of the first row."""
        return len(self.head) + 1

    @property
    def first_tail(self) -> int:
        """The record number of the first line of the tail."""
        return self.first_row + len(self.starts)

    def row(self, index: int) -> bytes:
        """The bytes of one row, counted from 0."""
        start = int(self.starts[index])
        return self.data[start : start + int(self.lengths[index])]
