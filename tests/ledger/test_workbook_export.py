"""The exports as a workbook: each cell of its type, and no cell that can become a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence

import pytest
from python_calamine import CalamineWorkbook

from paycards.errors import Failed
from paycards.jobs.export import export_workbook
from paycards.ledger.exports.every import EXPORTS
from tests.ledger.town import CARD, Town


@pytest.fixture(scope="module")
def town(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town that is only read."""
    town = Town(database_of_module, tmp_path_factory.mktemp("town"))
    town.account("NVD", "rent", "R100000001", owes_pence=-50)
    town.payzone_night()
    town.allpay("NVDC0001.PO", ("R100000001", 1250), ("=1+1", 300), ("+44 20", 1), ("-1", 2), ("@SUM(A1)", 3))
    town.reconcile()
    yield town
    town.visit.installation.engine.dispose()


def workbook(town: Town, name: str) -> bytes:
    out = io.BytesIO()
    export_workbook(town.visit, name, out)
    return out.getvalue()


def rows(town: Town, name: str) -> Sequence[Sequence[object]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(workbook(town, name))).get_sheet_by_name(name).to_python()
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_a_workbook_has_the_rows_and_columns_of_the_csv(town: Town, name: str) -> None:
    header, *found = rows(town, name)
    expected = list(csv.reader(io.StringIO(town.export(name))))
    assert [str(each).replace("_pounds", "_pence") for each in header] == expected[0]
    assert len(found) == len(expected) - 1
    for row, line in zip(found, expected[1:], strict=True):
        for heading, cell, text in zip(header, row, line, strict=True):
            if str(heading).endswith("_pounds"):
                assert isinstance(cell, float)
                assert round(cell * 100) == int(text)
            elif isinstance(cell, dt.date):
                assert cell.isoformat() == text
            elif isinstance(cell, float):
                assert int(cell) == int(text)
            else:
                assert cell == text


def test_card_numbers_and_references_are_text_and_dates_are_dates(town: Town) -> None:
    header, first, *_, last = rows(town, "lines")
    of_first, of_last = (dict(zip(header, row, strict=True)) for row in (first, last))
    assert of_first["card_number"] == CARD
    assert of_last["card_number"] == "000000"
    assert of_last["client_reference"] == "@SUM(A1)"
    assert of_last["paid_on"] == dt.date(2026, 11, 13)
    assert of_last["amount_pounds"] == 0.03


@pytest.mark.parametrize("name", EXPORTS)
def test_no_cell_is_a_formula_or_a_link(town: Town, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(town, name))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_more_rows_than_a_sheet_holds_are_refused_by_name(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paycards.ledger.exports.workbook.MOST_ROWS", 3)
    with pytest.raises(Failed, match="The export lines has more rows than a workbook can hold"):
        workbook(town, "lines")
