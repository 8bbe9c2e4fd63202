"""Real SFTP servers on loopback for the tests, and a wire to them that can be made bad.

    with openssh_server(folder) as server, bad_wire(server.port, cut_after=1_000_000) as wire:
        drop = server.drop(port=wire.port)

`openssh_server` is the system's own sshd, which is what most suppliers run; `asyncssh_server`
is the second, independent implementation, which can be given any flaw. Both work for root
and for an ordinary user, write only below temporary folders, and are gone at the end.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh

from paycards.settings.drop import SftpDrop
from paycards.transport.known_hosts import known_hosts_line
from tests.ports import kept_port

HOST = "127.0.0.1"
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class RunningServer:
    """What a client needs to sign in, and where the served files are (`directory`)."""

    host: str
    port: int
    user: str
    key_file: Path
    known_hosts: Path
    directory: str

    def drop(self, **changes: Any) -> SftpDrop:
        """The settings of a drop on this server; a changed port is pinned to the same host key."""
        values: dict[str, Any] = {
            "kind": "sftp",
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "key_file": self.key_file,
            "known_hosts": self.known_hosts,
            "directory": self.directory,
            "timeout_seconds": 10,
            "settle_seconds": 0,
        } | changes
        if values["port"] != self.port and "known_hosts" not in changes:
            values["known_hosts"] = self._pinned_at(values["port"])
        return SftpDrop.model_validate(values)

    def _pinned_at(self, port: int) -> Path:
        path = self.known_hosts.with_name(f"known_hosts_{port}")
        path.write_text(self.known_hosts.read_text().replace(f":{self.port} ", f":{port} "))
        return path


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> str:
    """Let OpenSSH make a pair of keys; return the public one as a line without its comment."""
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(path)]
    subprocess.run(command + (["-b", "2048"] if kind == "rsa" else []), check=True)
    return " ".join(path.with_name(path.name + ".pub").read_text().split()[:2])


@contextmanager
def openssh_server(
    root: Path,
    *,
    host_keys: Sequence[str] = ("ed25519",),
    key: str = "ed25519",
    passphrase: str = "",
    sftp_options: str = "",
    options: Sequence[str] = (),
) -> Iterator[RunningServer]:
    """Serve `root` with the system's sshd.

    `host_keys` and `key` are kinds of keys; `sftp_options` go to internal-sftp (for example
    `-P open` forbids downloads); `options` are further lines of sshd_config.
    """
    with tempfile.TemporaryDirectory(prefix="sshd-") as name, kept_port() as port:
        home = Path(name)
        public = [make_key(home / f"host_{kind}", kind) for kind in host_keys]
        (home / "authorized_keys").write_text(make_key(home / "client", key, passphrase) + "\n")
        (home / "sshd_config").write_text(
            "\n".join(
                [
                    f"ListenAddress {HOST}:{port}",
                    *(f"HostKey {home}/host_{kind}" for kind in host_keys),
                    f"AuthorizedKeysFile {home}/authorized_keys",
                    f"PidFile {home}/pid",
                    "UsePAM no",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "Subsystem sftp internal-sftp",
                    f"ForceCommand internal-sftp -d {root} {sftp_options}",
                    *options,
                ]
            )
        )
        (home / "known_hosts").write_text("".join(known_hosts_line(HOST, port, key) + "\n" for key in public))
        with _sshd(home, port):
            yield RunningServer(
                HOST,
                port,
                pwd.getpwuid(os.geteuid()).pw_name,
                home / "client",
                home / "known_hosts",
                str(root),
            )


@contextmanager
def _sshd(home: Path, port: int) -> Iterator[None]:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd drops its privileges
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert sshd, "There is no sshd: install openssh-server."
    with (home / "log").open("w") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", f"{home}/sshd_config"], stderr=log)
        try:
            _wait_for(port, lambda: f"sshd does not start: {(home / 'log').read_text()}", process)
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, why: Any, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.02)
    raise AssertionError(why())


@contextmanager
def asyncssh_server(
    root: Path,
    *,
    password: str | None = None,
    files: type[asyncssh.SFTPServer] = asyncssh.SFTPServer,
    host_key: str = "ssh-ed25519",
    key: str = "ssh-ed25519",
    **listen: Any,
) -> Iterator[RunningServer]:
    """Serve `root` with asyncssh, as its root folder; `files` may misbehave.

    With a password the key is not accepted. `listen` goes to asyncssh.listen.
    """
    with tempfile.TemporaryDirectory(prefix="asyncssh-") as name:
        home = Path(name)
        host = asyncssh.generate_private_key(host_key)
        client = asyncssh.generate_private_key(key)
        client.write_private_key(home / "client")
        client.write_public_key(home / "authorized_keys")
        connections: list[asyncssh.SSHServerConnection] = []
        arguments: dict[str, Any] = {
            "server_host_keys": [host],
            "sftp_factory": lambda channel: files(channel, chroot=os.fsencode(root)),
            "server_factory": lambda: _Door(password, connections),
        } | listen
        if password is None:
            arguments["authorized_client_keys"] = str(home / "authorized_keys")
        with _in_a_loop(arguments, connections) as port:
            public = host.export_public_key().decode().strip()
            (home / "known_hosts").write_text(known_hosts_line(HOST, port, public) + "\n")
            yield RunningServer(HOST, port, "clerk", home / "client", home / "known_hosts", "/")


class _Door(asyncssh.SSHServer):
    def __init__(self, password: str | None, connections: list[asyncssh.SSHServerConnection]) -> None:
        self._password = password
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connections.append(conn)

    def password_auth_supported(self) -> bool:
        return self._password is not None

    def validate_password(self, username: str, password: str) -> bool:
        return password == self._password


@contextmanager
def _in_a_loop(arguments: dict[str, Any], connections: list[asyncssh.SSHServerConnection]) -> Iterator[int]:
    """Run an asyncssh server in a thread with an event loop of its own; give its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(PATIENCE_SECONDS)

    async def listen() -> Any:
        return await asyncssh.listen(HOST, 0, **arguments)

    async def close(acceptor: Any) -> None:
        acceptor.close()
        await acceptor.wait_closed()
        for connection in connections:
            connection.abort()
            await connection.wait_closed()

    acceptor = run(listen())
    try:
        yield acceptor.get_port()
    finally:
        run(close(acceptor))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE_SECONDS)
        loop.close()


class BadWire:
    """A port that passes everything on to another, until it goes bad.

    After `after` bytes from the server the first `bad` connections are cut, or fall
    silent if `silent`. `connections` counts those that were made.
    """

    def __init__(self, target: int, after: int, bad: int, silent: bool) -> None:
        self._target, self._after, self._bad, self._silent = target, after, bad, silent
        self._listener = socket.create_server((HOST, 0))
        self._sockets: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for end in (self._listener, *self._sockets):
            _hang_up(end)

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed: the end
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                far = socket.create_connection((HOST, self._target))
                self._sockets += [near, far]
                left = self._after if self.connections <= self._bad else None
                for source, target, bytes_left in ((near, far, None), (far, near, left)):
                    threading.Thread(
                        target=self._pass, args=(source, target, bytes_left), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with suppress(OSError):  # either side hung up
            while data := source.recv(65_536):
                if left is not None and (left := left - len(data)) < 0:
                    if self._silent:
                        return
                    break
                target.sendall(data)
        for end in (source, target):
            _hang_up(end)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def bad_wire(target: int, *, after: int, bad: int = 1, silent: bool = False) -> Iterator[BadWire]:
    """A way to the port `target` of this machine that goes bad after so many bytes."""
    wire = BadWire(target, after, bad, silent)
    try:
        yield wire
    finally:
        wire.close()
