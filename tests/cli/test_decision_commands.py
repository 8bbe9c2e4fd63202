"""`paycards decisions`, and the commands of `paycards suspense` that need a second person."""

from __future__ import annotations

import pytest

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import accounts_csv, unknown

ACCOUNT = ("--fund", "rent", "--account", "R100000001")


@pytest.fixture
def night(desk: Desk) -> Desk:
    """Three suspense items: 600.00, 12.50 and 0.01; anybody may say who they are."""
    text = desk.config.read_text(encoding="utf-8")
    desk.config.write_text(text.replace("rehearsal = true", "rehearsal = true\nallow_as = true"))
    accounts = accounts_csv("NVD,rent,R100000001,open", "NVD,council_tax,770000001,open")
    desk("accounts", "import", desk.file("accounts.csv", accounts))
    rows = [unknown(60_000), unknown(1250), unknown(1)]
    desk("import", desk.file("NVDC0001.PO", allpay(rows, 61_251)))
    desk("reconcile", code=3)
    return desk


def test_a_large_item_is_proposed_by_one_person_and_approved_by_another(night: Desk) -> None:
    said = night("--as", "Amira", "suspense", "allocate", "1", *ACCOUNT, "--note", "receipt seen").stdout
    assert said == (
        "600.00 pounds of NVDC0001.PO, row 1: decision 1, to post it to rent R100000001, waits for a second"
        " person: see `paycards decisions list`.\n"
    )
    assert "1  allocate  NVDC0001.PO:1  600.00  proposed" in night("decisions", "list").stdout
    own = night("--as", "amira", "decisions", "approve", "1", code=3).stderr
    assert "Decision 1 is Amira's own: another person approves or refuses it" in own
    late = night("--as", "Ben", "suspense", "allocate", "1", *ACCOUNT, "--note", "mine", code=3).stderr
    assert "decision 1 waits for a second person; Amira proposed it at 04:00 on 20 November 2026" in late
    done = night.read("--as", "Ben", "decisions", "approve", "1")
    assert (done["decision"], done["state"], done["decided_by"]) == (1, "applied", "Ben")
    page = night("decisions", "show", "1").stdout
    assert "proposed  by Amira at 04:00 on 20 November 2026: receipt seen" in page
    assert "applied by Ben" in page
    assert (
        "was applied by Ben"
        in night("--as", "Carol", "decisions", "refuse", "1", "--note", "n", code=3).stderr
    )
    assert night.read("verify")["agrees"] is True


def test_a_small_item_says_its_decision_and_state(night: Desk) -> None:
    placed = night.read("suspense", "allocate", "2", *ACCOUNT, "--note", "so")
    assert (placed["decision"], placed["state"], placed["amount_pence"]) == (1, "applied", 1250)
    waits = night.read("suspense", "allocate", "1", *ACCOUNT, "--note", "so")
    assert (waits["decision"], waits["state"]) == (2, "proposed")


def test_items_are_split_combined_returned_and_written_off(night: Desk) -> None:
    parts = ("--to", "rent:R100000001=1000", "--to", "council_tax:770000001=250")
    assert night.read("suspense", "split", "2", *parts, "--note", "two bills")["state"] == "applied"
    assert night(
        "--as", "Amira", "suspense", "return", "1", "--to", "payer", "--note", "not ours"
    ).stdout == (
        "Decision 2: return_to_payer, 600.00 pounds of NVDC0001.PO:1, waits for a second person:"
        " `paycards decisions approve 2`.\n"
    )
    assert night.read("--as", "Amira", "suspense", "write-off", "3", "--note", "a penny")["decision"] == 3
    night("--as", "Ben", "decisions", "approve", "2", "--note", "rang them")
    night("--as", "Ben", "decisions", "refuse", "3", "--note", "wait a year")
    assert night.read("--as", "Ben", "suspense", "write-off", "3", "--note", "a penny")["decision"] == 4
    night("--as", "Ben", "decisions", "withdraw", "4")
    states = [each["state"] for each in night.read("decisions", "list")]
    assert states == ["applied", "applied", "refused", "withdrawn"]
    assert "60000" in night("export", "returns").stdout
    lines = night("export", "lines").stdout.splitlines()[1:]
    assert [line.split(",")[9] for line in lines] == ["returned", "posted", "suspense"]
    assert night.read("verify")["agrees"] is True


@pytest.mark.parametrize(
    "part", ["rent:R1", "rent=5", "rent:R100000001=1.50", "payer:X=5x", "nobody=5", "rent:R1=", "=5"]
)
def test_a_part_that_cannot_be_read_is_wrong_usage(night: Desk, part: str) -> None:
    said = night("suspense", "split", "2", "--to", part, "--note", "so", code=2).stderr
    assert "--to wants FUND:REF=PENCE" in said


def test_an_item_is_noted_assigned_and_shown(night: Desk) -> None:
    night("--as", "Amira", "suspense", "note", "1", "--note", "asked the outlet")
    night("--as", "Amira", "suspense", "assign", "1", "--to", "Ben", "--by", "2026-11-27")
    told = night.read("suspense", "show", "1")
    assert (told["id"], told["state"], told["age_days"]) == (1, "open", 0)
    assert (told["assigned_to"], told["due_on"]) == ("Ben", "2026-11-27")
    assert [note["note"] for note in told["notes"]] == ["asked the outlet", ""]
    page = night("suspense", "show", "1").stdout
    assert "with      Ben, by 2026-11-27" in page
    assert "noted     2026-11-20 by Amira: asked the outlet" in page
    for wrong in ([], ["--to", "Ben"], ["--nobody", "--to", "Ben"], ["--by", "2026-11-27"]):
        assert "Give --to NAME and --by DATE" in night("suspense", "assign", "1", *wrong, code=2).stderr
    assert night.read("suspense", "assign", "1", "--nobody")["assigned_to"] == ""
    assert night.read("verify")["agrees"] is True


def test_references_are_corrected_by_a_sheet_and_two_people(night: Desk) -> None:
    accounts = accounts_csv(
        "NVD,rent,R100000001,open", "NVD,rent,R100000002,open", "NVD,council_tax,770000001,open"
    )
    night("accounts", "import", night.file("accounts.csv", accounts))
    night("import", night.file("NVDC0002.PO", allpay([unknown(700, reference="R100000001")], 700)))
    night("reconcile")
    sheet = night.file("wrong.csv", "wrong,right\nR100000001,R100000002\n")
    rehearsed = night.read("references", "correct", sheet, "--dry-run")
    assert (rehearsed["decision"], rehearsed["dry_run"]) == (None, True)
    assert rehearsed["effect"]["payments"] == 1
    assert rehearsed["rows"][0]["payments_pence"] == 700
    proposed = night.read("--as", "Amira", "references", "correct", sheet)
    assert (proposed["decision"], proposed["state"], proposed["kind"]) == (
        1,
        "proposed",
        "correct_references",
    )
    assert "paycards decisions approve 1" in night("--as", "Amira", "references", "correct", sheet).stdout
    assert night.read("--as", "Ben", "decisions", "approve", "1")["state"] == "applied"
    assert night("references", "correct", sheet).stdout == "Nothing to do: every row holds already.\n"
    bad = night.file("bad.csv", "wrong,right\nR100000001,R100000009\nR100000002,R100000002\n")
    refused = night("references", "correct", bad, code=3).stderr
    assert "row 2: there is no account R100000009" in refused
    assert "row 3: wrong and right are both R100000002" in refused
    assert night.read("verify")["agrees"] is True
