"""`paycards channels`, which needs neither database nor settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paycards import channels
from paycards.cli import main
from tests.channels.supplier_files import allpay, long_row, short_row
from tests.cli.desk import SETTINGS

SHORT = Path(channels.__file__).parent / "layouts" / "allpay-short.toml"


@pytest.fixture(autouse=True)
def _nothing_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAYCARDS_CONFIG", raising=False)


def run(*arguments: str, code: int = 0, color: bool = False) -> Result:
    result = CliRunner().invoke(main, ["channels", *arguments], catch_exceptions=False, color=color)
    assert result.exit_code == code, result.output
    return result


def good_file() -> str:
    rows = [long_row(1250), long_row(800, date="02/11/2026")]
    Path("NVDC0042.PO").write_bytes(allpay(rows, 2050))
    return "NVDC0042.PO"


def test_every_layout_is_listed_with_its_status_and_file_names_in_words() -> None:
    found = {layout["name"]: layout for layout in json.loads(run("list", "--json").stdout)}
    assert found["paypoint-1"] == {
        "name": "paypoint-1",
        "channel": "paypoint",
        "content": "payments",
        "status": "HOUSE PROFILE",
        "own": False,
        "file_name": "PP<client, 6 characters>_<date, 8 digits>_<sequence, 6 digits>.DAT",
    }
    assert found["allpay-statement"]["file_name"] == "<client, 4 characters><sequence, 3 to 4 digits>.STA"
    assert found["post-office-control"]["file_name"] == "<letter><sequence>.CTL"
    assert found["allpay-short"]["status"] == "REAL"
    assert "built in" in run("list").stdout


def test_a_council_s_own_layout_stands_in_the_list_as_its_own() -> None:
    Path("layouts").mkdir()
    Path("layouts/allpay-short.toml").write_bytes(SHORT.read_bytes())
    Path("paycards.toml").write_text(SETTINGS, encoding="utf-8")
    own = [layout["name"] for layout in json.loads(run("list", "--json").stdout) if layout["own"]]
    assert own == ["allpay-short"]


def test_a_good_sample_says_what_was_read() -> None:
    name = good_file()
    for layout in ("allpay", "allpay-long"):
        assert json.loads(run("check", layout, name, "--json").stdout) == {
            "layout": "allpay-long",
            "content": "payments",
            "client_code": "NVDC",
            "sequence": 42,
            "created_on": "2026-11-15",
            "rows": 2,
            "total_pence": 2050,
            "first_paid_on": "2026-11-02",
            "last_paid_on": "2026-11-14",
        }
    assert "paid     2026-11-02 to 2026-11-14" in run("check", "allpay", name).stdout


def test_a_layout_file_of_one_s_own_can_be_tried_where_it_lies() -> None:
    Path("mine.toml").write_bytes(SHORT.read_bytes())
    Path("NVDC0042.PO").write_bytes(allpay([short_row(1250)], 1250))
    assert "layout   mine (payments)" in run("check", "mine.toml", "NVDC0042.PO").stdout
    Path("mine.toml").write_text(SHORT.read_text().replace("at = 24, length = 9", "at = 24, length = 8"))
    assert "starts at 33, position 32 is next" in run("check", "mine.toml", "NVDC0042.PO", code=2).stderr
    assert "no layout file other.toml" in run("check", "other.toml", "NVDC0042.PO", code=2).stderr
    assert "no channel or layout mine" in run("check", "mine", "NVDC0042.PO", code=2).stderr


def test_a_sample_that_is_wrong_is_refused_with_its_place() -> None:
    Path("NVDC0042.PO").write_bytes(allpay([long_row(1250), long_row(-5).replace("-0.05", "-0.0S")], 1245))
    assert "row 2, field amount" in run("check", "allpay", "NVDC0042.PO", code=3).stderr
    assert "cannot be read" in run("check", "allpay", "NVDC0099.PO", code=2).stderr


def test_each_field_of_a_row_is_explained() -> None:
    fields = {
        field["field"]: field
        for field in json.loads(run("explain", good_file(), "--row", "2", "--json").stdout)
    }
    assert fields["amount"] == {
        "record": 2,
        "part": "row",
        "field": "amount",
        "first": 36,
        "last": 44,
        "text": "     8.00",
        "read_as": "800",
        "column": "amount_pence",
        "fault": "",
    }
    printed = run("explain", "NVDC0042.PO", "--row", "2").stdout
    assert "36-44  amount            [     8.00]            800                  -> amount_pence" in printed


def test_colours_are_for_a_terminal_and_what_is_wrong_is_red() -> None:
    Path("NVDC0042.PO").write_bytes(allpay([long_row(1250, card="982699990000000001S")], 1250))
    plain = run("explain", "NVDC0042.PO", "--layout", "allpay-long", code=3)
    assert "WRONG, expected" in plain.stdout
    assert "\x1b[" not in plain.stdout
    coloured = run("explain", "NVDC0042.PO", "--layout", "allpay-long", code=3, color=True)
    assert "\x1b[31m982699990000000001S\x1b[0m" in coloured.stdout


def test_a_record_that_is_not_there_cannot_be_explained() -> None:
    assert "no such record" in run("explain", good_file(), "--row", "99", code=3).stderr


def test_a_report_that_is_only_kept_says_so() -> None:
    Path("NVDC0042.ERR").write_bytes(b"anything")
    assert "kept as it is and not read" in run("explain", "NVDC0042.ERR").stdout
