"""A drop in a folder of this machine, where files are put by hand or by another program."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from paycards.settings.drop import FolderDrop
from paycards.transport import DropRefused, RemoteChanged, RemoteRefused
from paycards.transport.listing import (
    Entry,
    Listing,
    Look,
    Remote,
    at_most,
    listing,
    require_fetchable,
    require_same,
)


class Folder(AbstractContextManager["Folder"]):
    """The drop that a FolderDrop describes."""

    def __init__(self, settings: FolderDrop) -> None:
        self._settings = settings

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is held open."""

    def list(self) -> Listing:
        """What is in the folder now. Raises DropRefused if it cannot be read."""
        try:
            return listing(self._look, self._settings)
        except OSError as error:
            raise DropRefused(
                f"The folder {self._settings.directory} cannot be read: {error.strerror}."
            ) from error

    def fetch(self, remote: Remote) -> bytes:
        """The bytes of a listed file. Raises RemoteChanged, RemoteRefused."""
        require_fetchable(remote, self._settings.max_bytes)
        with _troubles_of(remote):
            return _read_whole(self._settings.directory / remote.name, remote)

    def done(self, remote: Remote) -> None:
        """Put the file away as `after` says. Raises RemoteChanged, RemoteRefused."""
        require_fetchable(remote, self._settings.max_bytes)
        path = self._settings.directory / remote.name
        with _troubles_of(remote), suppress(FileNotFoundError):  # already gone is fine
            if self._settings.after != "leave" and os.path.lexists(path):
                require_same(remote, _as_remote(remote.name, path.lstat()))
                self._put_away(path)

    def _put_away(self, path: Path) -> None:
        match self._settings.after:
            case "delete":
                path.unlink(missing_ok=True)
            case "rename":
                path.replace(path.with_name(path.name + self._settings.renamed_suffix))
            case "move":
                folder = self._settings.directory / self._settings.move_to
                folder.mkdir(parents=True, exist_ok=True)
                path.replace(folder / path.name)

    def _look(self) -> Look:
        return Look(at_most(self._settings.most_entries, self._entries()))

    def _entries(self) -> Iterator[Entry]:
        with os.scandir(os.fsencode(self._settings.directory)) as entries:
            for entry in entries:
                try:
                    seen = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # taken away while we look
                    continue
                yield Entry(entry.name, seen.st_mode, seen.st_size, int(seen.st_mtime))


def _read_whole(path: Path, remote: Remote) -> bytes:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # neither a link nor a pipe put there meanwhile
    with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - it is a descriptor
        before = os.fstat(file.fileno())
        require_same(remote, _as_remote(remote.name, before))
        data = file.read(remote.size)
        after = os.fstat(file.fileno())
    if before.st_mtime_ns != after.st_mtime_ns or not len(data) == remote.size == after.st_size:
        raise RemoteChanged(f"The file {remote.name} changed while it was read; the next run takes it.")
    return data


def _as_remote(name: str, seen: os.stat_result) -> Remote | None:
    return Remote(name, seen.st_size, int(seen.st_mtime)) if stat.S_ISREG(seen.st_mode) else None


@contextmanager
def _troubles_of(remote: Remote) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise RemoteChanged(f"The file {remote.name} vanished after it was listed.") from error
    except OSError as error:
        raise RemoteRefused(
            f"The file {remote.name} cannot be fetched or put away: {error.strerror}."
        ) from error
