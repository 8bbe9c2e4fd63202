"""New databases that begin migrated: a process runs the migrations once, and copies what they made.

What a person runs first is `init`, which migrates: tests/store/test_migrate.py proves the migrations, and
tests/test_guides.py and tests/test_packaging.py begin with nothing. Other tests begin after the migrations.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from paycards.jobs.init import init
from paycards.settings.installation import Settings
from paycards.store.engine import open_engine
from paycards.store.migrate import upgrade


def init_fresh(settings: Settings) -> None:
    """`init`, where a database of SQLite that is not there yet begins migrated."""
    url = make_url(settings.paycards.database)
    if url.get_backend_name() == "sqlite":
        lay(Path(str(url.database)))
    init(settings)


def lay(path: Path) -> None:
    """Lay a migrated database without rows there, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(_migrated())


def migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory(prefix="migrated-") as folder:
        path = Path(folder) / "paycards.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
