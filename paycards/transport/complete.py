"""Files that a person asked for: complete under their own names, or not there at all.

They are on disk under hidden names before whatever must happen first, and take their own names after it.
They may hold names and addresses: only their owner can read them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from paycards.errors import TryAgain


@contextmanager
def complete_files(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Put files in place when the block ends well; when it raises, nothing is left of them.

    A file of the same name is replaced. Raises TryAgain if a folder cannot be written to.
    """
    hidden = {path.with_name(f".{path.name}.{os.getpid()}.part"): path for path in files}
    try:
        with _sorted_errors(files):
            for staged, path in hidden.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(staged, files[path])
        yield
        with _sorted_errors(files):
            for staged, path in hidden.items():
                staged.replace(path)
            for folder in {path.parent for path in files}:
                _force_to_disk(folder)
    finally:
        for staged in hidden:
            with suppress(OSError):  # it has its own name now, or never was
                staged.unlink()


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _force_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _sorted_errors(files: Mapping[Path, bytes]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = next(iter(files)).parent
        raise TryAgain(
            f"The folder {where} cannot be written to: {error.strerror}; mend it and run again."
        ) from error
