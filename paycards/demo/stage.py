"""The stage of the demo: its folder, and its settings with keys for a real SFTP server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from paycards.demo.settings import SftpServer as Served
from paycards.demo.settings import write_settings
from paycards.demo.sftp_server import SftpServer
from paycards.errors import UsageError
from paycards.transport.keys import new_key
from paycards.transport.known_hosts import known_hosts_line

MARK = "made-by-paycards-demo"


def fresh(folder: Path) -> Path:
    """Empty the folder of an earlier demo. Raises UsageError if it holds something else."""
    folder = folder.resolve()
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).exists():
            raise UsageError(f"{folder} holds something that is not a demo: give another folder with --dir.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder


def serve(stack: ExitStack, folder: Path, drops: Path, say: Callable[[str], None]) -> Path:
    """Start the SFTP server, with new keys on both sides, and write settings that fit it."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    host_key = new_key(keys / "host")
    client_key = new_key(keys / "client")
    server = stack.enter_context(SftpServer(drops, keys / "host", client_key))
    known_hosts = keys / "known_hosts"
    known_hosts.write_text(known_hosts_line("127.0.0.1", server.port, host_key) + "\n", encoding="ascii")
    settings = folder / "paycards.toml"
    write_settings(settings, Served("127.0.0.1", server.port, "demo", keys / "client", known_hosts), home=".")
    say(f"An SFTP server on 127.0.0.1 port {server.port} serves {drops}; its host key is pinned.")
    return settings
