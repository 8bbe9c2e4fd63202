"""What other programs read of the books, to the byte."""

from __future__ import annotations

import csv
import gc
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.errors import UsageError
from paycards.jobs.export import export
from paycards.ledger.exports.every import EXPORTS
from tests.ledger.town import CARD, Town

HEADERS = {
    "files": "council,contract,name,sequence,sha256,state,rows,total_pence,reason",
    "lines": "council,contract,file,row,network,card_number,client_reference,amount_pence,paid_on,state,"
    "reason,fund,account_reference,rule",
    "balances": "council,fund,account_reference,opening_pence,received_pence,balance_pence",
    "suspense": "council,contract,file,row,amount_pence,paid_on,reason,since",
    "journal": "council,entry,date,ledger_account,amount_pence,source",
    "postings": "council,contract,file,row,step,part,date,debit,credit,amount_pence,rule,reason",
    "bank": "council,account,file,row,booked_on,amount_pence,contract,explained_pence,state",
}
HEADERS["payments"] = (
    f"{HEADERS['lines']},kind,paid_at,outlet,receipt,original_receipt,capture,tender,in_suspense_since,"
    "placed_by,placed_on,note"
)


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(database_url, tmp_path)
    yield town
    town.visit.installation.engine.dispose()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def without_header(text: str) -> str:
    return text.partition("\n")[2]


def test_every_export_of_an_empty_ledger_is_its_header(town: Town) -> None:
    empty = {name: town.export(name) for name in EXPORTS}
    assert {name: empty[name] for name in HEADERS} == {name: f"{said}\n" for name, said in HEADERS.items()}
    assert {text.count("\n") for text in empty.values()} == {1}


def test_who_stops_listening_leaves_no_cursor_behind(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        export(town.visit, "lines", Full())
    town.account("NVD", "rent", "R100000001")
    town.allpay("NVDC0001.PO", ("R100000001", 1250))

    class Heads(Full):
        def write(self, text: str) -> int:
            return len(text) if text.startswith("council") else super().write(text)

    with pytest.raises(BrokenPipeError):
        export(town.visit, "lines", Heads())
    gc.collect()
    assert caplog.records == []


def test_lines_stand_in_every_state_as_they_were_received(town: Town) -> None:
    town.account("NVD", "rent", "R100000001")
    town.payzone_night()
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("nobody", 300))
    town.reconcile()
    town.allpay("NVDC0002.CQE", ("r100000001", -1250))
    zone = f"NVD,NVD-PAYZONE,payzone_NVD4471_001530.csv,{{}},payzone,{CARD},,{{}},2026-11-14,{{}}\n".format
    allpay = "NVD,NVD-ALLPAY,{},{},{},000000,{},{},2026-11-13,{}\n".format
    assert without_header(town.export("lines")) == "".join(
        (
            zone(2, 2000, "suspense,unknown_card,,,"),
            zone(3, 705, "offset,,,,reversal"),
            zone(4, -705, "offset,,,,reversal"),
            zone(5, 2000, "duplicate,,,,"),
            allpay("NVDC0001.PO", 1, "post_office", "R100000001", 1250, "posted,,rent,R100000001,reference"),
            allpay("NVDC0001.PO", 2, "post_office", "nobody", 300, "suspense,unknown_reference,,,"),
            allpay("NVDC0002.CQE", 1, "cheque_return", "r100000001", -1250, "imported,,,,"),
        )
    )


def test_a_line_that_leaves_suspense_is_posted_by_its_later_rule(town: Town) -> None:
    town.payzone_night()
    town.reconcile()
    town.card("NVD", CARD, town.account("NVD", "rent", "R100000001"))
    town.reconcile()
    first = rows_of(town.export("lines"))[0]
    verdict = [first[name] for name in ("state", "reason", "fund", "account_reference", "rule")]
    assert verdict == ["posted", "", "rent", "R100000001", "card"]


def test_posted_suspense_duplicate_and_offset_are_the_file_in_count_and_pence(town: Town) -> None:
    town.account("NVD", "rent", "R100000001")
    town.payzone_night()
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("nobody", 300))
    town.reconcile()
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in rows_of(town.export("lines")):
        count, pence = sums[line["file"]]
        sums[line["file"]] = (count + 1, pence + int(line["amount_pence"]))
    files = rows_of(town.export("files"))
    assert dict(sums) == {file["name"]: (int(file["rows"]), int(file["total_pence"])) for file in files}


def test_files_show_what_was_refused_and_whose_no_one_knows(town: Town) -> None:
    taken = town.allpay("NVDC0007.PO", ("R100000001", 1250))
    town.receive("HMBC0003.PO", b"not a payment file")
    town.receive("ABCD0001.PO", b"?")
    first, second, third = rows_of(town.export("files"))
    assert (first["sequence"], first["state"], first["rows"], first["total_pence"], first["reason"]) == (
        "7",
        "accepted",
        "1",
        "1250",
        "",
    )
    assert (second["council"], second["contract"], second["state"]) == ("HMB", "HMB-ALLPAY", "quarantined")
    assert (third["council"], third["contract"], third["name"], third["sequence"], third["rows"]) == (
        "",
        "",
        "ABCD0001.PO",
        "",
        "0",
    )
    assert taken.state == "accepted"
    assert "belongs to no contract" in third["reason"]


def test_balances_list_every_account_moved_or_not(town: Town) -> None:
    town.account("NVD", "rent", "R100000001", owes_pence=10000)
    town.account("NVD", "council_tax", "771234567", owes_pence=-50)
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("R100000001", 1250))
    town.allpay("NVDC0002.CQE", ("R100000001", -250))
    town.reconcile()
    assert without_header(town.export("balances")) == (
        "NVD,rent,R100000001,10000,2250,7750\nNVD,council_tax,771234567,-50,0,-50\n"
    )


def test_suspense_lists_what_is_open(town: Town) -> None:
    town.payzone_night()
    town.reconcile()
    assert without_header(town.export("suspense")) == (
        "NVD,NVD-PAYZONE,payzone_NVD4471_001530.csv,2,2000,2026-11-14,unknown_card,2026-11-16\n"
    )


def test_the_journal_shows_each_posting_as_two_rows_that_sum_to_zero(town: Town) -> None:
    town.account("NVD", "rent", "R100000001")
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("nobody", 300))
    town.allpay("NVDC0002.CQE", ("R100000001", -250))
    town.reconcile()
    assert without_header(town.export("journal")) == (
        "NVD,1-1-0,2026-11-16,clearing:NVD-ALLPAY,1250,NVDC0001.PO:1\n"
        "NVD,1-1-0,2026-11-16,customer:rent:R100000001,-1250,NVDC0001.PO:1\n"
        "NVD,1-2-0,2026-11-16,clearing:NVD-ALLPAY,300,NVDC0001.PO:2\n"
        "NVD,1-2-0,2026-11-16,suspense:NVD,-300,NVDC0001.PO:2\n"
        "NVD,2-1-0,2026-11-16,clearing:NVD-ALLPAY,-250,NVDC0002.CQE:1\n"
        "NVD,2-1-0,2026-11-16,customer:rent:R100000001,250,NVDC0002.CQE:1\n"
    )


def test_postings_show_each_move_of_a_line_in_its_order(town: Town) -> None:
    town.allpay("NVDC0001.TC", ("R100000001", 1250))
    town.reconcile()
    town.account("NVD", "rent", "R100000001")
    town.reconcile()
    assert without_header(town.export("postings")) == (
        "NVD,NVD-ALLPAY,NVDC0001.TC,1,0,1,2026-11-16,till:NVD-ALLPAY,suspense:NVD,1250,,unknown_reference\n"
        "NVD,NVD-ALLPAY,NVDC0001.TC,1,1,1,2026-11-16,suspense:NVD,customer:rent:R100000001,1250,reference,\n"
    )


@pytest.mark.parametrize("name", sorted(HEADERS.keys() - {"bank"}))
def test_the_exports_of_the_councils_are_the_whole_and_apart(town: Town, name: str) -> None:
    town.account("NVD", "rent", "R100000001")
    town.account("HMB", "rent", "R100000001")
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("nobody", 5))
    town.allpay("HMBC0001.PO", ("R100000001", 1250), ("nobody", 5))
    town.reconcile()
    apart = {council: rows_of(town.export(name, council)) for council in ("NVD", "HMB")}
    assert {row["council"] for row in apart["NVD"]} == {"NVD"}
    assert {row["council"] for row in apart["HMB"]} == {"HMB"}
    assert apart["NVD"] + apart["HMB"] == sorted(
        rows_of(town.export(name)), key=lambda row: row["council"], reverse=True
    )


def test_an_unknown_export_or_council_is_a_wrong_call(town: Town) -> None:
    with pytest.raises(UsageError, match=r"No export nothing\. Choose files, lines, .*"):
        town.export("nothing")
    with pytest.raises(UsageError, match=r"No council XYZ\."):
        town.export("files", council="XYZ")


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_of_many_chunks_is_that_of_one(
    town: Town, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        town.account("NVD", "rent", f"R10000000{number}")
        town.allpay(f"NVDC{number + 1:04}.PO", (f"R10000000{number}", 100 + number), ("nobody", 5))
    town.reconcile()
    whole = town.export(name)
    for rows in (1, 2, 3):
        monkeypatch.setattr("paycards.store.chunks.CHUNK_ROWS", rows)
        assert town.export(name) == whole
