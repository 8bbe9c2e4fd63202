"""The demo: a sample night of two councils, from a real SFTP server to the exported files."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from paycards.access.progress import Progress
from paycards.access.visit import Visit, open_visit
from paycards.access.visitor import Visitor
from paycards.demo.closed_office import LISTED_AT, ClosedOffice, issue_to_office, show_take_up
from paycards.demo.settings import SftpServer as Served
from paycards.demo.settings import write_settings
from paycards.demo.sftp_server import SftpServer
from paycards.demo.world import write_sample_week
from paycards.errors import UsageError
from paycards.jobs.export import export
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.init import init
from paycards.jobs.nightly import Night, nightly
from paycards.ledger.exports import EXPORTS
from paycards.settings.reading import load_settings
from paycards.transport.keys import new_key
from paycards.transport.known_hosts import known_hosts_line

NIGHT = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)  # the Monday after the sample week
MARK = "made-by-paycards-demo"


@dataclass(frozen=True)
class Demo:
    """Where the demo's files are, its night, and the office that it closes."""

    folder: Path
    settings: Path
    night: Night
    office: ClosedOffice | None


def demo(folder: Path, drops: Path, *, progress: Progress, say: Callable[[str], None]) -> Demo:
    """Run the demo into `folder`, serving `drops`. Raises UsageError if the folder holds something else."""
    folder = _fresh(folder)
    if not drops.is_dir():
        drops = folder / "sftp_drops"
        write_sample_week(drops)
    with ExitStack() as stack:
        settings_file = _serve(stack, folder, drops, say)
        settings = load_settings(settings_file)
        init(settings)
        visit = open_visit(settings, Visitor("demo"), now=NIGHT, progress=progress)
        stack.callback(visit.installation.engine.dispose)
        _load(replace(visit, now=LISTED_AT), drops, say)
        is_closing = issue_to_office(visit, drops, folder / "market-hall", say)
        night = nightly(visit)
        _export(visit, folder / "exports", say)
        office = show_take_up(visit, folder / "market-hall", folder) if is_closing else None
    return Demo(folder, settings_file, night, office)


def _fresh(folder: Path) -> Path:
    folder = folder.resolve()
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).exists():
            raise UsageError(f"{folder} holds something that is not a demo: give another folder with --dir.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder


def _serve(stack: ExitStack, folder: Path, drops: Path, say: Callable[[str], None]) -> Path:
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


def _load(visit: Visit, drops: Path, say: Callable[[str], None]) -> None:
    for path in sorted((drops / "accounts").glob("*.csv")):
        accounts = import_accounts(visit, path)
        say(f"{path.name}: {accounts.added} accounts")
    for path in sorted((drops / "cards").glob("*.csv")):
        cards = import_cards(visit, path)
        say(f"{path.name}: {cards.added} cards")


def _export(visit: Visit, folder: Path, say: Callable[[str], None]) -> None:
    folder.mkdir(exist_ok=True)
    for name in EXPORTS:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            export(visit, name, out)
    say(f"exported {', '.join(EXPORTS)} to {folder}\n")
