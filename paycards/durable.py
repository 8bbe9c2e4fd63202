"""Files that survive a crash: forced to disk, and complete under their own names or not there at all.

A file is forced to disk before it takes its name, and its folder afterwards. All functions raise OSError.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from paycards.left_overs import hidden_file

PRIVATE = 0o600
AT_ONCE = 8  # forced to disk together: the system then does for several what it would do for each


def force_to_disk(folder: Path) -> None:
    """Force the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it where they are missing, each on disk before the next."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        force_to_disk(each.parent)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file, readable by its owner only, whose bytes are on disk when the block is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - it is a descriptor
        yield file
        sync(file)


@contextmanager
def complete_file(path: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A file that takes its name when the block ends well; else nothing is left of it.

    A file of the same name is replaced; a link stays, and what it leads to is replaced. `mode` is what the
    umask is taken from.
    """
    place = place_of(path)
    with staged_file(place, mode) as (file, hidden):
        yield file
        sync(file)
        hidden.replace(place)
    force_to_disk(place.parent)


def place_of(path: Path) -> Path:
    """Where a file of this name is to stand, through any links. Raises OSError for what is no file.

    A device or a pipe would otherwise be replaced by a file, for everybody on the machine.
    """
    place = Path(os.path.realpath(path))
    if is_special(place):
        raise OSError(errno.EINVAL, "it is a device, a pipe or a folder, no file", str(path))
    return place


def is_special(path: Path) -> bool:
    """Whether something of this name is there that is no file: a device, a pipe, a folder."""
    return path.exists() and not path.is_file()


def complete_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files as `complete_file` does, and force them to disk together.

    What is left to the caller is to force their folders.
    """
    with ExitStack() as ends:
        staged = {path: ends.enter_context(staged_file(path)) for path in contents}
        for path, (file, _) in staged.items():
            file.write(contents[path])
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(sync, (file for file, _ in staged.values())))
        for path, (_, hidden) in staged.items():
            hidden.replace(path)


def force_folders_to_disk(folders: Iterable[Path]) -> None:
    """Force the names in several folders to disk, together."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(force_to_disk, folders))


@contextmanager
def staged_file(path: Path, mode: int = PRIVATE) -> Iterator[tuple[BinaryIO, Path]]:
    """A file under a hidden name beside `path`; it is gone at the end unless it was put in place."""
    with (
        hidden_file(path, mode) as (hidden, descriptor),
        open(os.dup(descriptor), "wb") as file,  # noqa: PTH123 - it is a descriptor
    ):
        yield file, hidden


def sync(file: BinaryIO) -> None:
    """Force what was written to disk."""
    file.flush()
    os.fsync(file.fileno())
