"""The original bytes of every file, kept for ever under their SHA-256.

A file stands at `ab/cd/<sha256>.zst`: one zstd frame, readable with the `zstd` program too.
It appears there complete or not at all: it is written under another name in the same
folder, forced to disk and then renamed. What a crash leaves under the other name is
harmless, and is cleared away when it is old.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from paycards.errors import Corrupt, TryAgain

SHA256 = re.compile(r"[0-9a-f]{64}")
LEFT_OVER_SECONDS = 3600  # no file takes an hour to write


class Kept(NamedTuple):
    """A kept file, and what is wrong with it: the empty string if nothing is."""

    sha256: str
    fault: str


class Archive:
    """The kept files below one folder, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep the bytes safely on disk; return their SHA-256 in hexadecimal.

        Bytes already kept are not written again. Raises TryAgain if they cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            self._make_folders(path)
            if not path.exists():
                _clear_left_overs(path.parent)
                _write_safely(path, _compressed(data))
            for folder in (path.parent, path.parent.parent, self._folder):
                _force_to_disk(folder)
        except OSError as error:
            raise TryAgain(
                f"The archive {self._folder} cannot keep a file: {error.strerror}; make room and run again."
            ) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes as they came. Raises Corrupt if they are missing or not what was kept."""
        try:
            data = _decompressed(self.path(sha256).read_bytes())
        except FileNotFoundError as error:
            raise Corrupt(f"The archive {self._folder} has no file {sha256}.") from error
        except OSError as error:
            raise Corrupt(
                f"The file {sha256} of the archive {self._folder} cannot be read: {error}."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Corrupt(
                f"The file {sha256} of the archive {self._folder} holds other bytes than were kept."
            )
        return data

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and bool(SHA256.fullmatch(sha256)) and self.path(sha256).exists()

    def check(self) -> Iterator[Kept]:
        """Read every kept file, in order, and say what is wrong with it; clear old left-overs."""
        for path in sorted(self._folder.glob("*/*/*.zst")):
            yield Kept(path.stem, self._fault_of(path))
        for folder in self._folder.glob("*/*/"):
            _clear_left_overs(folder)

    def _fault_of(self, path: Path) -> str:
        if not SHA256.fullmatch(path.stem) or path != self.path(path.stem):
            return f"The file {path} does not belong in the archive."
        try:
            self.read(path.stem)
        except Corrupt as error:
            return str(error)
        return ""

    def _make_folders(self, path: Path) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where these bytes are kept, or would be. Raises ValueError for what is no SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self._folder / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


def _compressed(data: bytes) -> bytes:
    import pyarrow as pa

    return bytes(pa.compress(data, codec="zstd", asbytes=True))


def _decompressed(frame: bytes) -> bytes:
    import pyarrow as pa

    with pa.CompressedInputStream(pa.BufferReader(frame), "zstd") as stream:
        return bytes(stream.read())


def _write_safely(path: Path, data: bytes) -> None:
    """Write a file, readable by its owner only, that is either complete or not there."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - it is a descriptor
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_left_overs(folder: Path) -> None:
    for path in folder.glob(".*.part"):
        with suppress(FileNotFoundError):  # another process may have cleared it
            if path.stat().st_mtime < time.time() - LEFT_OVER_SECONDS:
                path.unlink()
