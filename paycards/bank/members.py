"""The files inside a ZIP archive of a bank: every one of them is read, or the archive is refused."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from zipfile import BadZipFile, ZipFile, ZipInfo

from paycards.errors import FileRefused

STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # with something in it, and empty
MOST_MEMBERS = 500
WORKBOOK = "[Content_Types].xml"
ENCRYPTED = 0x1
DAMAGED = (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error)


def is_archive(data: bytes) -> bool:
    """Tell whether a file begins as a ZIP archive, or a workbook, which is one."""
    return data.startswith(STARTS)


def members_of(data: bytes, most_bytes: int) -> list[tuple[str, bytes]]:
    """Name and content of each file in an archive, in its order. Raises FileRefused.

    Nothing is unpacked that would be more than `most_bytes` in all.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            _require_meant(listed, most_bytes)
            return [(each.filename, archive.read(each)) for each in listed]
    except DAMAGED as error:
        raise FileRefused("this ZIP archive or workbook is damaged: fetch it again") from error


def _require_meant(listed: Sequence[ZipInfo], most_bytes: int) -> None:
    """Raise FileRefused for what is no archive of statements."""
    names = [each.filename for each in listed]
    if WORKBOOK in names:
        raise FileRefused("this is a workbook: export CSV")
    if not names:
        raise FileRefused("there is nothing in this ZIP archive")
    if len(names) > MOST_MEMBERS:
        raise FileRefused("too many files in it", value=f"{len(names):,}", expected=f"at most {MOST_MEMBERS}")
    size = sum(each.file_size for each in listed)
    if size > most_bytes:
        expected = f"at most {most_bytes:,} bytes when it is unpacked"
        raise FileRefused("the ZIP archive is too large", value=f"{size:,}", expected=expected)
    locked = next((each.filename for each in listed if each.flag_bits & ENCRYPTED), None)
    if locked is not None:
        raise FileRefused("a file in this ZIP archive is encrypted: unpack it", value=locked)
