"""Where files for other systems are put: complete or not at all, and never twice.

A file is staged beside its place under a hidden name, on disk before the database says that
it exists, and takes its own name afterwards. So whatever crashes, a file that the database
knows is either staged or was put in place. One that is neither is never put there again by
itself: the system that it is for may have taken it, and would load its payments twice.

The folder above them has a marker, which is made with the first files. A folder without it that is empty
is not the one: nobody can say then what was taken, and what is written into it may never be seen.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from paycards.durable import complete_file, force_to_disk, make_folders, new_file
from paycards.errors import TryAgain

MARKER = ".paycards-outgoing"
MARKER_SAYS = b"Outgoing files are put into the folders here. Leave this file where it is.\n"


class Place(StrEnum):
    """Where a file of the outbox stands."""

    WRITTEN = "written"  # put in place just now
    THERE = "there"  # since an earlier run
    TAKEN = "taken"  # by the system that it is for
    CHANGED = "changed"  # other bytes stand in its place, or what is no file
    GONE = "gone"  # it should be there, and is not: said by who knows what should be


def require_outgoing_folder(folder: Path, *, expected: bool) -> None:
    """Make the folder and its marker. `expected`: files were put into it before, so it must be there.

    A folder that is in use and lost its marker gets it again. Raises TryAgain where the folder
    cannot be used, or is not the one.
    """
    with _sorted_errors(folder):
        if _stands(folder / MARKER):
            return
        if expected and not (_stands(folder) and any(folder.iterdir())):
            raise _missing(folder)
        make_folders(folder)
        with complete_file(folder / MARKER) as file:
            file.write(MARKER_SAYS)


def _missing(folder: Path) -> TryAgain:
    how = "is empty" if _stands(folder) else "is not there"
    return TryAgain(
        f"The folder {folder}, into which outgoing files were put before, {how}. What the receiving systems"
        " took cannot be told. Mount its disk, or put the folder back; to begin with an empty one, make"
        f" an empty file {MARKER} in it."
    )


class Outbox:
    """The files below one folder, which is made when the first is staged; readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """The place of the file of this name, a path relative to the folder."""
        return self._folder / name

    def stage(self, name: str, data: bytes) -> None:
        """Put the bytes safely on disk under a hidden name. Raises TryAgain if they cannot be written."""
        staged = self._staged(name)
        with _sorted_errors(self._folder):
            make_folders(staged.parent)
            staged.unlink(missing_ok=True)
            with new_file(staged) as file:
                file.write(data)
            force_to_disk(staged.parent)

    def put_in_place(self, name: str, sha256: str) -> Place:
        """Give a staged file its own name, and say where it stands. What is already there is left alone.

        Raises TryAgain if the folder cannot be used.
        """
        staged, path = self._staged(name), self.path(name)
        with _sorted_errors(self._folder):
            if _stands(path):
                return Place.THERE if _holds(path, sha256) else Place.CHANGED
            if not _holds(staged, sha256):
                return Place.TAKEN
            staged.rename(path)
            force_to_disk(path.parent)
            return Place.WRITTEN

    def what_stands(self, name: str) -> str:
        """Say what stands in the place of a file that is `CHANGED`. Raises TryAgain if it cannot be seen."""
        path = self.path(name)
        with _sorted_errors(self._folder):
            return "its content has changed" if path.is_file() else f"{_kind(path)} stands in its place"

    def _staged(self, name: str) -> Path:
        path = self.path(name)
        return path.with_name(f".{path.name}.part")


@contextmanager
def _sorted_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TryAgain(
            f"The folder {folder} cannot be used: {error.strerror}. Fix the cause and run again."
        ) from error


def _stands(path: Path) -> bool:
    """Whether anything stands there. Raises OSError where that cannot be seen: it is not gone then."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def _holds(path: Path, sha256: str) -> bool:
    """Whether a file with these bytes stands there; nothing else is opened: a pipe or a device has no end."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _kind(path: Path) -> str:
    mode = os.lstat(path).st_mode
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFLNK: "a link that leads to no file", stat.S_IFIFO: "a pipe"}
    return kinds.get(stat.S_IFMT(mode), "a device or a socket")
