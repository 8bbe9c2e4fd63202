"""The servers that these tests share, and one folder in them for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import stamina

from paycards.demo.sftp_server import SftpServer
from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.transport.keys import new_key
from paycards.transport.known_hosts import known_hosts_line
from tests.servers import RunningServer, asyncssh_server, openssh_server

KINDS = ("openssh", "asyncssh", "demo", "folder")
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _no_waiting_between_attempts() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture(scope="session")
def openssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with openssh_server(tmp_path_factory.mktemp("openssh")) as server:
        yield server


@pytest.fixture(scope="session")
def _openssh_place(openssh: RunningServer) -> tuple[RunningServer, Path]:
    return openssh, Path(openssh.directory)


@pytest.fixture(scope="session")
def _asyncssh_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, Path]]:
    root = tmp_path_factory.mktemp("asyncssh")
    with asyncssh_server(root) as server:
        yield server, root


@pytest.fixture(scope="session")
def _demo_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, Path]]:
    keys, root = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("demo")
    host, client = new_key(keys / "host"), new_key(keys / "client")
    with SftpServer(root, keys / "host", client) as server:
        known_hosts = keys / "known_hosts"
        known_hosts.write_text(known_hosts_line("127.0.0.1", server.port, host) + "\n")
        yield RunningServer("127.0.0.1", server.port, "demo", keys / "client", known_hosts, "/"), root


@dataclass(frozen=True)
class Place:
    """A folder of its own in one kind of drop: `folder` is where its files really are."""

    folder: Path
    settings: Callable[..., SftpDrop | FolderDrop]


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The same for every kind of drop."""
    if request.param == "folder":
        folder = tmp_path / "drop"
        folder.mkdir()
        return Place(folder, _folder_settings(folder))
    server, root = request.getfixturevalue(f"_{request.param}_place")
    folder = root / f"outbound-{next(_numbers)}"
    folder.mkdir()
    directory = f"{server.directory.rstrip('/')}/{folder.name}"
    return Place(folder, lambda **changes: server.drop(**{"directory": directory} | changes))


def _folder_settings(folder: Path) -> Callable[..., FolderDrop]:
    def settings(**changes: Any) -> FolderDrop:
        values = {"kind": "folder", "directory": folder, "settle_seconds": 0} | changes
        return FolderDrop.model_validate(values)

    return settings
