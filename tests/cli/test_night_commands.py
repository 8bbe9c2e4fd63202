"""The night at the terminal: what it says of rehearsals and of what left."""

from __future__ import annotations

import json

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import unknown


def test_another_instant_is_for_rehearsals_only(desk: Desk) -> None:
    desk("nightly")
    real = desk.config.read_text(encoding="utf-8").replace("rehearsal = true\n", "")
    desk.config.write_text(real, encoding="utf-8")
    for words in (["nightly"], ["problems", "list"], ["init"], ["files", "list", "--json"]):
        refused = desk(*words, code=2)
        assert "--now is for rehearsals" in refused.stderr
        assert refused.stdout == "" or list(json.loads(refused.stdout)) == ["error"]


def test_the_night_page_and_its_json_say_that_it_is_a_rehearsal(desk: Desk) -> None:
    assert desk("nightly").stdout.startswith("REHEARSAL: the settings say that nothing here is real.\n")
    for command in ("nightly", "collect", "reconcile"):
        assert desk.read(command)["rehearsal"] is True


def test_the_night_page_says_where_each_outgoing_file_stands_with_its_total(desk: Desk) -> None:
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(1250)], 1250)))
    assert " written now" in _line(desk, code=3)
    (journal,) = (desk.home / "var/exports").rglob("*.csv")
    assert " in place from before" in _line(desk)
    journal.write_bytes(b"changed")
    assert " CHANGED since it was written" in _line(desk, code=3)
    journal.unlink()
    assert " taken by the receiving system" in _line(desk)


def _line(desk: Desk, code: int = 0) -> str:
    """The line of the journal on the night page."""
    page = desk("nightly", code=code).stdout
    (line,) = [line for line in page.splitlines() if "Journal20261120.csv" in line and "12.50" in line]
    return line


def test_what_was_imported_beside_what_is_no_settlement_file_is_told(desk: Desk) -> None:
    good, strange = desk.file("NVDC0001.PO", allpay([unknown(1250)], 1250)), desk.file("nvdc0002.po", b"x")
    told = desk("import", strange, good, code=2)
    assert "NVDC0001.PO  accepted" in told.stdout
    assert "nvdc0002.po is no settlement file: its name fits no layout, capitals" in told.stderr
    read = json.loads(desk("import", strange, good, "--json", code=2).stdout)["error"]
    assert read["code"] == "no_settlement_file"
    assert [(file["name"], file["state"]) for file in read["facts"]["imported"]] == [
        ("NVDC0001.PO", "accepted")
    ]
