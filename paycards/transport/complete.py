"""Files that a person asked for: complete under their own names, or not there at all.

They are on disk under hidden names before whatever must happen first, and take their own names after it.
They may hold names and addresses: only their owner can read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from paycards.durable import force_to_disk, place_of, staged_file, sync
from paycards.errors import TryAgain, why_unwritten


@contextmanager
def complete_files(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Put files in place when the block ends well; when it raises, nothing is left of them.

    A file of the same name is replaced. Raises TryAgain if a folder cannot be written to, or has something
    of that name that is no file.
    """
    with ExitStack() as staging:
        with _sorted_errors(files):
            places = {place_of(path): data for path, data in files.items()}
            hidden = {place: _staged(place, data, staging) for place, data in places.items()}
        yield
        with _sorted_errors(files):
            for place, file in hidden.items():
                file.replace(place)
            for folder in {place.parent for place in places}:
                force_to_disk(folder)


def _staged(path: Path, data: bytes, staging: ExitStack) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    file, hidden = staging.enter_context(staged_file(path))
    file.write(data)
    sync(file)
    return hidden


@contextmanager
def _sorted_errors(files: Mapping[Path, bytes]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where, why = _where(error, files), why_unwritten(error)
        raise TryAgain(f"{where} cannot be written to: {why}. Fix the cause and run again.") from error


def _where(error: OSError, files: Mapping[Path, bytes]) -> str:
    """What people know of the place: the file that was to be replaced, or the folder; no hidden name."""
    named = error.filename2 or error.filename
    if named is None or Path(named).suffix == ".part":
        return f"The folder {Path(named or next(iter(files))).parent}"
    return str(named)
