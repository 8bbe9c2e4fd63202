"""`paycards cards takeup`: what it prints, and what it writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paycards.cli import main
from tests.cards.card_desk import OTHER, RENT
from tests.closing.takeup.closing_office import ClosingOffice, day, prepare


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[ClosingOffice]:
    prepare(f"sqlite:///{tmp_path}/paycards.db", tmp_path)
    office = ClosingOffice(tmp_path)
    office.listed(RENT, OTHER, payments_a_year=52, usual_amount_pence=7550)
    card = office.card(RENT)
    office.card(OTHER)
    office.paid(RENT, day(4), card, pence=123_456)
    office.paid(RENT, day(5), card, by="EPY")
    yield office
    office.close()


def takeup(hall: ClosingOffice, *options: str, code: int = 0) -> Result:
    call = ["--config", str(hall.settings_file), "--now", "2026-11-02T09:00:00+00:00", "cards", "takeup"]
    result = CliRunner().invoke(main, [*call, *options], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_it_prints_the_summary_the_ways_the_weeks_and_the_costs(hall: ClosingOffice) -> None:
    lines = [line.split() for line in takeup(hall).stdout.splitlines()]
    assert ["accounts", "on", "the", "list", "2", "1"] in lines
    assert ["have", "paid", "with", "the", "card", "1", "50%"] in lines
    assert ["post_office", "card", "1", "1", "1,234.56", "2026-10-19", "2026-10-19"] in lines
    assert ["2026-10-25", "2", "1", "1"] in lines
    assert ["post_office", "1", "0.52", "0.52", "2.14", "1.62"] in lines
    assert ["all", "2", "-", "4.28", "-"] in lines
    assert "No price is known for e_pay: add it under [councils.costs_pence]" in takeup(hall).stdout


def test_the_silent_stand_by_account_and_without_a_name(hall: ClosingOffice) -> None:
    printed = takeup(hall, "--office", "MARKET-HALL", "--silent").stdout
    assert OTHER in printed and RENT not in printed
    assert "52 a year" in printed and "75.50" in printed and "never since" in printed


def test_json_is_json_and_nothing_else_and_names_nobody(hall: ClosingOffice, tmp_path: Path) -> None:
    [told] = json.loads(takeup(hall, "--json", "--out", str(tmp_path / "people.csv"), "--names").stdout)
    assert told["summary"]["paid_with_card"] == {"people": 1, "silent": 0}
    assert told["weeks"][-1] == {"ends_on": "2026-11-02", "carded": 2, "paid": 1, "paid_with_card": 1}
    assert [person["reference"] for person in told["people"]] == [RENT, OTHER]
    assert {"name", "phone", "account_id"}.isdisjoint(told["people"][0])
    assert [cost["saved_pence"] for cost in told["costs"]] == [None, 162, None]
    [silent] = json.loads(takeup(hall, "--json", "--silent").stdout)
    assert [person["silent"] for person in silent["people"]] == [True]


def test_the_files_are_written_whole_and_excel_knows_that_they_are_utf_8(
    hall: ClosingOffice, tmp_path: Path
) -> None:
    people, chart = tmp_path / "people.csv", tmp_path / "take-up.svg"
    result = takeup(hall, "--out", str(people), "--chart", str(chart))
    assert people.read_bytes().startswith(b"\xef\xbb\xbfcouncil,office,fund,")
    assert people.stat().st_mode & 0o777 == 0o600
    assert chart.read_text(encoding="utf-8").startswith("<svg ")
    assert "2 rows" in result.stderr and "take-up.svg" in result.stderr
    refused = takeup(hall, "--out", "/nowhere/people.csv", code=1).stderr
    assert "/nowhere/people.csv cannot be written" in refused


def test_names_go_to_a_file_only_and_a_chart_shows_one_office(hall: ClosingOffice) -> None:
    assert "--names goes with --out" in takeup(hall, "--names", code=2).stderr
    hall.listed(OTHER, office="OLD-TOWN")
    assert "A chart shows one office" in takeup(hall, "--chart", "x.svg", code=2).stderr
    assert "OLD-TOWN" in takeup(hall).stdout


def test_an_office_without_a_list_is_said(hall: ClosingOffice) -> None:
    refused = takeup(hall, "--office", "PIER", code=2).stderr
    assert "No office PIER. Choose MARKET-HALL." in refused
    assert "No list of a closing office was run yet" in takeup(hall, "--council", "HMB", code=3).stderr
