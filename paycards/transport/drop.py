"""What a drop is: the folder where a supplier leaves files, far or near.

A drop lists its files, gives their bytes, and puts a file away when it is safely kept.
It lists regular files only. Files whose names say that they are not finished
(`.part`, `.tmp`, `.filepart`, a leading dot) and files already renamed by `done` are not
listed; files that still grow are listed apart, for the next run. A name is never trusted
as a path: one that could be taken for a path or would spoil a screen is listed as refused.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from paycards.settings import FolderDrop, SftpDrop
from paycards.transport import RemoteChanged, RemoteRefused

UNFINISHED = (".part", ".tmp", ".filepart")
QUIET_SECONDS = 3600  # an hour, not a minute: a server's clock may be off by its summer time


@dataclass(frozen=True, order=True)
class Remote:
    """A file of a drop: its size in bytes, and when it was modified (seconds since 1970)."""

    name: str
    size: int
    modified: int | None


class RefusedName(NamedTuple):
    """A directory entry that is not fetched: its name made printable, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Listing:
    """What a drop holds: `files` to fetch, `growing` ones for the next run, `refused` ones for a person.

    Each is sorted by name.
    """

    files: tuple[Remote, ...] = ()
    growing: tuple[Remote, ...] = ()
    refused: tuple[RefusedName, ...] = ()


class Drop(Protocol):
    """Where files lie. Every method may raise DropRefused, Unreachable or SettingsError."""

    def list(self) -> Listing:
        """What is there now. Waits `settle_seconds` if a file may still be growing."""
        ...

    def fetch(self, remote: Remote) -> bytes:
        """The bytes of a listed file, whole. Raises RemoteChanged, RemoteRefused."""
        ...

    def done(self, remote: Remote) -> None:
        """Put away a file that is safely kept, as the setting `after` says.

        A file already gone is fine. One that changed since it was listed stays for the
        next run: RemoteChanged. Raises RemoteRefused if the drop does not permit it.
        """
        ...


def open_drop(settings: SftpDrop | FolderDrop) -> AbstractContextManager[Drop]:
    """The drop that the settings describe; it connects when it is first used."""
    if isinstance(settings, SftpDrop):
        from paycards.transport.sftp import SftpFolder

        return SftpFolder(settings)
    from paycards.transport.folder import Folder

    return Folder(settings)


class Entry(NamedTuple):
    """A directory entry as the server or the disk gives it; None is what it does not tell."""

    name: bytes
    mode: int | None
    size: int | None
    modified: int | None


def listing(look: Callable[[], Iterable[Entry]], settings: SftpDrop | FolderDrop) -> Listing:
    """Sort out what `look` finds; look again after `settle_seconds` if a file is fresh."""
    files, refused = _sorted_out(look(), settings.renamed_suffix)
    growing: set[Remote] = set()
    if settings.settle_seconds and _any_fresh(files):
        time.sleep(settings.settle_seconds)
        later = {remote.name: remote for remote in _sorted_out(look(), settings.renamed_suffix)[0]}
        growing = {remote for remote in files if later.get(remote.name, remote) != remote}
        files = [remote for remote in files if later.get(remote.name) == remote]
    return Listing(tuple(sorted(files)), tuple(sorted(growing)), tuple(sorted(refused)))


def _sorted_out(entries: Iterable[Entry], renamed_suffix: str) -> tuple[list[Remote], list[RefusedName]]:
    files, refused = [], []
    for entry in entries:
        if not _may_be_a_file(entry.mode):
            continue
        name = printable(entry.name)
        if why := _why_refused(entry):
            refused.append(RefusedName(name, why))
        elif entry.size is not None and not _is_unfinished(name) and not name.endswith(renamed_suffix):
            files.append(Remote(name, entry.size, entry.modified))
    return files, refused


def _may_be_a_file(mode: int | None) -> bool:
    return mode is None or stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _why_refused(entry: Entry) -> str:
    if why := why_name_refused(entry.name):
        return why
    if entry.mode is not None and stat.S_ISLNK(entry.mode):
        return "it is a link, and links are not followed"
    if entry.mode is None or entry.size is None:
        return "the server does not tell its kind and size"
    return ""


def why_name_refused(name: bytes) -> str:
    """Why this name cannot be trusted; the empty string if it can."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        return "its name is not UTF-8"
    if not text.isprintable():
        return "its name holds characters that do not print"
    if text in {"", ".", ".."} or "/" in text or "\\" in text:
        return "its name could be taken for a path"
    return ""


def printable(name: bytes) -> str:
    r"""A name as it may be shown: what does not print stands as an escape.

    >>> printable(b"a\nb\xff")
    'a\\nb\\xff'
    """
    text = name.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _any_fresh(files: Iterable[Remote]) -> bool:
    quiet_since = time.time() - QUIET_SECONDS
    return any(remote.modified is None or remote.modified > quiet_since for remote in files)


def require_fetchable(remote: Remote, max_bytes: int) -> None:
    """Raise RemoteRefused for a name that is no file name or a file above `max_bytes`."""
    name = remote.name.encode("utf-8", "surrogateescape")
    if why := why_name_refused(name):
        raise RemoteRefused(f"The file {printable(name)} is not fetched: {why}.")
    if remote.size > max_bytes:
        raise RemoteRefused(
            f"The file {remote.name} of {remote.size} bytes is not fetched:"
            f" max_bytes of its drop allows {max_bytes}."
        )


def require_same(listed: Remote, seen: Remote | None) -> None:
    """Raise RemoteChanged if a file is no longer what the listing said."""
    if seen is None:
        raise RemoteChanged(f"The file {listed.name} vanished after it was listed.")
    if seen != listed:
        raise RemoteChanged(f"The file {listed.name} changed after it was listed; the next run takes it.")
