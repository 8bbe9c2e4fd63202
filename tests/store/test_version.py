"""The newest version is told without the library that makes it, and is the one that it would tell."""

from __future__ import annotations

import subprocess
import sys

from alembic.script import ScriptDirectory

from paycards.store.version import MIGRATIONS, newest


def test_the_newest_migration_by_name_is_the_newest_of_the_chain() -> None:
    assert newest() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def test_a_desk_does_not_wait_for_the_libraries_of_the_night() -> None:
    code = "import sys, paycards.jobs.list_suspense, paycards.jobs.suggest_accounts, paycards.jobs.list_files;"
    program = f"{code} import paycards.jobs.list_problems, paycards.jobs.find_cards; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    heavy = {"alembic", "numpy", "pandas", "paramiko", "pyarrow", "reportlab", "rich", "structlog", "xlsxwriter"}
    assert heavy.isdisjoint(loaded.split())
