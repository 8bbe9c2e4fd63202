"""A small SFTP server on this machine, for the demo and the tests: one folder, one key, no writing.

It stands in for a supplier's server. A client may list, read, rename, remove and make
folders below `root`; a path that leads out of it is answered with "no such file".
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType

from paramiko import (
    PKey,
    ServerInterface,
    SFTPAttributes,
    SFTPHandle,
    SFTPServer,
    SFTPServerInterface,
    SSHException,
    Transport,
)
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED
from paramiko.sftp import SFTP_OK, SFTP_PERMISSION_DENIED

from paycards.transport.keys import load_key
from paycards.transport.ssh import hush_paramiko


class SftpServer(AbstractContextManager["SftpServer"]):
    """Serves `root` on a free port of 127.0.0.1 to whoever holds the private key of `authorized_key`.

    `host_key` is a private key file; `authorized_key` a public key line, `ssh-ed25519 AAAA…`.
    Any user name will do.
    """

    def __init__(self, root: Path, host_key: Path, authorized_key: str) -> None:
        hush_paramiko()
        self._root = root.resolve()
        self._host_key = load_key(host_key)
        self._authorized_key = authorized_key.split()[1]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._transports: list[Transport] = []
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> SftpServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a client
        self._listener.close()
        for transport in self._transports:
            transport.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed: the server ends
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        transport = Transport(connection)
        self._transports.append(transport)
        transport.add_server_key(self._host_key)
        transport.set_subsystem_handler("sftp", SFTPServer, _Files, self._root)
        with suppress(SSHException, EOFError, OSError):  # a client that went away
            transport.start_server(server=_Door(self._authorized_key))


class _Door(ServerInterface):
    """Who may come in, and for what."""

    def __init__(self, authorized_key: str) -> None:
        self._authorized_key = authorized_key

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: PKey) -> int:
        return AUTH_SUCCESSFUL if key.get_base64() == self._authorized_key else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED


class _Files(SFTPServerInterface):
    """The files below one folder."""

    def __init__(self, server: ServerInterface, root: Path) -> None:
        super().__init__(server)
        self._root = root

    def list_folder(self, path: str) -> list[SFTPAttributes] | int:
        try:
            return [
                SFTPAttributes.from_stat(entry.stat(follow_symlinks=False), entry.name)
                for entry in os.scandir(self._readable(path))
            ]
        except OSError as error:
            return _status(error)

    def stat(self, path: str) -> SFTPAttributes | int:
        return self.lstat(path)

    def lstat(self, path: str) -> SFTPAttributes | int:
        try:
            return SFTPAttributes.from_stat(self._inside(path).lstat())
        except OSError as error:
            return _status(error)

    def open(self, path: str, flags: int, attr: SFTPAttributes) -> SFTPHandle | int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            return SFTP_PERMISSION_DENIED
        try:
            handle = SFTPHandle(flags)
            handle.readfile = self._readable(path).open("rb")  # type: ignore[attr-defined]  # SFTPHandle reads from it
        except OSError as error:
            return _status(error)
        return handle

    def remove(self, path: str) -> int:
        return self._change(lambda: self._inside(path).unlink())

    def rename(self, oldpath: str, newpath: str) -> int:
        return self._change(lambda: self._inside(oldpath).rename(self._inside(newpath)))

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return self.rename(oldpath, newpath)

    def mkdir(self, path: str, attr: SFTPAttributes) -> int:
        return self._change(lambda: self._inside(path).mkdir())

    def _change(self, change: Callable[[], object]) -> int:
        try:
            change()
        except OSError as error:
            return _status(error)
        return SFTP_OK

    def _readable(self, path: str) -> Path:
        """As `_inside`, but a link to the outside is not there either."""
        place = self._inside(path)
        if not place.resolve().is_relative_to(self._root):
            raise _not_there(path)
        return place

    def _inside(self, path: str) -> Path:
        """The place of a client's path, which starts at the root; if it leads out, it is not there."""
        place = Path(os.path.normpath(self._root / path.lstrip("/")))
        if place != self._root and not place.parent.resolve().is_relative_to(self._root):
            raise _not_there(path)
        return place


def _not_there(path: str) -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _status(error: OSError) -> int:
    return SFTPServer.convert_errno(error.errno or 0)
