"""Reading the list of a closing office: CSV and workbooks, headings, cells, and what Excel does to them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from paycards.closing.office_list.office_list import OfficeList
from paycards.closing.office_list.reading import read_office_list
from paycards.errors import BadRows, Invalid, UsageError
from paycards.settings.council import Council

COUNCIL = Council(code="NVD", name="Northvale District Council")
HEADINGS = ["fund", "account_reference", "last_paid_on", "usual_amount", "payments_a_year"]


def read(text: str, name: str = "list.csv") -> OfficeList:
    return read_office_list(COUNCIL, name, text.encode())


def workbook(fill: Callable[[Any, Any], None], *more: str) -> bytes:
    """A workbook whose first sheet has the headings and whatever `fill` puts there."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Customers")
        sheet.write_row(0, 0, HEADINGS)
        fill(book, sheet)
        for name in more:
            book.add_worksheet(name).write(0, 0, "notes")
    return file.getvalue()


def read_book(fill: Callable[[Any, Any], None], *more: str, sheet: str | None = None) -> OfficeList:
    return read_office_list(COUNCIL, "list.xlsx", workbook(fill, *more), sheet)


def faults(found: OfficeList) -> dict[int, str]:
    return {int(str(number)): fault for number, fault in found.rows["fault"].items() if fault}


def refused(call: Callable[[], object]) -> list[tuple[int, str]]:
    with pytest.raises(BadRows) as bad:
        call()
    return bad.value.rows


def test_every_column_is_read() -> None:
    found = read(
        "fund,account_reference,title,forenames,surname,address,postcode,holder,language,large_print,"
        "payments_a_year,last_paid_on,usual_amount\n"
        'Council Tax, r200 1 ,Mrs,Ann  Mary,Jones,"1 High St,\nFlat 2",NV1 1AA,A Jones,Welsh,Yes,52,'
        '5/11/2026,"£1,060.5"\n'
    )
    row = found.rows.loc[2]
    assert row["fund"] == "council_tax"
    assert (row["account_reference"], row["match_reference"]) == ("r200 1", "R200 1")
    assert row["normalised_reference"] == "R2001"
    assert (row["forenames"], row["address"], row["holder"]) == ("Ann Mary", "1 High St, Flat 2", "A Jones")
    assert (row["language"], row["large_print"], row["payments_a_year"]) == ("cy", 1, 52)
    assert (row["last_paid_on"], row["usual_amount_pence"], row["fault"]) == ("2026-11-05", 106050, "")


def test_headings_are_known_whatever_their_capitals_spaces_and_marks() -> None:
    found = read("\ufeffAccount Ref.,FUND,Post Code,Notes\nR1,rent,NV1 1AA,x\n")
    assert list(found.rows.loc[2, ["fund", "account_reference", "postcode"]]) == ["rent", "R1", "NV1 1AA"]
    assert found.unused == ("Notes",)


def test_a_heading_that_is_missing_or_stands_twice_is_said() -> None:
    assert refused(lambda: read("fund,name\nrent,x\n")) == [
        (1, "there is no column account_reference: row 1 must hold the headings")
    ]
    assert refused(lambda: read("fund,reference,Account No\nrent,x,y\n")) == [
        (1, "'Account No' and 'reference' both mean account_reference: leave one of the two out")
    ]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_empty_ones_are_none() -> None:
    found = read('fund,account_reference\n\nrent,R1\n,\nrent,"R2\nx"\nrent,R3\n')
    assert found.rows.index.tolist() == [3, 5, 6]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("", "account_reference is empty: fill it in"),
        ("9.87E+15", "account_reference is 9.87E+15, which Excel has made of a number"),
        ("772365247.0", "account_reference is 772365247.0, which Excel has made of a number"),
        ("R1\u20132", "account_reference holds a character that no reference has: type it in again"),
        ("R" * 201, "account_reference has more than 200 characters: shorten it"),
    ],
)
def test_a_reference_that_cannot_be_right_is_said(cell: str, fault: str) -> None:
    assert faults(read(f"fund,account_reference\nrent,{cell}\n"))[2].startswith(fault)


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("fund", "parking", "fund is 'parking': it must be rent or council_tax, or empty for any of them"),
        ("language", "fr", "language must be en or cy, or empty for en"),
        ("large_print", "perhaps", "large_print must be yes or no, or empty for no"),
        ("payments_a_year", "weekly", "payments_a_year is 'weekly': it must be a whole number, or empty"),
        ("usual_amount", "about 20", "usual_amount is 'about 20': it must be pounds such as 60.50, or empty"),
        ("usual_amount", "-5", "usual_amount is '-5': it must be pounds such as 60.50, or empty"),
        *(
            (
                "last_paid_on",
                day,
                "last_paid_on must be a real date, as YYYY-MM-DD or DD/MM/YYYY, or empty",
            )
            for day in ("31/09/2026", "11/13/2026", "1/2/26", "yesterday")
        ),
        ("holder", "A\x07B", "holder holds a character that nobody sees (U+0007): type it in again"),
        ("holder", "A\u202eB", "holder holds a character that nobody sees (U+202E): type it in again"),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_fault_of_its_row(column: str, cell: str, fault: str) -> None:
    headings = ["account_reference", *{"fund", column}]
    values = {"account_reference": "R1", "fund": "", column: cell}
    text = f"{','.join(headings)}\n{','.join(values[each] for each in headings)}\n"
    assert faults(read(text)) == {2: fault}


def test_every_fault_of_a_row_is_told() -> None:
    found = read("fund,account_reference,language\nrent,,fr\n")
    assert faults(found)[2].count(";") == 1


def test_a_row_of_another_width_is_a_fault() -> None:
    found = read("fund,account_reference,address\nrent,R1,1 High St, Northvale\nrent,R2\nrent,R3,x,\n")
    assert set(faults(found)) == {2, 3}
    assert "quote a field that holds a comma" in faults(found)[2]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"fund:account_reference\nrent:R1\n", "there is no column fund"),
        ("fund,account_reference\nrent,R1\n".encode("utf-16-le"), "in UTF-16 without its mark"),
        ("fund,account_reference\nrent,R1\n".encode("utf-16")[:-1], "in UTF-16, and it is damaged"),
        ("fund,account_reference\nrent,R1\n".encode("utf-32"), "in UTF-32"),
        ("fund,account_reference\nrent,Gwên\n".encode("cp850"), "is not UTF-8"),
        ("fund,account_reference\nrent,Gwên\n".encode("mac-roman"), "is not UTF-8"),
        ("fund,account_reference\nrent,Gŵyn\n".encode("iso8859-14"), "is not UTF-8"),
        ("fund,account_reference\nrent,é\n".encode() + b"rent,\xe9\n", "is not UTF-8"),
        (b'fund,account_reference\nrent,"R1\n', "the quoting is broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel file"),
        (b"PK\x03\x04 cut short", "not an Excel workbook, or it is damaged"),
        (b"", "there is no column fund"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(data: bytes, what: str) -> None:
    rows = refused(lambda: read_office_list(COUNCIL, "list", data))
    assert what in rows[0][1]


def test_a_workbook_cut_short_is_refused() -> None:
    whole = workbook(lambda _, sheet: sheet.write_row(1, 0, ["rent", "R1"]))
    for length in range(4, len(whole) - 1, 97):
        assert refused(lambda length=length: read_office_list(COUNCIL, "list.xlsx", whole[:length]))  # type: ignore[misc]


def test_cells_of_a_workbook_are_read_as_they_are_stored() -> None:
    def fill(book: Any, sheet: Any) -> None:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(2, 0, ["rent", "R1"])
        sheet.write_datetime(2, 2, dt.datetime(2026, 11, 5), date)  # noqa: DTZ001 - a cell of a workbook has no zone
        sheet.write_row(2, 3, [60.5, 52])

    row = read_book(fill).rows.loc[3]
    assert list(row[["fund", "account_reference", "last_paid_on"]]) == ["rent", "R1", "2026-11-05"]
    assert list(row[["usual_amount_pence", "payments_a_year", "is_number", "fault"]]) == [6050, 52, 0, ""]


def test_a_sheet_that_begins_further_in_is_read_from_its_first_row() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 2, ["fund", "account_reference"])
        sheet.write_row(1, 2, ["rent", "R1"])
    found = read_office_list(COUNCIL, "list.xlsx", file.getvalue())
    assert found.rows.loc[2, "account_reference"] == "R1"


def test_a_reference_that_is_a_number_in_excel_is_marked_and_a_rounded_one_is_refused() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row, cell in enumerate([772365247, 1.0e17, 12.5, -3, 9826999900000000018], start=1):
            sheet.write_row(row, 0, ["council_tax", cell])

    found = read_book(fill)
    assert found.rows["is_number"].tolist() == [1] * 5
    assert found.rows.loc[2, "account_reference"] == "772365247"
    assert sorted(faults(found)) == [3, 4, 5, 6]
    assert faults(found)[3].startswith("account_reference is the number 1e+17 in Excel")


def test_dates_truth_and_formulas_are_no_references() -> None:
    def fill(book: Any, sheet: Any) -> None:
        date = book.add_format({"num_format": "d-mmm"})
        sheet.write(1, 0, "rent")
        sheet.write_datetime(1, 1, dt.datetime(2026, 12, 1), date)  # noqa: DTZ001 - a cell of a workbook has no zone
        sheet.write_row(2, 0, ["rent", True])
        sheet.write(3, 0, "rent")
        sheet.write_formula(3, 1, '="R"&"1"', None, "R1")

    told = faults(read_book(fill))
    assert told[2].startswith("account_reference is a date in Excel")
    assert told[3].startswith("account_reference is TRUE or FALSE in Excel")
    assert told[4] == "account_reference holds a formula: copy it and paste its value"


def test_a_text_that_looks_like_a_formula_is_text() -> None:
    found = read_book(lambda _, sheet: sheet.write_string(1, 1, "=R1"))
    assert (found.rows.loc[2, "account_reference"], faults(found)) == ("=R1", {})


def test_hidden_and_merged_rows_are_refused_one_by_one() -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in range(1, 7):
            sheet.write_row(row, 0, ["rent", f"R{row}"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.merge_range(4, 2, 5, 3, "2026-11-05")

    told = faults(read_book(fill))
    assert set(told) == {3, 5, 6}
    assert told[3].startswith("the row is hidden in the workbook")
    assert told[5].startswith("cells are merged here")


def test_several_sheets_are_refused_unless_one_is_named() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["rent", "R1"])

    told = refused(lambda: read_book(fill, "Old"))
    assert told == [
        (1, "several sheets hold rows (Customers, Old): say which is meant, or delete the others")
    ]
    assert read_book(fill, "Old", sheet="Customers").rows.loc[2, "account_reference"] == "R1"
    with pytest.raises(UsageError, match=r"No sheet Nobody\. Choose Customers or Old\."):
        read_book(fill, "Old", sheet="Nobody")


def test_text_has_no_sheet_to_name() -> None:
    with pytest.raises(Invalid, match="is text, and has no sheets: leave the sheet out"):
        read_office_list(COUNCIL, "list.csv", b"fund,account_reference\nrent,R1\n", sheet="Customers")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_list_that_is_too_long_is_refused_before_its_cells_are_understood(
    monkeypatch: pytest.MonkeyPatch, line_end: str
) -> None:
    monkeypatch.setattr("paycards.closing.office_list.reading.MOST_ROWS", 4)
    monkeypatch.setattr("paycards.closing.office_list.reading._frame", None)
    text = line_end.join(["fund,account_reference", *["rent,R1"] * 4, ""])
    assert refused(lambda: read(text)) == [(4, "there are more than 4 rows: split the list")]
    monkeypatch.undo()
    monkeypatch.setattr("paycards.closing.office_list.reading.MOST_ROWS", 5)
    assert len(read(text).rows) == 4
