"""Installations that are prepared once for each database in a process; each test works on a copy.

    def with_people(database: str, folder: Path) -> None: ...  # writes paycards.toml, fills the database

with prepared.copy("postgresql", with_people, tmp_path) as database: ...
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fresh import lay

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

Prepare = Callable[[str, Path], None]


class Prepared:
    """The originals, below a folder of their own; `server` gives the server of PostgreSQL."""

    def __init__(self, folder: Path, server: Callable[[], PostgresServer]) -> None:
        self._folder = folder
        self._server = server
        self._originals: dict[tuple[str, Prepare], tuple[str, Path]] = {}

    @contextmanager
    def copy(self, kind: str, prepare: Prepare, folder: Path) -> Iterator[str]:
        """Lay a copy into `folder`, and give the URL of its database, which is there until the end."""
        original, home = self._original(kind, prepare)
        shutil.copytree(home, folder, dirs_exist_ok=True)
        copied = _url(folder) if kind == "sqlite" else self._server().copy_of(original)
        for path in folder.glob("paycards.toml"):
            path.write_text(path.read_text(encoding="utf-8").replace(original, copied), encoding="utf-8")
        yield copied
        if kind == "postgresql":
            self._server().drop(copied)

    def _original(self, kind: str, prepare: Prepare) -> tuple[str, Path]:
        if (kind, prepare) not in self._originals:
            home = self._folder / f"{kind}-{len(self._originals)}"
            home.mkdir()
            database = _url(home) if kind == "sqlite" else self._server().new_migrated_database()
            if kind == "sqlite":
                lay(home / "paycards.db")
            prepare(database, home)
            self._originals[kind, prepare] = database, home
        return self._originals[kind, prepare]


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/paycards.db"
