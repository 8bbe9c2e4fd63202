"""The folder that the files of a bulk issue come into: all of them, each complete, and the manifest last.

Files are made in a folder within it, forced to disk and then given their names. A manifest stands there
only while it is true: it is taken away before the first file changes. One run at a time writes; another
waits for it. The files hold names, addresses and card numbers: only their owner can read them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from paycards.durable import complete_file, force_to_disk, new_file
from paycards.errors import TryAgain, UsageError, why_unwritten
from paycards.left_overs import clear_left_over_files

STAGING = ".making"
WHOSE = ".card-batch"
MANIFEST = "manifest.json"
ROW_BYTES, OTHER_BYTES = 8_000, 400_000  # letter, card and report of a row; fonts, and what all share
OURS = ("letters.pdf", "cards.pdf", "report.csv", "report.xlsx", "left-over.xlsx", MANIFEST)


class OutputFolder:
    """An open folder: `stage` files, then `put_in_place`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._staging = path / STAGING

    @contextmanager
    def stage(self, name: str) -> Iterator[BinaryIO]:
        """A file that is on disk when the block is left."""
        with new_file(self._staging / name) as file:
            yield file

    def require_room(self, rows: int) -> None:
        """Raise OSError where the disk has no room for the files of so many rows: before a card is issued."""
        room = self._staging / "room"
        with new_file(room) as file:
            os.posix_fallocate(file.fileno(), 0, OTHER_BYTES + rows * ROW_BYTES)
        room.unlink()

    def discard(self, *names: str) -> None:
        """Take back files that were staged."""
        for name in names:
            (self._staging / name).unlink()

    def names(self) -> list[str]:
        """Return the names of the files that are staged."""
        return sorted(path.name for path in self._staging.iterdir())

    def digest(self, name: str) -> tuple[int, str]:
        """Return size and SHA-256 of a staged file."""
        path = self._staging / name
        with path.open("rb") as file:
            return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()

    def put_in_place(self) -> None:
        """Give all staged files their names, the manifest last; take away what is left from before."""
        names = self.names()
        (self.path / MANIFEST).unlink(missing_ok=True)
        force_to_disk(self.path)
        for name in names:
            if name != MANIFEST:
                (self._staging / name).replace(self.path / name)
        for name in OURS:
            if name not in names:
                (self.path / name).unlink(missing_ok=True)
        force_to_disk(self.path)
        if MANIFEST in names:
            (self._staging / MANIFEST).replace(self.path / MANIFEST)
        self._staging.rmdir()
        force_to_disk(self.path)


@contextmanager
def output_folder(path: Path, identity: str) -> Iterator[OutputFolder]:
    """Open a folder for the list of this identity, and make it if need be.

    Raises UsageError for a folder that holds anything else, TryAgain if it cannot be written.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _only_one(path):
            _claim(path, identity)
            shutil.rmtree(path / STAGING, ignore_errors=True)
            (path / STAGING).mkdir(mode=0o700)
            yield OutputFolder(path)
    except OSError as error:
        raise TryAgain(
            f"The folder {path} cannot be written: {why_unwritten(error)}; fix the cause and run again."
        ) from error


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _claim(path: Path, identity: str) -> None:
    """Write down whose files these are, or see that they are the same list's."""
    whose = path / WHOSE
    if whose.exists():
        if whose.read_text(encoding="ascii").strip() != identity:
            raise _not_ours(path, "holds the files of another list, or of a preview")
        return
    clear_left_over_files(path, of=WHOSE)
    if any(path.iterdir()):
        raise _not_ours(path, "is not empty")
    with complete_file(whose) as file:
        file.write(f"{identity}\n".encode("ascii"))


def _not_ours(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} {why}: choose an empty folder.", code="folder_in_use", path=path, why=why)
