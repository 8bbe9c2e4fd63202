"""A drop on a supplier's SFTP server."""

from __future__ import annotations

import posixpath
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from paramiko.sftp import SFTP_EOF, SFTP_NO_SUCH_FILE

from paycards.settings.drop import SftpDrop
from paycards.transport import (
    DropRefused,
    HostUnreachable,
    RemoteChanged,
    RemoteFolder,
    RemoteLost,
    RemoteRefused,
    RemoteStuck,
    Unreachable,
)
from paycards.transport.listing import (
    Entry,
    Listing,
    Look,
    Remote,
    at_most,
    listing,
    require_fetchable,
    why_name_refused,
)
from paycards.transport.sftp_client import UNKNOWN, Client, Endless, OpenFile
from paycards.transport.sftp_packets import Answer
from paycards.transport.sftp_steps import BYTES_BESIDES, Limit, Steps
from paycards.transport.ssh import FAILURES
from paycards.transport.wire import Garbled

BYTES_FOR_AN_ENTRY = 1_000  # of a listing: two names and what else is told of a file


class SftpFolder(AbstractContextManager["SftpFolder"]):
    """The drop that an SftpDrop describes. It connects when needed, and again when a connection breaks."""

    def __init__(self, settings: SftpDrop) -> None:
        self._settings = settings
        self._steps = Steps(settings)
        self._fetched: dict[str, Remote] = {}  # as they were when they were read
        self._begun: set[str] = set()  # the names of those whose reading began

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._steps.disconnect()

    def list(self) -> Listing:
        """What is in the folder now. Raises DropRefused, Unreachable, SettingsError."""
        size = self._settings.most_entries * BYTES_FOR_AN_ENTRY + BYTES_BESIDES
        ends = time.monotonic() + self._settings.listing_seconds + self._settings.settle_seconds

        def look() -> Look:
            limit = Limit(ends - time.monotonic(), "listing_seconds", size, each_attempt=False)
            return self._steps.work(self._look, limit)

        return listing(look, self._settings)

    def fetch(self, remote: Remote) -> bytes:
        """The bytes of a listed file. Raises also RemoteChanged, RemoteLost, RemoteRefused, RemoteStuck."""
        require_fetchable(remote, self._settings.max_bytes)
        seconds = 2 * self._settings.timeout_seconds + remote.size / self._settings.slowest_bytes_per_second
        limit = Limit(seconds, "slowest_bytes_per_second", 2 * remote.size + BYTES_BESIDES)
        with self._troubles_of(remote, "fetched"), self._stuck(remote):
            return self._steps.work(lambda client: self._download(client, remote), limit)

    def done(self, remote: Remote) -> None:
        """Put the file away as `after` says. Raises also RemoteChanged, RemoteRefused."""
        require_fetchable(remote, self._settings.max_bytes)
        if self._settings.after != "leave":
            limit = Limit(4 * self._settings.timeout_seconds, "timeout_seconds")
            with self._troubles_of(remote, "put away"):
                self._steps.work(lambda client: self._put_away(client, remote), limit)

    def _look(self, client: Client) -> Look:
        entries: list[Entry] = []
        try:
            for entry in at_most(self._settings.most_entries, client.entries(self._settings.directory)):
                entries.append(self._with_size(client, entry))  # noqa: PERF401 - those before Endless count
        except Answer as answer:
            raise DropRefused(
                f"The folder {self._settings.directory} of {self._steps.place} is missing or not permitted:"
                " correct `directory`, or ask the supplier."
            ) from answer
        except Endless:
            return Look(entries, "The server does not say where its listing ends: ask the supplier.")
        return Look(entries)

    def _with_size(self, client: Client, entry: Entry) -> Entry:
        """The entry, with what a look tells where the listing does not tell its size."""
        if entry.size is None and not why_name_refused(entry.name):
            seen = client.look_at(posixpath.join(self._settings.directory, entry.name.decode()))
            if seen is not None and seen.size != UNKNOWN:
                return entry._replace(size=seen.size, modified=seen.modified)
        return entry

    def _download(self, client: Client, remote: Remote) -> bytes:
        """The bytes as listed; once all are here, they are kept whatever the server does with the file then.

        A time that differs from the listing's is no reason to refuse: some servers tell two. But the file
        must not change while it is read.
        """
        path = self._path(remote)
        before = client.look_at(path)
        self._require_there(remote, before)
        _require_size(remote, before)
        data, seen, after = None, None, None
        try:
            with client.opened(path) as file:
                self._begun.add(remote.name)
                data = file.read_whole(remote.size)
                seen = client.look_at(path)
                after = _look_after(file, path, seen)
        except (*FAILURES, Garbled) as error:
            if data is None:
                raise self._explained(client, remote, error) from error
            self._steps.disconnect()
        if seen is None:  # what is not kept now never comes again
            self._require_whole(remote, after)
        else:
            _require_size(remote, after)
            _require_time(before, after)
        self._fetched[remote.name] = before or remote
        return data

    def _explained(self, client: Client, remote: Remote, error: Exception) -> Exception:
        """The same error, unless the server refuses because it is no file. Raises RemoteLost."""
        if isinstance(error, Answer) and error.code == SFTP_EOF:
            self._require_there(remote, client.look_at(self._path(remote)))
        may_be_a_folder = isinstance(error, Answer) and error.code not in {SFTP_EOF, SFTP_NO_SUCH_FILE}
        if may_be_a_folder and client.is_folder(self._path(remote)):
            return RemoteFolder(f"{remote.name} of {self._steps.place} is a folder.")
        return error

    def _require_there(self, remote: Remote, seen: Remote | None) -> None:
        """Raise RemoteLost if a file whose reading began is not there any more."""
        if seen is None and remote.name in self._begun:
            raise self._lost(remote)

    def _require_whole(self, remote: Remote, left: Remote | None) -> None:
        """Raise RemoteLost if a file that is gone by name had become longer than what was read of it."""
        if left is not None and left.size > remote.size:
            raise self._lost(remote)

    def _lost(self, remote: Remote) -> RemoteLost:
        return RemoteLost(
            f"The file {remote.name} of {self._steps.place} was gone before it had been read to its end."
            " Ask the supplier to send it again."
        )

    def _put_away(self, client: Client, remote: Remote) -> None:
        path = self._path(remote)
        seen = client.look_at(path)
        if seen is None:  # by an earlier run, or by one whose answer was lost
            return
        expected = self._fetched.get(remote.name, remote)
        _require_size(expected, seen)
        _require_time(expected, seen)
        try:
            self._move(client, path)
        except Answer as answer:
            if client.look_at(path) is not None:
                raise self._refused(remote, "put away") from answer

    def _move(self, client: Client, path: str) -> None:
        match self._settings.after:
            case "delete":
                client.remove(path)
            case "rename":
                client.replace(path, path + self._settings.renamed_suffix)
            case "move":
                folder = posixpath.join(self._settings.directory, self._settings.move_to)
                client.make_folder(folder)
                client.replace(path, posixpath.join(folder, posixpath.basename(path)))

    def _path(self, remote: Remote) -> str:
        return posixpath.join(self._settings.directory, remote.name)

    @contextmanager
    def _troubles_of(self, remote: Remote, wanted: str) -> Iterator[None]:
        try:
            yield
        except Answer as answer:
            if answer.code in {SFTP_NO_SUCH_FILE, SFTP_EOF}:
                raise RemoteChanged(
                    f"The file {remote.name} of {self._steps.place} vanished or shrank after it was listed."
                ) from answer
            raise self._refused(remote, wanted) from answer

    @contextmanager
    def _stuck(self, remote: Remote) -> Iterator[None]:
        """Tell a file that does not come, although the server is there, from a server that is not."""
        try:
            yield
        except HostUnreachable:
            raise
        except Unreachable as error:
            if self._steps.left <= 0:
                raise
            raise RemoteStuck(f"{error} It was about {remote.name}.") from error

    def _refused(self, remote: Remote, wanted: str) -> RemoteRefused:
        return RemoteRefused(
            f"The file {remote.name} of {self._steps.place} may not be {wanted}:"
            " ask the supplier for permission."
        )


def _look_after(file: OpenFile, path: str, seen: Remote | None) -> Remote | None:
    """The file as it is after it was read; one that is hidden or gone as far as its open handle tells.

    One that is empty now was taken away, too: its name is all that is left.
    """
    after = file.look(path) if seen is None or seen.size == UNKNOWN else seen
    return None if after is not None and after.size == 0 else after


def _require_size(expected: Remote, seen: Remote | None) -> None:
    """Raise RemoteChanged if the size is told, and is another."""
    if seen is not None and seen.size not in (UNKNOWN, expected.size):
        raise _changed(expected)


def _require_time(before: Remote | None, after: Remote | None) -> None:
    """Raise RemoteChanged if both times are told, and differ."""
    if before is None or after is None or None in (before.modified, after.modified):
        return
    if before.modified != after.modified:
        raise _changed(before)


def _changed(remote: Remote) -> RemoteChanged:
    return RemoteChanged(f"The file {remote.name} changed after it was listed; the next run takes it.")
