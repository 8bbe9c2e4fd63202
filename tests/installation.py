"""The real program on the sample week, in processes of its own that can be killed at any moment."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from paycards.access.visit import Visit
from paycards.demo.councils import COUNCILS
from paycards.demo.settings import SftpServer, write_settings
from paycards.demo.world import write_sample_week
from paycards.jobs.export import export
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.verify import verify
from paycards.ledger.exports.every import EXPORTS
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings
from tests.fresh import init_fresh
from tests.postgres import PostgresServer
from tests.servers import openssh_server
from tests.visits import open_visit

NIGHT = "2026-11-16T04:00:00+00:00"
DONE = (0, 3)  # nothing, or something, needs a person
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Installation:
    """A home with settings, drops, archive and exports; `database` overrides that of the settings."""

    home: Path
    database: str

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "paycards", "--config", "paycards.toml", "--now", NIGHT, *command],
            cwd=self.home,
            env=os.environ | {"PAYCARDS_DATABASE": self.database, "PAYCARDS_DEBUG": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, *command: str) -> float:
        """Let a command end by itself; return the seconds it took."""
        began = time.monotonic()
        finish(self.start(*command))
        return time.monotonic() - began

    def kill(self, after: float, *command: str) -> bool:
        """Kill a command after so many seconds; return whether it was still running."""
        process = self.start(*command)
        time.sleep(after)
        was_running = process.poll() is None
        process.kill()
        process.communicate()
        return was_running

    def settings(self) -> Settings:
        """The settings as the processes read them."""
        settings = load_settings(self.home / "paycards.toml")
        database = self.database.replace("sqlite:///", f"sqlite:///{self.home}/")
        paycards = settings.paycards.model_copy(update={"database": database})
        return settings.model_copy(update={"paycards": paycards})

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        """What jobs work with, to look at this installation from here."""
        now = dt.datetime.fromisoformat(NIGHT)
        visit = open_visit(self.settings(), now=now, actor="tester")
        yield visit
        visit.installation.engine.dispose()


def finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode in DONE, f"exit code {process.returncode}\n{errors.decode()}"


def make(
    home: Path, database: str, *, councils: Sequence[str] = ("NVD", "HMB"), after: str = "leave"
) -> Installation:
    """Begin the sample week: the lists are loaded, the suppliers' files lie in their folders."""
    home.mkdir()
    write_sample_week(home / "sftp_drops")
    _write_settings(home, Path("sftp_drops"), councils, after)
    installation = Installation(home, database)
    init_fresh(installation.settings())
    with installation.visit() as visit:
        for code in councils:
            import_accounts(visit, home / f"sftp_drops/accounts/{code}.csv")
            import_cards(visit, home / f"sftp_drops/cards/{code}.csv")
    return installation


def _write_settings(home: Path, drops: SftpServer | Path, councils: Sequence[str], after: str) -> None:
    path = home / "paycards.toml"
    chosen = [council for council in COUNCILS if council.code in councils]
    write_settings(path, drops, home="var", councils=chosen)
    text = path.read_text(encoding="utf-8")
    for kind in ("folder", "sftp"):
        line = f'kind = "{kind}"\n'
        text = text.replace(line, f'{line}settle_seconds = 0\nafter = "{after}"\n')
    path.write_text(text, encoding="utf-8")


@contextmanager
def over_sftp(installation: Installation, councils: Sequence[str], after: str) -> Iterator[None]:
    """Serve the drops of an installation with the system's sshd, and let it fetch them from there."""
    root = installation.home / "sftp_drops"
    with openssh_server(root, options=["MaxStartups 100"]) as server:
        place = SftpServer(server.host, server.port, server.user, server.key_file, server.known_hosts)
        _write_settings(installation.home, place, councils, after)
        yield


class Copies:
    """Copies of an installation, each in a home and a database of its own."""

    def __init__(self, original: Installation, server: PostgresServer | None) -> None:
        self.original = original
        self.server = server
        self._count = 0

    def take(self) -> Installation:
        self._count += 1
        home = self.original.home.with_name(f"{self.original.home.name}-{self._count}")
        shutil.copytree(self.original.home, home)
        if self.server is None:
            return replace(self.original, home=home)
        return Installation(home, self.server.copy_of(self.original.database))

    def drop(self, copy: Installation) -> None:
        """Take a copy away, whose database nobody uses any more."""
        shutil.rmtree(copy.home)
        if self.server is not None:
            self.server.drop(copy.database)


def books(installation: Installation) -> dict[str, list[str]]:
    """Every export, line by line, and every outgoing file: all that other programs ever see.

    The number of a file, with which the number of a journal entry begins, depends on how many
    attempts there were on PostgreSQL: it is left out.
    """
    found = {}
    with installation.visit() as visit:
        for name in (*EXPORTS, "dues", "days"):
            out = io.StringIO(newline="")
            export(visit, name, out)
            found[name] = out.getvalue().splitlines()
    found["journal"] = [_without_number(line, 1) for line in found["journal"]]
    exports = installation.home / "var/exports"
    for path in sorted(path for path in exports.rglob("*") if path.is_file()):
        text = path.read_bytes().decode("ascii").split("\n")
        if path.name.startswith("Income"):
            text = [_without_number(line, 0) for line in text]
        found[path.relative_to(exports).as_posix()] = text
    return found


def _without_number(line: str, column: int) -> str:
    cells = line.split(",")
    cells[column] = cells[column].partition("-")[2]
    return ",".join(cells)


def assert_same_books(installation: Installation, expected: dict[str, list[str]]) -> None:
    """The books are those of an undisturbed run, and they agree with the original bytes."""
    assert_same(books(installation), expected)
    with installation.visit() as visit:
        verified = verify(visit)
    assert verified.agrees, verified.differences


def assert_same(found: dict[str, list[str]], expected: dict[str, list[str]]) -> None:
    for name in sorted(found.keys() | expected.keys()):
        assert found.get(name) == expected.get(name), name


def moments(count: int, seconds: float, seed: int) -> list[float]:
    """`count` moments spread over a time, each somewhere in its own share of it, in any order."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    found = [(number + chance.random()) * seconds / count for number in range(count)]
    chance.shuffle(found)
    return found
