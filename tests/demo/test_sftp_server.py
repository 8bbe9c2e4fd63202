"""The demo's server lets in one key, and nothing out of its folder."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import pytest

from paycards.demo.sftp_server import SftpServer
from paycards.transport.keys import load_key, new_key


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_bytes(b"not for clients")
    root = tmp_path / "root"
    (root / "outbound").mkdir(parents=True)
    (root / "outbound" / "a.PO").write_bytes(b"payments")
    (root / "way out").symlink_to(tmp_path)
    (root / "secret link").symlink_to(tmp_path / "secret")
    return root


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Iterator[SftpServer]:
    new_key(tmp_path / "host")
    with SftpServer(root, tmp_path / "host", new_key(tmp_path / "client") + " a comment") as server:
        yield server


@pytest.fixture
def client(server: SftpServer, tmp_path: Path) -> Iterator[paramiko.SFTPClient]:
    transport = paramiko.Transport(("127.0.0.1", server.port))
    transport.connect(username="anyone", pkey=load_key(tmp_path / "client"))
    client = paramiko.SFTPClient.from_transport(transport)
    assert client is not None
    yield client
    transport.close()


def test_relative_and_absolute_paths_start_at_the_root(client: paramiko.SFTPClient) -> None:
    for path in ("outbound/a.PO", "/outbound/a.PO", "./outbound/../outbound/a.PO"):
        with client.open(path) as file:
            assert file.read() == b"payments"
    assert sorted(client.listdir("/")) == ["outbound", "secret link", "way out"]


@pytest.mark.parametrize(
    "path", ["../secret", "/../secret", "outbound/../../secret", "way out/secret", "secret link"]
)
def test_a_path_that_leads_out_is_not_there(client: paramiko.SFTPClient, path: str) -> None:
    with pytest.raises(FileNotFoundError):
        client.open(path)


@pytest.mark.parametrize("path", ["..", "/..", "way out", "way out/root"])
def test_a_folder_outside_is_not_listed(client: paramiko.SFTPClient, path: str) -> None:
    with pytest.raises(FileNotFoundError):
        client.listdir(path)


def test_nothing_outside_is_changed(client: paramiko.SFTPClient, tmp_path: Path) -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: client.remove("../secret"),
        lambda: client.remove("way out/secret"),
        lambda: client.rename("outbound/a.PO", "../a.PO"),
        lambda: client.posix_rename("outbound/a.PO", "way out/a.PO"),
        lambda: client.rename("../secret", "outbound/secret"),
        lambda: client.mkdir("../folder"),
    )
    for change in changes:
        with pytest.raises(FileNotFoundError):
            change()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", "host", "root", "secret"]


@pytest.mark.parametrize("mode", ["w", "a", "r+", "x"])
def test_nothing_is_written(client: paramiko.SFTPClient, root: Path, mode: str) -> None:
    for path in ("outbound/a.PO", "outbound/new.PO"):
        with pytest.raises(OSError, match="Permission denied"):
            client.open(path, mode)
    assert (root / "outbound" / "a.PO").read_bytes() == b"payments"
    assert not (root / "outbound" / "new.PO").exists()


def test_another_key_and_any_password_stay_outside(server: SftpServer, tmp_path: Path) -> None:
    new_key(tmp_path / "other")
    for credentials in ({"pkey": load_key(tmp_path / "other")}, {"password": "anything"}):
        transport = paramiko.Transport(("127.0.0.1", server.port))
        with pytest.raises(paramiko.AuthenticationException):
            transport.connect(username="anyone", **credentials)
        transport.close()


def test_a_stranger_who_does_not_speak_ssh_does_no_harm(
    server: SftpServer, client: paramiko.SFTPClient
) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert client.listdir("outbound") == ["a.PO"]


def test_the_port_is_closed_at_the_end(root: Path, tmp_path: Path) -> None:
    new_key(tmp_path / "host")
    with SftpServer(root, tmp_path / "host", new_key(tmp_path / "client")) as server:
        socket.create_connection(("127.0.0.1", server.port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
