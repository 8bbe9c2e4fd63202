"""A command line of a test's own: one council with an allpay and a PayPoint contract, on SQLite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paycards.cli import main
from tests.fresh import lay

SETTINGS = """
[paycards]
database = "sqlite:///paycards.db"
archive = "archive"
layouts = "layouts"
rehearsal = true

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
"""


class Desk:
    """paycards on settings of its own in `home`, each command run in this process."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / "paycards.toml"
        self.config.write_text(SETTINGS, encoding="utf-8")
        lay(home / "paycards.db")

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        """Run a command, which must end with this exit code."""
        called = ["--config", str(self.config), "--now", "2026-11-20T04:00:00+00:00", *arguments]
        result = CliRunner().invoke(main, called, catch_exceptions=False)
        assert result.exit_code == code, f"{arguments}: {result.exit_code}\n{result.output}"
        return result

    def read(self, *arguments: str, code: int = 0) -> Any:
        """What a command prints with --json."""
        return json.loads(self(*arguments, "--json", code=code).stdout)

    def file(self, name: str, data: bytes | str) -> str:
        path = self.home / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("PAYCARDS_DEBUG", "1")
    desk = Desk(tmp_path)
    desk("init")
    return desk
