"""`paycards files`, `problems` and `suspense`."""

from __future__ import annotations

import pytest

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import accounts_csv, unknown


@pytest.fixture
def night(desk: Desk) -> Desk:
    """An accepted file whose only line waits in suspense, a held file, a refused one."""
    desk.config.write_text(desk.config.read_text() + "[councils.tiers_pence]\nallocate = 123456\n")
    desk("accounts", "import", desk.file("accounts.csv", accounts_csv("NVD,rent,R100000001,open")))
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(123456, reference="R100000010")], 123456)))
    desk("import", desk.file("NVDC0001.PP", allpay([unknown(500).replace("P", "T")], 500)), code=3)
    desk("import", desk.file("NVDC0002.PO", b"cut short"), code=3)
    desk("reconcile", code=3)
    return desk


def test_an_item_is_listed_suggested_and_placed(night: Desk) -> None:
    [item] = night.read("suspense", "list")
    assert (item["amount_pence"], item["reason"], item["since"]) == (123456, "unknown_card", "2026-11-20")
    assert "1,234.56" in night("suspense", "list").stdout
    [suggestion] = night.read("suspense", "suggest", str(item["id"]))
    assert (suggestion["fund"], suggestion["reference"]) == ("rent", "R100000001")
    assert "differs in one character" in night("suspense", "suggest", str(item["id"])).stdout
    place = ["suspense", "allocate", str(item["id"]), "--fund", "rent", "--account", "R100000001"]
    result = night(*place, "--note", "two digits swapped")
    assert result.stdout == "1,234.56 pounds of NVDC0001.PO, row 1: posted to rent R100000001.\n"
    assert night("suspense", "list").stdout == "Nothing is in suspense.\n"
    assert "was posted on 2026-11-20" in night(*place, "--note", "again", code=3).stderr
    assert "rule\nNVD," in night("export", "lines").stdout
    assert night("export", "lines").stdout.rstrip().endswith(",posted,,rent,R100000001,manual")


def test_the_postings_placed_by_hand_are_verified_from_the_originals(night: Desk) -> None:
    [item] = night.read("suspense", "list")
    night(
        "suspense", "allocate", str(item["id"]), "--fund", "rent", "--account", "R100000001", "--note", "so"
    )
    night("files", "release", "NVDC0001.PP", "--note", "both are right")
    night("reconcile", code=3)
    assert night("verify").stdout.endswith("Everything agrees, to the penny.\n")
    assert night.read("verify")["agrees"] is True


def test_a_decision_needs_a_note(night: Desk) -> None:
    for command in (
        ["suspense", "allocate", "1", "--fund", "rent", "--account", "R100000001"],
        ["problems", "close", "1"],
    ):
        assert "Missing option '--note'" in night(*command, code=2).stderr
        assert "The note is empty" in night(*command, "--note", " ", code=2).stderr


def test_of_a_decision_that_programs_make_without_a_note_the_books_say_so(night: Desk) -> None:
    assert "The note is empty" in night("files", "reject", "2", "--note", " ", code=2).stderr
    night("files", "reject", "2")
    [decided] = night.read("decisions", "list")
    assert (decided["kind"], decided["reason"]) == ("reject", "no reason given")


def test_files_are_listed_shown_released_and_rejected(night: Desk) -> None:
    assert [file["state"] for file in night.read("files", "list")] == ["accepted", "held", "quarantined"]
    assert (
        "was already used by NVDC0001.PO, with different content"
        in night("files", "list", "--state", "held").stdout
    )
    shown = night("files", "show", "NVDC0001.PO").stdout
    assert "lines     1 suspense, 1,234.56 pounds" in shown
    details = night.read("files", "show", "NVDC0001.PO")
    assert details["lines"] == {"suspense": {"rows": 1, "total_pence": 123456}}
    assert details["bytes_at"].endswith(f"{details['sha256']}.zst")
    released = night("files", "release", "2", "--note", "both are right").stdout
    assert released.endswith("is accepted, 1 row. `paycards reconcile` posts what payments it brings.\n")
    assert night("files", "reject", "NVDC0002.PO", "--note", "no").stdout == "NVDC0002.PO is rejected.\n"
    assert "rejected already" in night("files", "reject", "NVDC0002.PO", "--note", "no", code=3).stderr
    assert night("problems", "list").stdout == "No open problems.\n"
    assert "closed 2026-11-20 by " in night("problems", "list", "--all").stdout


def test_what_is_not_there_is_wrong_usage(night: Desk) -> None:
    for command in (
        ["files", "show", "4711"],
        ["files", "list", "--council", "XXX"],
        ["suspense", "suggest", "4711"],
        ["suspense", "list", "--reason", "lost"],
        ["problems", "close", "4711", "--note", "x"],
        ["problems", "list", "--council", "XXX"],
    ):
        assert "paycards: No " in night(*command, code=2).stderr
    assert "not in the range" in night("suspense", "suggest", "9" * 30, code=2).stderr


def test_a_problem_whose_file_waits_stays_open(night: Desk) -> None:
    held, refused = night.read("problems", "list")
    assert (held["kind"], refused["kind"]) == ("held", "quarantined")
    close = ["problems", "close", str(held["id"]), "--note", "away with it"]
    assert "release or reject file 2" in night(*close, code=3).stderr
    assert len(night.read("problems", "list")) == 2
