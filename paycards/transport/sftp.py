"""A drop on a supplier's SFTP server."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TypeVar

import stamina
from paramiko import Transport
from paramiko.sftp import SFTP_EOF, SFTP_NO_SUCH_FILE

from paycards.settings import SftpDrop
from paycards.transport import DropRefused, HostUnreachable, RemoteChanged, RemoteRefused, Unreachable
from paycards.transport.drop import Entry, Listing, Remote, listing, require_fetchable, require_same
from paycards.transport.sftp_client import Answer, Client
from paycards.transport.ssh import FAILURES, NoAnswer, connect, cut_after, reason

Result = TypeVar("Result")

SLOWEST = 10_000  # bytes a second; a connection slower than this is cut and tried again


def may_pass(error: Exception) -> bool:
    """Whether the same step may succeed on a new connection."""
    return isinstance(error, FAILURES) and not isinstance(error, Answer)


class SftpFolder(AbstractContextManager["SftpFolder"]):
    """The drop that an SftpDrop describes. It connects when needed, and again when a connection breaks."""

    def __init__(self, settings: SftpDrop) -> None:
        self._settings = settings
        self._place = f"{settings.user}@{settings.host}:{settings.port}"
        self._transport: Transport | None = None
        self._client: Client | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._disconnect()

    def list(self) -> Listing:
        """What is in the folder now. Raises DropRefused, Unreachable, SettingsError."""
        return listing(lambda: self._work(self._entries), self._settings)

    def fetch(self, remote: Remote) -> bytes:
        """The bytes of a listed file. Raises also RemoteChanged, RemoteRefused."""
        require_fetchable(remote, self._settings.max_bytes)
        with self._troubles_of(remote, "fetched"):
            return self._work(lambda client: self._download(client, remote))

    def done(self, remote: Remote) -> None:
        """Put the file away as `after` says. Raises also RemoteChanged, RemoteRefused."""
        require_fetchable(remote, self._settings.max_bytes)
        if self._settings.after != "leave":
            with self._troubles_of(remote, "put away"):
                self._work(lambda client: self._put_away(client, remote))

    def _entries(self, client: Client) -> tuple[Entry, ...]:
        try:
            return tuple(client.entries(self._settings.directory))
        except Answer as answer:
            raise DropRefused(
                f"The folder {self._settings.directory} of {self._place} is missing or not permitted:"
                " put `directory` right, or ask the supplier."
            ) from answer

    def _download(self, client: Client, remote: Remote) -> bytes:
        path = self._path(remote)
        require_same(remote, client.look_at(path))
        with cut_after(self._settings.timeout_seconds + remote.size / SLOWEST, client.transport):
            data = client.read_whole(path, remote.size)
        require_same(remote, client.look_at(path))
        return data

    def _put_away(self, client: Client, remote: Remote) -> None:
        path = self._path(remote)
        seen = client.look_at(path)
        if seen is None:  # by an earlier run, or by one whose answer was lost
            return
        require_same(remote, seen)
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
                    f"The file {remote.name} of {self._place} vanished or shrank after it was listed."
                ) from answer
            raise self._refused(remote, wanted) from answer

    def _refused(self, remote: Remote, wanted: str) -> RemoteRefused:
        return RemoteRefused(
            f"The file {remote.name} of {self._place} may not be {wanted}: ask the supplier for the right to."
        )

    def _work(self, step: Callable[[Client], Result]) -> Result:
        """Do a step, on a new connection after each that breaks, `attempts` times in all."""
        again = stamina.RetryingCaller(
            attempts=self._settings.attempts, timeout=None, wait_initial=1, wait_max=30
        )
        try:
            return again(may_pass, self._once, step)
        except FAILURES as error:
            if not may_pass(error):
                raise
            place, kind = self._place, Unreachable
            if isinstance(error, NoAnswer):
                place, kind = f"{self._settings.host}:{self._settings.port}", HostUnreachable
            raise kind(
                f"The server {place} cannot be reached or broke off {self._settings.attempts} times"
                f" ({reason(error)}): run again, and if it stays, ask the supplier."
            ) from error

    def _once(self, step: Callable[[Client], Result]) -> Result:
        try:
            return step(self._connected())
        except FAILURES as error:
            if may_pass(error):
                self._disconnect()
            raise

    def _connected(self) -> Client:
        if self._client is None:
            self._transport = connect(self._settings)
            self._client = Client.on(self._transport, self._settings.timeout_seconds)
        return self._client

    def _disconnect(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._transport = self._client = None
