"""`paycards bank match`, `bank unmatch`, `fees check`, and what the night says of the bank's money."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paycards.cli import main
from tests.reconcile.settlement.bank_world import BankWorld, open_bank_world
from tests.reconcile.settlement.test_matching_nights import sold


class Terminal:
    """The command line of a world with a bank, each person by name."""

    def __init__(self, world: BankWorld, home: Path) -> None:
        self.world = world
        self.config = home / "paycards.toml"
        text = self.config.read_text(encoding="utf-8").replace(
            "[paycards]", "[paycards]\nallow_as = true\nrehearsal = true"
        )
        self.config.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str, by: str = "Amira", code: int = 0) -> Result:
        called = ["--config", str(self.config), "--now", "2026-11-20T09:00:00+00:00", "--as", by, *arguments]
        result = CliRunner().invoke(main, called, catch_exceptions=False)
        assert result.exit_code == code, f"{arguments}: {result.exit_code}\n{result.output}"
        return result

    def read(self, *arguments: str, by: str = "Amira", code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", by=by, code=code).stdout)


@pytest.fixture
def terminal(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[Terminal]:
    shutil.copy(_migrated_sqlite, tmp_path / "paycards.db")
    world = open_bank_world(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    yield Terminal(world, tmp_path)
    world.visit.installation.engine.dispose()


def test_all_is_matched_by_the_rules_and_the_rest_by_hand(terminal: Terminal) -> None:
    world = terminal.world
    world.file(1, 1000, made="11-16")
    world.file(2, 500, made="11-17")
    world.bank("11-16", ("BYFILE", 1000))
    world.bank("11-17", ("BYFILE", 450))
    done = terminal.read("bank", "match", code=3)
    assert (done["confirmed"], done["proposed"], done["open"], done["open_pence"]) == (1, 1, 1, 450)
    assert terminal("bank", "match", code=3).stdout == (
        "0 matches confirmed, 0.00 pounds; 0 matches proposed.\nOpen: 1 entry of the bank, 4.50 pounds.\n"
    )
    decision = terminal.read("bank", "match", "bank-2.xml:1", "--due", "NVDF0002.PO=450")
    assert (decision["kind"], decision["state"], decision["needs_two"]) == ("match", "proposed", True)
    assert "waits" in terminal("bank", "match", "bank-2.xml:1", by="Bola", code=3).stderr
    terminal("decisions", "approve", str(decision["decision"]), by="Bola")
    assert terminal("export", "matches").stdout == (
        "council,contract,due,file,row,amount_pence,rule,state\n"
        "NVD,BYFILE,NVDF0001.PO,bank-1.xml,1,1000,exact,confirmed\n"
        "NVD,BYFILE,NVDF0002.PO,bank-2.xml,1,450,difference,confirmed\n"
    )
    assert "is applied" in terminal("bank", "unmatch", "bank-1.xml:1", "--note", "for Friday").stdout
    assert "exact,taken_back" in terminal("export", "matches").stdout
    assert terminal.read("verify")["agrees"] is True


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (("bank-1.xml:1", "--due", "NVDF0009.PO"), "No due NVDF0009.PO", 2),
        (("bank-1.xml:1", "--due", "NVDF0001.PO=1001"), "10.01 pounds of NVDF0001.PO cannot be matched", 3),
        (("bank-1.xml:2", "--due", "NVDF0001.PO"), "No bank entry bank-1.xml:2", 2),
        (("--due", "NVDF0001.PO"), "give ENTRY before --due", 2),
    ],
)
def test_what_cannot_be_matched_says_why(
    terminal: Terminal, arguments: tuple[str, ...], says: str, code: int
) -> None:
    terminal.world.file(1, 1000, made="11-16")
    terminal.world.bank("11-16", ("BYFILE", 1200))
    assert says in terminal("bank", "match", *arguments, code=code).stderr


def test_an_invoice_is_held_against_the_tariff_and_the_payments_of_the_month(terminal: Terminal) -> None:
    paid = [sold("A1", 2000, "2026-11-01"), sold("A2", 900, "2026-11-15"), sold("A3", 700, "2026-10-31")]
    terminal.world.payzone(1, *paid, created="11-16")
    asked = ["fees", "check", "--contract", "PAYZONE", "--month", "2026-11", "--invoice-pence"]
    found = terminal.read(*asked, "77")
    assert found["networks"] == [{"network": "payzone", "payments": 2, "each": "38.5", "fee": "77.0"}]
    assert (found["tariff_pence"], found["difference_pence"]) == (77, 0)
    assert "They agree." in terminal(*asked, "77").stdout
    assert "0.05 pounds too much" in terminal(*asked, "82", code=3).stdout
    assert "no tariff" in terminal("fees", "check", "--contract", "POST", *asked[4:], "1", code=3).stderr
    assert "NOBODY" in terminal("fees", "check", "--contract", "NOBODY", *asked[4:], "1", code=2).stderr


def test_the_night_tells_what_was_matched_is_proposed_and_unapplied(terminal: Terminal) -> None:
    world = terminal.world
    world.file(1, 1000, made="11-16")
    world.bank("11-16", ("BYFILE", 1000))
    world.bank("11-17", ("BYFILE", 77))
    [told] = terminal.read("nightly", code=3)["settlement"]
    assert told == {
        "council": "NVD",
        "contract": "BYFILE",
        "matched": 1,
        "matched_pence": 1000,
        "proposed": 0,
        "unapplied": 1,
        "unapplied_pence": 77,
    }
    assert re.search(r"BYFILE +1 +10\.00 +0 +1 +0\.77", terminal("nightly", code=3).stdout)
