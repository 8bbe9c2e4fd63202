"""The bank files of the sample world, read as any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from paycards.cli import main

DROPS = Path(__file__).parents[2] / "sftp_drops"
FILES = sorted(path for path in (DROPS / "bank").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_bank_file_of_the_sample_is_good_and_of_an_account_in_its_settings(path: Path) -> None:
    call = ["--config", str(DROPS / "paycards.toml"), "bank", "check", str(path), "--json"]
    result = CliRunner().invoke(main, call, catch_exceptions=False)
    checked = json.loads(result.stdout)
    assert (result.exit_code, checked["refused"], set(checked["owners"])) == (0, "", {"MAIN"})
    assert not any(each["unproved"] or each["missing_pages"] for each in checked["statements"])


def test_the_sample_has_a_file_in_each_format_and_two_say_the_same() -> None:
    assert [path.suffix for path in FILES] == [".csv", ".bai", ".sta", ".xml"]
    sums = {}
    for path in FILES:
        call = ["--config", str(DROPS / "paycards.toml"), "bank", "check", str(path), "--json"]
        statements = json.loads(CliRunner().invoke(main, call).stdout)["statements"]
        entries = [(e["booked_on"], e["amount_pence"]) for s in statements for e in s["entries"]]
        sums[path.suffix] = sorted(entries)
    assert sums[".sta"] == sums[".xml"]
    assert sums[".bai"] == sums[".csv"]
