"""Let a world happen to the real program, through its commands, in a folder of its own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from .oracle import Rows
from .worlds import Accounts, Cards, Delivery, Step, World

EXPORTS = {
    "files": "council,contract,name,sequence,sha256,state,rows,total_pence,reason",
    "lines": "council,contract,file,row,network,card_number,client_reference,amount_pence,paid_on,"
    "state,reason,fund,account_reference,rule",
    "balances": "council,fund,account_reference,opening_pence,received_pence,balance_pence",
    "suspense": "council,contract,file,row,amount_pence,paid_on,reason,since",
    "dues": "council,contract,due,due_on,amount_pence,settled_pence,fees_pence,outstanding_pence,state",
}
DONE = (0, 3)  # nothing, or something, needs a person


class Program:
    """paycards on one settings file, each command run in this process."""

    def __init__(self, home: Path, world: World, database: str = "sqlite:///paycards.db") -> None:
        self.home = home
        self.after = ("delete", "leave")[world.seed % 2]  # what becomes of collected files
        self.config = home / "paycards.toml"
        self.config.write_text(self._settings(world.settings, database), encoding="utf-8")
        if database == "sqlite:///paycards.db":
            from tests.fresh import lay

            lay(home / "paycards.db")
        self.run("init")

    def run(self, *arguments: str) -> str:
        """The standard output of a command that did not fail."""
        from paycards.cli import main

        result = CliRunner().invoke(main, ["--config", str(self.config), *arguments], catch_exceptions=False)
        assert result.exit_code in DONE, f"{arguments}: exit code {result.exit_code}\n{result.output}"
        return result.stdout

    def take(self, step: Step) -> None:
        match step:
            case Accounts(csv_text):
                self.run("accounts", "import", self._file("accounts.csv", csv_text.encode()))
            case Cards(csv_text):
                self.run("cards", "import", self._file("cards.csv", csv_text.encode()))
            case Delivery(None, name, data):
                self.run("import", self._file(name, data))
            case Delivery(contract, name, data):
                self._file(f"drops/{contract}/{name}", data)
                self.run("collect")
            case _:
                self.run("reconcile")

    def export(self, what: str) -> Rows:
        table = csv.DictReader(io.StringIO(self.run("export", what)))
        assert table.fieldnames == EXPORTS[what].split(",")
        return list(table)

    def _file(self, name: str, data: bytes) -> str:
        path = self.home / name
        path.write_bytes(data)
        return str(path)

    def _settings(self, settings: dict[str, Any], database: str) -> str:
        lines = ["[paycards]", f"database = {json.dumps(database)}", 'archive = "archive"']
        for council in settings["councils"]:
            lines += ["[[councils]]", _keys({key: council[key] for key in ("code", "name")})]
            for contract in council["contracts"]:
                lines += ["[[councils.contracts]]", _keys(contract), self._drop(contract["code"])]
        return "\n".join(lines)

    def _drop(self, contract: str) -> str:
        folder = self.home / "drops" / contract
        folder.mkdir(parents=True)
        drop = {"kind": "folder", "directory": str(folder), "settle_seconds": 0, "after": self.after}
        return "[councils.contracts.drop]\n" + _keys(drop)


def _keys(table: dict[str, Any]) -> str:
    """Keys of texts, numbers and lists, which TOML writes as JSON does."""
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in table.items())
