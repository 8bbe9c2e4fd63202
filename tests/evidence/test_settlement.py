"""What the supplier owed and paid for a payment: its due, the bank's entries, and their statements."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from paycards.store.engine import writing
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.files import files
from paycards.store.tables.settlement import matches
from tests.channels.supplier_files import PAYPOINT_NAME
from tests.evidence.house import PLACED, House
from tests.jobs.bank_files import bring, day

PAID = f"{PAYPOINT_NAME}:2"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose bank paid PayPoint's due in two parts, less a pound."""
    home = tmp_path_factory.mktemp("settled")
    house = House(home, f"sqlite:///{home}/paycards.db").live()
    house.at(dt.datetime(2026, 11, 18, 6, 0, tzinfo=dt.UTC))
    bring(house.visit, "statement.xml", day(7, 100_00, (1500, "PAYPOINT NETWORK"), (-5_00, "WINDOW CLEANER")))
    bring(house.visit, "statement.xml", day(8, 110_00, (400, "PAYPOINT NETWORK")))
    with writing(house.visit.installation.engine) as connection:
        rows = connection.execute(
            select(bank_entries, files.c.name)
            .join(files, files.c.id == bank_entries.c.file_id)
            .where(bank_entries.c.contract_id.is_not(None))
        ).all()
        for row in rows:
            connection.execute(insert(matches).values(**match(row)))
    yield house
    house.close()


def match(row: Any) -> dict[str, Any]:
    return {
        "council_id": row.council_id,
        "contract_id": row.contract_id,
        "due": PAYPOINT_NAME,
        "file_id": row.file_id,
        "row_no": row.row_no,
        "amount_pence": row.amount_pence,
        "rule": "parts",
        "state": "confirmed",
        "reason": "two entries make up the due",
        "made_on": dt.date(2026, 11, 18),
        "made_by": "paycards",
        "made_at": dt.datetime(2026, 11, 18, 6, 0, tzinfo=dt.UTC),
    }


def test_a_payment_tells_of_its_due_and_of_each_entry_of_the_bank(settled: House) -> None:
    told = settled.read("payments", "show", PAID)["settlement"]
    assert (told["due"], told["due_on"], told["amount_pence"]) == (PAYPOINT_NAME, "2026-11-17", 2000)
    assert (told["settled_pence"], told["outstanding_pence"]) == (1900, 100)
    text = settled("payments", "show", PAID).stdout
    assert f"On this day the supplier owes the due {PAYPOINT_NAME}, 20.00 pounds" in text
    assert "The bank booked 15.00 pounds into the account MAIN for NVD-PAYPOINT: PAYPOINT NETWORK." in text
    assert f"Matched with the due {PAYPOINT_NAME}: 4.00 pounds, by paycards (parts: two entries make" in text


def test_what_stands_on_no_statement_of_the_supplier_is_part_of_no_due(settled: House) -> None:
    assert settled.read("payments", "show", PLACED)["settlement"] is None


def test_an_entry_tells_of_the_dues_that_it_settles(settled: House) -> None:
    told = settled.read("payments", "show", "statement.xml@" + digest(settled, 8) + ":1")
    assert [each["due"] for each in told["entry"]["matches"]] == [PAYPOINT_NAME]


def digest(house: House, day_of_month: int) -> str:
    """The first digits of the digest of the second statement of this name."""
    named = [file["id"] for file in house.read("files", "list") if file["name"] == "statement.xml"]
    return str(house.read("files", "show", str(named[-1]))["sha256"][:day_of_month])


def test_the_pack_has_the_bank_s_statements_and_checks_the_due(settled: House, tmp_path: Path) -> None:
    folder = Path(settled.read("evidence", PAID, "--out", str(tmp_path))["folder"])
    done = subprocess.run(
        [sys.executable, "-I", folder / "check.py"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((folder / "bank").iterdir())) == 2
    page = (folder / "00-read-first.html").read_text(encoding="utf-8")
    assert "two entries make up the due" in page
    evidence = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    evidence["settlement"]["settled_pence"] += 100
    evidence["settlement"]["outstanding_pence"] -= 100
    (folder / "evidence.json").write_text(json.dumps(evidence), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", folder / "check.py"], capture_output=True, text=True, check=False
    )
    assert "the matches do not settle what the due says" in done.stdout
