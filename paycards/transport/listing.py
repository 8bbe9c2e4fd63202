"""What a drop holds: what is listed, what is refused, and when a file is complete.

Only regular files are listed. What the server does not tell the kind of may be a file, and is listed. Files
whose names say that they are not finished (`.part`, `.tmp`, `.filepart`, a leading dot) and files that still
grow are listed apart, for the next run, and so are folders, pipes and whatever else is no file. Files already
renamed by `done` are not listed. A name is never
trusted as a path: one that could be taken for a path or would spoil a screen is listed as refused.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.transport import DropRefused, RemoteChanged, RemoteRefused

UNFINISHED = (".part", ".tmp", ".filepart")
LONGEST_NAME = 255  # bytes, which is what file systems hold
SHOWN_REFUSED = 20  # refused names that are told one by one
FOLDER_ITSELF = {b".", b".."}
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


class NoFile(NamedTuple):
    """A directory entry that is neither file nor link, but a folder or a pipe: its name made printable."""

    name: str
    is_folder: bool


@dataclass(frozen=True)
class Listing:
    """What a drop holds: `files` to fetch, `refused` ones for a person, and what is left for the next run.

    `growing` changed while it was looked at; `unfinished` are names that say so. Each is sorted by name.
    `no_files` are entries that are neither file nor link, each with what it is.
    `fault` is what was wrong with the listing as a whole, although it could be used; mostly empty.
    """

    files: tuple[Remote, ...] = ()
    growing: tuple[Remote, ...] = ()
    refused: tuple[RefusedName, ...] = ()
    unfinished: tuple[str, ...] = ()
    no_files: tuple[NoFile, ...] = ()
    fault: str = ""


class Entry(NamedTuple):
    """A directory entry as the server or the disk gives it; None is what it does not tell."""

    name: bytes
    mode: int | None
    size: int | None
    modified: int | None


class Look(NamedTuple):
    """The entries that one look at a folder found, and what was wrong with it, if anything."""

    entries: Iterable[Entry]
    fault: str = ""


def listing(look: Callable[[], Look], settings: SftpDrop | FolderDrop) -> Listing:
    """Sort out what `look` finds; look again after `settle_seconds` if a file is fresh."""
    entries, fault = look()
    first = _sorted_out(entries, settings.renamed_suffix)
    files, growing = first.files, set[Remote]()
    if settings.settle_seconds and _any_fresh(files):
        time.sleep(settings.settle_seconds)
        again = _sorted_out(look().entries, settings.renamed_suffix).files
        later = {remote.name: remote for remote in again}
        growing = {remote for remote in files if later.get(remote.name, remote) != remote}
        files = [remote for remote in files if later.get(remote.name) == remote]
    return Listing(
        tuple(sorted(files)),
        tuple(sorted(growing)),
        _shown(sorted(first.refused)),
        tuple(sorted(first.unfinished)),
        tuple(sorted(first.no_files)),
        fault,
    )


def at_most(most: int, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of a folder, `.` and `..` left out. Raises DropRefused if there are more than `most`."""
    for count, entry in enumerate(entries):
        if count >= most:
            raise DropRefused(
                f"The folder holds more than {most} entries, the limit in most_entries."
                " Ask the supplier to clear out old files, or raise the limit."
            )
        if entry.name not in FOLDER_ITSELF:
            yield entry


class _Sorted(NamedTuple):
    files: list[Remote]
    refused: list[RefusedName]
    unfinished: list[str]
    no_files: list[NoFile]


def _sorted_out(entries: Iterable[Entry], renamed_suffix: str) -> _Sorted:
    found = _Sorted([], [], [], [])
    for entry in entries:
        if _may_be_a_file(entry.mode):
            _sort(entry, printable(entry.name), renamed_suffix, found)
        else:
            found.no_files.append(NoFile(printable(entry.name), stat.S_ISDIR(entry.mode or 0)))
    return found


def _sort(entry: Entry, name: str, renamed_suffix: str, found: _Sorted) -> None:
    if why := _why_refused(entry):
        found.refused.append(RefusedName(name, why))
    elif _is_unfinished(name):
        found.unfinished.append(name)
    elif entry.size is not None and not name.endswith(renamed_suffix):
        found.files.append(Remote(name, entry.size, entry.modified))


def _shown(refused: list[RefusedName]) -> tuple[RefusedName, ...]:
    """The refused names, but never so many that nobody could read them."""
    more = len(refused) - SHOWN_REFUSED
    if more <= 0:
        return tuple(refused)
    rest = RefusedName(f"and {more} more", "their names or kinds are refused too")
    return (*refused[:SHOWN_REFUSED], rest)


def _may_be_a_file(mode: int | None) -> bool:
    return not kind_of(mode) or stat.S_ISREG(mode or 0) or stat.S_ISLNK(mode or 0)


def kind_of(mode: int | None) -> int:
    """The bits of a mode that say what kind of entry it is; 0 where nothing says so."""
    return 0 if mode is None else stat.S_IFMT(mode)


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _why_refused(entry: Entry) -> str:
    if why := why_name_refused(entry.name):
        return why
    if entry.mode is not None and stat.S_ISLNK(entry.mode):
        return "it is a link, and links are not followed"
    if entry.size is None:
        return "the server does not tell its size"
    return ""


def why_name_refused(name: bytes) -> str:
    """Why this name cannot be trusted; the empty string if it can."""
    if len(name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} bytes"
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
    if len(name) > LONGEST_NAME:
        return printable(name[:100]) + "..."
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
