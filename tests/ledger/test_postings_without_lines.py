"""A posting that stems from no payment line stands in every export, in the fund's file and in the journal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Integer, literal, select

from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.ledger.outgoing_places import OutgoingFile
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.store.tables.files import files
from paycards.store.tables.ledger import ledger_accounts
from tests.ledger.town import Town
from tests.visits import step_of

NO_FILE = 999_999


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(database_url, tmp_path)
    yield town
    town.visit.installation.engine.dispose()


def transfer(town: Town, file_id: int, debit: str, credit: str, pence: int) -> None:
    """Post what no supplier's line says, in a batch of its own."""
    named = {row.name: row.id for row in town.all(select(ledger_accounts))}
    with step_of(town.visit.installation.engine, 1, at=town.visit.now) as step:
        batch_id = open_batch(step, "allocation")
        moved = Transfer(
            file_id=literal(file_id, BigInteger),
            row_no=literal(1, Integer),
            debit_id=literal(named[debit], BigInteger),
            credit_id=literal(named[credit], BigInteger),
            amount_pence=literal(pence, BigInteger),
            rule=literal("manual"),
            step=literal(1, Integer),
        )
        post(step, batch_id, moved)
        close_batch(step, batch_id, 1, pence)


def live(town: Town) -> dict[str, OutgoingFile]:
    """A payment, a transfer of no file to each fund, and the files of the night by fund."""
    town.account("NVD", "rent", "R123456789")
    town.account("NVD", "council_tax", "770000012")
    town.allpay("NVDC0001.PO", ("R123456789", 1000))
    town.reconcile()
    transfer(town, NO_FILE, "suspense:NVD", "customer:rent:R123456789", 2500)
    transfer(town, NO_FILE + 1, "clearing:NVD-ALLPAY", "customer:council_tax:770000012", 700)
    return {file.fund: file for file in write_outgoing(town.visit)}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_fund_s_file_carries_it_as_a_transfer(town: Town) -> None:
    made = live(town)
    assert (made["rent"].rows, made["rent"].total_pence) == (2, 3500)
    assert "TRN+000025.0016/11/2026" in made["rent"].path.read_text(encoding="utf-8")
    [income] = csv.reader(io.StringIO(made["council_tax"].path.read_text(encoding="utf-8")))
    assert (income[1], income[2], income[9], income[14]) == ("", "", "TRN", "transfer")


def test_the_journal_has_it_under_an_empty_channel_and_balances(town: Town) -> None:
    journal = rows_of(live(town)[""].path.read_text(encoding="utf-8"))
    mine = {
        row["ledger_account"]: row["debit"] or "-" + row["credit"] for row in journal if not row["channel"]
    }
    assert mine == {
        "suspense:NVD": "25.00",
        "customer:rent": "-25.00",
        "clearing:NVD-ALLPAY": "7.00",
        "customer:council_tax": "-7.00",
    }


def test_the_exports_show_it_with_an_empty_place(town: Town) -> None:
    live(town)
    [posting, _] = [row for row in rows_of(town.export("postings")) if not row["file"]]
    assert (posting["council"], posting["contract"], posting["amount_pence"]) == ("NVD", "", "2500")
    legs = [row for row in rows_of(town.export("journal")) if row["entry"] == f"{NO_FILE}-1-1"]
    assert [row["source"] for row in legs] == ["", ""]
    assert sum(int(row["amount_pence"]) for row in legs) == 0


def test_one_of_a_file_without_lines_names_the_file(town: Town) -> None:
    town.account("NVD", "rent", "R123456789")
    town.receive("NVDC0001.PO", b"nothing that can be read")
    [file_id] = [row.id for row in town.all(select(files.c.id))]
    transfer(town, file_id, "suspense:NVD", "customer:rent:R123456789", 2500)
    assert {row["source"] for row in rows_of(town.export("journal"))} == {"NVDC0001.PO:1"}


def test_verify_names_one_that_no_entry_of_the_trail_tells(town: Town) -> None:
    live(town)
    verified = verify(town.visit)
    assert verified.counts["stray posting"] == 2
