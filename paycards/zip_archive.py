"""A ZIP archive from outside, opened only within limits that are looked at before anything is unpacked.

Statements of a bank and workbooks of an office come as one. What is wrong with it is told by `Unfit`; each
room has its own sentences. The size that an archive tells of a file is the most that is ever read of it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # with something in it, empty, and in parts
LISTED = b"PK\x01\x02"  # stands before each file in the list at the end
ENCRYPTED = 0x1
Fault = Literal["damaged", "too_many", "too_large", "encrypted", "named_twice"]
DAMAGES = (
    *(BadZipFile, LargeZipFile, NotImplementedError, RuntimeError),
    *(EOFError, ValueError, LookupError, OSError, zlib.error),
)


class Unfit(Exception):
    """Why an archive is not opened: its fault, and how many, how large, or which."""

    def __init__(self, fault: Fault, found: int | str = "") -> None:
        super().__init__(fault, found)
        self.fault = fault
        self.found = found


def is_zip(data: bytes) -> bool:
    """Tell a ZIP archive, or a workbook, which is one, from all else."""
    return data.startswith(STARTS)


@contextmanager
def opened(data: bytes, *, most_members: int, most_bytes: int) -> Iterator[ZipFile]:
    """Open an archive of at most so many files and folders, and so many bytes when it is unpacked.

    Raises Unfit, also where it proves to be damaged while it is read. Its names are each there once.
    """
    listed = data.count(LISTED)  # before the list is read: a million names want a thousand million bytes
    if listed > most_members:
        raise Unfit("too_many", listed)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _require_fit(archive.infolist(), most_bytes)
            yield archive
    except DAMAGES as error:
        raise Unfit("damaged") from error


def require_no_password(archive: ZipFile) -> None:
    """Raise Unfit for an archive with a file that is encrypted."""
    for each in archive.infolist():
        if each.flag_bits & ENCRYPTED:
            raise Unfit("encrypted", each.filename)


def _require_fit(members: Sequence[ZipInfo], most_bytes: int) -> None:
    size = sum(each.file_size for each in members)
    if size > most_bytes:
        raise Unfit("too_large", size)
    names: set[str] = set()
    for each in members:
        name = each.filename.casefold()
        if name in names:
            raise Unfit("named_twice", each.filename)
        names.add(name)
