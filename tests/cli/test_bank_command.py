"""`paycards bank check`, which needs neither database nor settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paycards.cli import main
from paycards.demo.banks import csv_export
from paycards.demo.banks.camt053 import camt053
from paycards.demo.banks.mt940 import mt940
from tests.bank.made import OTHER, amount, booked, camt, ntry, page_of_two
from tests.cli.desk import SETTINGS

OURS = """
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""


@pytest.fixture(autouse=True)
def _nothing_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAYCARDS_CONFIG", raising=False)


def check(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["bank", "check", *arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def sample(data: bytes | str, name: str = "statement.xml") -> str:
    Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def with_settings(*tables: str) -> None:
    Path("paycards.toml").write_text(
        SETTINGS.split("[[councils.contracts]]")[0] + "".join(tables), encoding="utf-8"
    )


def test_a_good_file_is_explained_field_by_field() -> None:
    printed = check(sample(camt053([booked(123456, -2500)]))).stdout
    assert printed.startswith("statement.xml is good: camt.053.001.08, 1 statement.\n")
    assert "opening    100.00 (OPBD, 2026-11-09)\nbooked     2 entries, 1,209.56\n" in printed
    assert "closing    1,309.56 (CLBD, 2026-11-09)" in printed
    assert "BkToCstmrStmt/Stmt/Ntry[1]/Amt " in printed
    assert "[1234.56]  1,234.56  -> amount_pence" in printed
    assert "Ntry[2]/Amt " not in printed


def test_another_entry_can_be_explained() -> None:
    printed = check(sample(mt940([booked(100, -2500)])), "--entry", "2").stdout
    assert "entry 2\n" in printed
    assert "[D25,00]  -25.00  -> amount_pence" in printed
    assert "No entry 3" in check("statement.xml", "--entry", "3", code=2).stderr


def test_a_refused_file_says_why_and_shows_how_far_it_was_read() -> None:
    printed = check(sample(camt(0, 100, ntry(100, status="<Cd>SENT</Cd>"))), code=3).stdout
    assert printed.startswith("statement.xml is refused: row 1, field BkToCstmrStmt/Stmt/Ntry/Sts/Cd: ")
    assert "[SENT]  WRONG, expected BOOK or PDNG or INFO or FUTR" in printed


def test_as_json_it_is_plain_data() -> None:
    answer = json.loads(check(sample(camt053([booked(2500)])), "--json").stdout)
    assert (answer["format"], answer["refused"]) == ("camt.053.001.08", "")
    (statement,) = answer["statements"]
    assert (statement["opening"]["pence"], statement["entries"][0]["amount_pence"]) == (10000, 2500)
    assert {"entry", "place", "text", "read_as", "feeds", "fault"} == set(answer["explained"][0])


def test_a_refusal_as_json_has_its_sentence() -> None:
    answer = json.loads(check(sample("hello world"), "--json", code=3).stdout)
    assert answer["refused"].startswith("no statement is found in it")


def test_a_csv_is_read_by_the_mapping_that_fits_or_that_is_named() -> None:
    name = sample(csv_export.lloyds(booked(100, 200)), "export.csv")
    for arguments in ([], ["--mapping", "lloyds-online"]):
        assert "is good: CSV lloyds-online, 1 statement." in check(name, *arguments).stdout
    assert "this heading is missing" in check(name, "--mapping", "natwest-online", code=3).stdout
    missing = check(name, "--mapping", "none", code=2).stderr
    assert (
        "No mapping none. Choose barclays-online, hsbc-business, lloyds-online or natwest-online." in missing
    )


def test_a_mapping_of_one_s_own_is_tried_from_its_file() -> None:
    name = sample("When;What\n", "export.csv")
    Path("own.toml").write_text('date = "When"\ntext = "What"\n', encoding="utf-8")
    assert (
        "own.toml is wrong: give amount, or paid_in and paid_out"
        in check(name, "--mapping", "own.toml", code=2).stderr
    )
    sample("When,What,Sum\n09/11/2026,A,1.00\n", "export.csv")
    Path("own.toml").write_text('date = "When"\ntext = "What"\namount = "Sum"\n', encoding="utf-8")
    assert (
        "unproved   it gives no opening and no closing balance" in check(name, "--mapping", "own.toml").stdout
    )


def test_an_account_of_ours_is_named_and_another_is_refused() -> None:
    with_settings(OURS)
    assert "account    MAIN (000471 00004471)" in check(sample(camt053([booked(100)]))).stdout
    refused = check(sample(camt053([booked(100), booked(1, account=OTHER)])), code=3).stdout
    assert f"this is none of our bank accounts, found '{OTHER.iban}'" in refused


def test_a_csv_without_an_account_is_that_of_its_mapping() -> None:
    mapping = '[councils.bank_accounts.mapping]\ndate = "When"\ntext = "What"\namount = "Sum"\n'
    with_settings(OURS, mapping)
    assert (
        "account    MAIN (not named)" in check(sample("When,What,Sum\n09/11/2026,A,1.00\n", "e.csv")).stdout
    )


def test_a_mapping_stands_in_a_folder_beside_the_settings() -> None:
    with_settings(OURS, 'mapping = "ours"\n')
    name = sample("When,What,Sum\n09/11/2026,A,1.00\n", "e.csv")
    assert "Bank account MAIN: there is no mapping ours." in check(name, code=2).stderr
    Path("mappings").mkdir()
    Path("mappings/ours.toml").write_text('date = "When"\ntext = "What"\namount = "Sum"\n', encoding="utf-8")
    assert "CSV ours" in check(name).stdout


def test_what_is_not_booked_not_whole_or_reversed_is_told() -> None:
    odd = camt(0, -100, ntry(-100, "<RvslInd>true</RvslInd>"), ntry(5, status="<Cd>PDNG</Cd>"))
    printed = check(sample(odd)).stdout
    assert "not booked 1 entry, shown and never posted" in printed
    assert "BOOK, reversal" in printed
    assert "incomplete page 2 is missing" in check(sample(page_of_two())).stdout


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert "cannot be read" in check("nothing.xml", code=2).stderr


def test_what_a_file_says_cannot_move_the_terminal() -> None:
    text = camt(0, 100, ntry(100, "<AddtlNtryInf>A&#x202e;B</AddtlNtryInf>"))
    assert amount(100) in text
    assert "\u202e" not in check(sample(text)).stdout
