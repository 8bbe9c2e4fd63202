"""The original bytes of every file, kept for ever under their SHA-256.

A file stands at `ab/cd/<sha256>.zst`: one zstd frame, readable with the `zstd` program too.
It appears there complete or not at all: it is written under another name in the same
folder, forced to disk and then renamed. What a crash leaves under the other name is
harmless, and is cleared away.

The folder holds a marker, which is made once, when the archive is begun. A folder without it is not the
archive: a disk may not be mounted, or somebody moved it. Then nothing is read or kept, and nothing is made.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from paycards.durable import complete_file, complete_files, force_folders_to_disk, make_folders
from paycards.errors import Corrupt, TryAgain, why_unread
from paycards.left_overs import clear_left_over_files
from paycards.transport import ArchiveMissing

SHA256 = re.compile(r"[0-9a-f]{64}")
MARKER = "paycards-archive"
MARKER_SAYS = b"The original bytes of every file that came. Never delete anything in this folder.\n"


FULL = (errno.ENOSPC, errno.EDQUOT)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


class Kept(NamedTuple):
    """A kept file, and what is wrong with it: the empty string if nothing is."""

    sha256: str
    fault: str


class Archive:
    """The kept files below one folder. Every method raises ArchiveMissing where the folder has no marker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, *, expected: bool = False) -> None:
        """Make the folder and its marker; give the marker to an archive that was begun before there was one.

        `expected`: the database knows of kept files. Then a folder without any is not the archive, and
        ArchiveMissing is raised. Raises TryAgain if the folder cannot be written.
        """
        if self._has_marker():
            return
        if expected and not any(self._folder.glob("*/*/*.zst")):
            raise self._missing()
        with self._sorted_errors():
            make_folders(self._folder)
            with complete_file(self._folder / MARKER) as file:
                file.write(MARKER_SAYS)

    def require(self) -> None:
        """Raise ArchiveMissing unless the folder is there and is the archive."""
        if not self._has_marker():
            raise self._missing()

    def require_some(self, kept: Sequence[str]) -> None:
        """Raise ArchiveMissing where it holds none of these, by their SHA-256: it is another archive then.

        The database knows of them, so they were kept. One alone may be missing by itself, which is the
        trouble of that file: fewer than two ask for the marker alone.
        """
        self.require()
        if len(kept) > 1 and not any(sha256 in self for sha256 in kept):
            raise ArchiveMissing(
                f"The archive is not at {self._folder}: the folder has the file {MARKER}, and none of the"
                " last files that were kept. Nothing was kept or read. Put the archive back, and run again."
            )

    def keep(self, data: bytes) -> str:
        """Keep the bytes safely on disk; return their SHA-256 in hexadecimal.

        Bytes already kept are not written again. Raises TryAgain if they cannot be written.
        """
        return self.keep_all([data])[0]

    def keep_all(self, contents: Sequence[bytes]) -> list[str]:
        """Keep several files; all of them are safely on disk when their SHA-256s are returned.

        Together they cost little more than one: what takes time is waiting for the disk.
        """
        self.require()
        digests = [hashlib.sha256(data).hexdigest() for data in contents]
        paths = [self.path(sha256) for sha256 in digests]
        folders = {path.parent for path in paths} | {path.parent.parent for path in paths}
        with self._sorted_errors():
            for folder in sorted(folders):  # what is above comes first
                folder.mkdir(mode=0o700, exist_ok=True)
            found = zip(paths, contents, strict=True)
            complete_files({path: _compressed(data) for path, data in found if not path.exists()})
            force_folders_to_disk({*folders, self._folder})
        return digests

    def read(self, sha256: str) -> bytes:
        """The bytes as they came. Raises Corrupt if they are missing or not what was kept."""
        try:
            frame = _content_of(self.path(sha256))
        except FileNotFoundError as error:
            self.require()
            raise Corrupt(f"The archive {self._folder} has no file {sha256}.") from error
        except OSError as error:
            raise Corrupt(
                f"The file {sha256} of the archive {self._folder} cannot be read: {why_unread(error)}."
            ) from error
        try:
            data = _decompressed(frame)
        except (OSError, ValueError):  # what is no whole frame of zstd
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise Corrupt(
                f"The file {sha256} of the archive {self._folder} does not hold the content that was kept."
            )
        return data

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and bool(SHA256.fullmatch(sha256)) and self.path(sha256).exists()

    def check(self) -> Iterator[Kept]:
        """Read every kept file, in order, and say what is wrong with it; clear what crashes left behind."""
        self.require()
        for path in sorted(self._folder.glob("*/*/*.zst")):
            yield Kept(path.stem, self._fault_of(path))
        for folder in self._folder.glob("*/*/"):
            clear_left_over_files(folder)

    def _fault_of(self, path: Path) -> str:
        if not SHA256.fullmatch(path.stem) or path != self.path(path.stem):
            return f"The file {path} does not belong in the archive."
        try:
            self.read(path.stem)
        except Corrupt as error:
            return str(error)
        return ""

    def path(self, sha256: str) -> Path:
        """Where these bytes are kept, or would be. Raises ValueError for what is no SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self._folder / sha256[:2] / sha256[2:4] / f"{sha256}.zst"

    def _has_marker(self) -> bool:
        return (self._folder / MARKER).is_file()

    def _missing(self) -> ArchiveMissing:
        return ArchiveMissing(
            f"The archive is not at {self._folder}: there is no file {MARKER}. Nothing was kept or read."
            " Mount its disk, or put the archive back, and run again."
        )

    @contextmanager
    def _sorted_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in NO_RIGHT and not os.access(self._folder, os.W_OK):
                raise ArchiveMissing(
                    f"The archive {self._folder} cannot be written to: {error.strerror}. Nothing was kept."
                    " Let our user write there, or mount its disk for writing, and run again."
                ) from error
            remedy = "make room" if error.errno in FULL else "put that right"
            raise TryAgain(
                f"The archive {self._folder} cannot keep a file: {error.strerror}; {remedy} and run again."
            ) from error


def _content_of(path: Path) -> bytes:
    """The bytes of a file; a pipe or a device has no end, and is not opened. Raises OSError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a device, a pipe or a folder, no file", str(path))
    return path.read_bytes()


def _compressed(data: bytes) -> bytes:
    import pyarrow as pa

    return bytes(pa.compress(data, codec="zstd", asbytes=True))


def _decompressed(frame: bytes) -> bytes:
    import pyarrow as pa

    with pa.CompressedInputStream(pa.BufferReader(frame), "zstd") as stream:
        return bytes(stream.read())
