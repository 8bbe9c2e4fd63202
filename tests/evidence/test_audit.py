"""The audit trail for whoever audits, and the anchors that leave the house on paper."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from paycards.jobs.night_report import night_report
from paycards.store.trail import FIRST
from tests.evidence.house import WHY, House


@pytest.fixture
def rewritten(house: House, tmp_path: Path) -> House:
    """A copy of the house, for somebody to rewrite the trail of with the guards taken away."""
    copy = House.__new__(House)
    shutil.copytree(house.home, tmp_path / "copy")
    copy.home, copy.config = tmp_path / "copy", tmp_path / "copy/paycards.toml"
    text = copy.config.read_text(encoding="utf-8").replace(str(house.home), str(copy.home))
    copy.config.write_text(text, encoding="utf-8")
    return copy


def tamper(house: House, *statements: str) -> None:
    with sqlite3.connect(house.home / "paycards.db") as database:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_trail'"
        for (name,) in database.execute(guards).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)


def test_the_trail_says_who_did_what_when_to_what_and_why(house: House) -> None:
    about = ("--subject", "NVDC0001.PO:2", "--action", "suspense.allocated")
    [entry] = house.read("audit", "list", *about)
    assert (entry["council"], entry["actor"], entry["subject"]) == ("NVD", "m.okafor", "NVDC0001.PO:2")
    assert entry["after"]["note"] == WHY
    assert WHY in house("audit", "list", "--action", "suspense").stdout


def test_entries_are_chosen_by_day_subject_and_person(house: House) -> None:
    every = house.read("audit", "list")
    late = house.read("audit", "list", "--since", "2026-11-17")
    assert late == [entry for entry in every if entry["at"] >= "2026-11-17"] != every
    subjects = {entry["subject"] for entry in house.read("audit", "list", "--subject", "nvdc0001.po")}
    assert subjects == {"NVDC0001.PO", "NVDC0001.PO:2"}
    assert {each["actor"] for each in house.read("audit", "list", "--by", "M.Okafor")} == {"m.okafor"}
    assert house.read("audit", "list", "--council", "HMB") == []
    assert "No entries." in house("audit", "list", "--council", "HMB").stdout
    assert house.read("audit", "list", "--subject", "100%") == []


def test_a_night_prints_the_newest_hash_of_each_trail_and_it_is_found_again(house: House) -> None:
    report = night_report(house.visit, [])
    newest = house.read("audit", "list", "--council", "NVD")[-1]
    assert [(each.council, each.number) for each in report.anchors] == [("HMB", 0), ("NVD", newest["number"])]
    assert [each.hash for each in report.anchors] == [FIRST, newest["hash"]]
    checked = house.read("audit", "verify", "--anchor", newest["hash"])
    assert (checked["holds"], checked["anchors"][0]["found"]) == (True, True)
    assert newest["hash"] in json.dumps(report.as_dict()["anchors"], default=str)


def test_the_page_of_a_night_ends_with_the_anchors(rewritten: House) -> None:
    page = rewritten("nightly", code=3).stdout
    told = rewritten.read("nightly", code=3)["anchors"]
    assert [each["council"] for each in told] == ["HMB", "NVD"]
    assert [line.split()[-1] for line in page.splitlines()[-2:]] == [each["hash"] for each in told]


def test_an_anchor_may_be_copied_from_paper_in_capitals_and_groups(house: House) -> None:
    [first, *_] = house.read("audit", "list")
    grouped = " ".join(first["hash"].upper()[at : at + 8] for at in range(0, 64, 8))
    [found] = house.read("audit", "verify", "--anchor", grouped)["anchors"]
    assert (found["number"], found["hash"]) == (1, first["hash"])
    assert found["entries_since"] == len(house.read("audit", "list")) - 1


def test_what_is_no_hash_is_no_anchor(house: House) -> None:
    assert "64 hexadecimal digits" in house("audit", "verify", "--anchor", "abc", code=2).output


def test_an_edited_entry_is_found_without_an_anchor(rewritten: House) -> None:
    tamper(rewritten, "UPDATE audit_trail SET actor = 'nobody' WHERE number = 3 AND council_id = 1")
    checked = rewritten.read("audit", "verify", code=3)
    assert (checked["holds"], checked["chains"][1]["broken"]) == (False, [3])
    assert "DOES NOT HOLD" in rewritten("audit", "verify", code=3).stdout


def test_a_trail_that_was_cut_off_or_rewritten_from_end_to_end_has_no_old_anchor(rewritten: House) -> None:
    newest = rewritten.read("audit", "list", "--council", "NVD")[-1]["hash"]
    tamper(rewritten, "DELETE FROM audit_trail WHERE number = (SELECT max(number) FROM audit_trail)")
    assert rewritten.read("audit", "verify")["holds"] is True  # nothing inside it can tell
    checked = rewritten.read("audit", "verify", "--anchor", newest, code=3)
    assert (checked["holds"], checked["anchors"][0]["found"]) == (False, False)
    assert "rewritten or cut off" in rewritten("audit", "verify", "--anchor", newest, code=3).stdout
