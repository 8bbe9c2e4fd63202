"""The newest version is told without the library that makes it, and is the one that it would tell."""

from __future__ import annotations

import subprocess
import sys

from alembic.script import ScriptDirectory

from paycards.store.version import MIGRATIONS, newest


def test_the_newest_migration_by_name_is_the_newest_of_the_chain() -> None:
    assert newest() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_a_desk_does_not_wait_for_the_libraries_of_the_night() -> None:
    jobs = ("list_suspense", "suggest_accounts", "list_files", "list_problems", "find_cards")
    program = f"import sys; {'; '.join(f'import paycards.jobs.{job}' for job in jobs)}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    heavy = {"alembic", "numpy", "pandas", "paramiko", "pyarrow", "reportlab", "rich", "structlog"}
    heavy |= {"sqlalchemy.dialects.postgresql"}  # with each of its drivers
    assert heavy.isdisjoint(loaded.stdout.split())
