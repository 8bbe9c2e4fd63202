"""The page of a proof has the same figures in each of its forms, and cannot be steered by a name."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pypdfium2
import pytest

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.figure import DayProof, Figure, Part, of_parts
from paycards.reports.proof_pages import page
from paycards.settings.contract import Contract
from paycards.settings.council import Council

DAY = dt.date(2026, 11, 26)
HOSTILE = "<b>x</b>\x1b[31m.PO"


def contract() -> ContractRow:
    terms = Contract(code="NVD-PO", channel="post_office", client_code="1")
    council = Council(code="NVD", name="Northvale & Sons <Council>", contracts=(terms,))
    return ContractRow(1, 1, council, terms, clearing_id=1, till_id=2, suspense_id=3)


def proofs() -> list[DayProof]:
    owed = of_parts("owed", [Part("left", "received", 123456, HOSTILE), Part("right", "balance", 123400)])
    bank = Figure("bank", None, 100, "no bank statement of 26 November 2026 has come")
    complete = of_parts("complete", [Part("left", "file owed", 1), Part("right", "file that came", 1)])
    return [DayProof(contract(), DAY, (owed, bank, complete))]


def made(form: str) -> bytes:
    return page(form, proofs(), "Proof of Thursday 26 November 2026", ["NVD: newest hash of the trail abc"])


@pytest.mark.parametrize("form", ["text", "html", "csv", "pdf"])
def test_the_same_figures_give_the_same_bytes(form: str) -> None:
    assert made(form) == made(form)


def test_csv_is_whole_pence_and_empty_where_a_side_is_not_known() -> None:
    rows = list(csv.DictReader(io.StringIO(made("csv").decode())))
    assert [tuple(row.values()) for row in rows] == [
        ("NVD", "NVD-PO", "2026-11-26", "owed", "123456", "123400", "56", "differs"),
        ("NVD", "NVD-PO", "2026-11-26", "bank", "", "100", "", "unknown"),
        ("NVD", "NVD-PO", "2026-11-26", "complete", "1", "1", "0", "agrees"),
    ]


@pytest.mark.parametrize("form", ["text", "html", "pdf"])
def test_pages_show_pounds_and_count_files_and_say_what_is_waited_for(form: str) -> None:
    said = made(form).decode() if form != "pdf" else text_of(made(form))
    for wanted in ("1,234.56", "0.56", "DIFFERS", "not known yet", "No bank statement of 26 November 2026"):
        assert wanted in said
    assert "Not proved yet: NVD-PO." in said
    assert "newest hash of the trail abc" in said


def test_no_name_is_markup_or_steers_a_terminal() -> None:
    assert b"<b>x</b>" not in made("html")
    assert b"\x1b" not in made("html") + made("text")
    assert "<b>x</b>" in text_of(made("pdf"))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range().replace("\r\n", " ") for page in document)
