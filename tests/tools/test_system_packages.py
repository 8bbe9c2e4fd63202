"""The script that brings PostgreSQL and its like, run for real where it changes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "tools" / "system-packages"


def run(*wanted: str, path: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    search = str(path) if path else "/usr/sbin:/usr/bin:/sbin:/bin"
    return subprocess.run(
        [shutil.which("bash") or "bash", SCRIPT, *wanted],
        env={"PATH": search, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_with_nothing_missing_it_says_nothing_and_succeeds() -> None:
    done = run("venv", "postgresql", "openssh", "zbar", "ghostscript", PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_it_cannot_install_one_sentence_names_the_packages(tmp_path: Path) -> None:
    (tmp_path / "id").symlink_to(shutil.which("id") or "id")  # and neither apt-get nor sudo
    done = run("venv", path=tmp_path, PYTHON=str(tmp_path / "no-python"))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "These Debian packages are missing and could not be installed from here; "
        "install them by hand: apt-get install python3-venv"
    ]


def test_an_unknown_name_is_wrong_usage_and_installs_nothing() -> None:
    done = run("venv", "postgres", PYTHON="no-python")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: tools/system-packages")
