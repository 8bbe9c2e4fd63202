"""Temporary files and folders, and how one in use is told from one that a dead process left behind.

Whoever makes one holds a lock on it (flock(2)) for as long as it is in use. The system lets go of the lock
when the process ends, however it ends. So what nobody holds is left over and is cleared away: clocks, ages
and process numbers play no part. On a file system without such locks nothing is ever cleared.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HIDDEN = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}\.part")


@contextmanager
def hidden_file(path: Path, mode: int = 0o600) -> Iterator[tuple[Path, int]]:
    """Make an empty file beside `path`, under a hidden name: its place and an open descriptor.

    At the end it is closed, and gone unless it was renamed. What dead processes left of the same file is
    cleared first. Raises OSError.
    """
    clear_left_over_files(path.parent, of=path.name)
    hidden, descriptor = _made(path, mode)
    try:
        yield hidden, descriptor
    finally:
        with suppress(OSError):  # it has its own name now
            hidden.unlink()
        os.close(descriptor)


def clear_left_over_files(folder: Path, of: str | None = None) -> None:
    """Delete the hidden files in a folder that nobody holds; `of`: only those of the file of this name."""
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            found = HIDDEN.fullmatch(entry.name)
            if found and of in (None, found["name"]):
                _clear_file(Path(entry.path))


@contextmanager
def temporary_folder(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """Make a folder where TMPDIR says, or within another, for its owner alone.

    At the end it is gone, unless it was renamed.

    What dead processes left under the same prefix is cleared first. Raises OSError.
    """
    parent = within or Path(tempfile.gettempdir())
    for left in parent.glob(f"{prefix}*"):
        _clear_folder(left)
    folder, descriptor = _made_folder(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _made(path: Path, mode: int) -> tuple[Path, int]:
    while True:
        hidden = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        if _held(hidden, descriptor, fcntl.LOCK_EX):
            return hidden, descriptor


def _made_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        with suppress(FileNotFoundError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            if _held(folder, descriptor, fcntl.LOCK_SH):  # NFS grants no other for reading
                return folder, descriptor


def _held(path: Path, descriptor: int, lock: int) -> bool:
    """Lock what was just made; false, and closed, if it was cleared away before it could be locked."""
    with suppress(OSError):  # there are no locks here: then nothing is cleared either
        fcntl.flock(descriptor, lock)
    if _is_same(path, descriptor):
        return True
    os.close(descriptor)
    return False


def _clear_file(path: Path) -> None:
    with suppress(OSError), _nobodys(path, os.O_RDWR | os.O_NOFOLLOW):
        path.unlink()


def _clear_folder(path: Path) -> None:
    with suppress(OSError), _nobodys(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW):
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _nobodys(path: Path, flags: int) -> Iterator[None]:
    """Hold what nobody else holds. Raises OSError if somebody does, or if it is not ours."""
    descriptor = os.open(path, flags)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid != os.getuid() or not _is_same(path, descriptor):
            raise PermissionError(path)
        yield
    finally:
        os.close(descriptor)


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        seen, held = path.lstat(), os.fstat(descriptor)
    except FileNotFoundError:
        return False
    return (seen.st_dev, seen.st_ino) == (held.st_dev, held.st_ino) and not stat.S_ISLNK(seen.st_mode)
