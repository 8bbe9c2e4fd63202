"""Workbooks: what is read, what is refused by its name, and what would take all memory or time."""

from __future__ import annotations

import datetime as dt
import io
import re
import resource
import time
import zipfile
from typing import Any

import pytest

from paycards.errors import BadRows
from paycards.lists.opening import open_sheet
from tests.lists.workbooks import SHEET, changed, of_rows, strict, with_sheet, workbook

GOOD = of_rows(["fund", "account_reference"], ["rent", "R1"], ["rent", "R2"])
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MOST_SECONDS = 20


def rows_of(data: bytes) -> list[tuple[int, list[object]]]:
    return list(open_sheet("list.xlsx", data).rows)


def refusal(data: bytes, name: str = "list.xlsx") -> str:
    began = time.monotonic()
    with pytest.raises(BadRows) as refused:
        open_sheet(name, data)
    assert time.monotonic() - began < MOST_SECONDS
    ((_, sentence),) = refused.value.rows
    return sentence


def package(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return made.getvalue()


def compound(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "".join(names).encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (compound("Workbook"), "an old Excel file (.xls)"),
        (compound("EncryptionInfo", "EncryptedPackage"), "this workbook has a password"),
        (package(xl__workbook_dot_bin=b"x"), "a binary workbook (.xlsb)"),
        (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument file (.ods)"),
        (package(word__document_dot_xml=b"<x/>"), "a Word document"),
        (package(accounts_dot_csv=b"a,b"), "a zip archive, not a workbook"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"{\\rtf1", "a Word document (RTF)"),
        (b"\x1f\x8b\x08", "compressed with gzip"),
        (b"BZh91AY&SY", "compressed with bzip2"),
        (b"\xfd7zXZ\x00", "compressed with xz"),
        (b"\x28\xb5\x2f\xfd\x20", "compressed with zstd"),
        (b"\x09\x08\x08\x00\x00\x05", "an old Excel file (.xls)"),
        (b"\x09\x02\x06\x00\x00\x00", "an old Excel file (.xls)"),
        (b"ID;PWXL;N;E\r\nC;Y1;X1", "a SYLK file (.slk)"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "a web page under another name"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"\xef\xbb\xbf\r\n<html><table>", "a web page under another name"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an XML spreadsheet of Excel 2003",
        ),
    ],
)
def test_another_kind_of_file_is_named_for_what_it_is(data: bytes, what: str) -> None:
    assert what in refusal(data)


def test_the_strict_form_and_a_workbook_with_macros_are_read() -> None:
    with_macros = changed(GOOD, lambda _, part: part, {"xl/vbaProject.bin": b"never run"})
    for data in (GOOD, strict(GOOD), with_macros):
        assert rows_of(data) == [(2, ["rent", "R1"]), (3, ["rent", "R2"])]


def test_dates_of_both_epochs_are_the_days_that_people_see() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["last_paid_on"])
        sheet.write_datetime(1, 0, dt.datetime(2026, 11, 5), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - a cell of a workbook has no zone

    for since_1904 in (False, True):
        assert rows_of(workbook(fill, date_1904=since_1904)) == [(2, [dt.date(2026, 11, 5)])]


def test_one_cell_far_away_is_refused_and_takes_no_memory() -> None:
    far = workbook(lambda _, sheet: sheet.write_string(199_999, 16_383, "x"))
    assert len(far) < 7_000
    assert "reach as far as cell XFD200000" in refusal(far)
    wide = workbook(lambda _, sheet: sheet.write_string(0, 16_383, "x"))
    assert "cell XFD1" in refusal(wide)
    deep = workbook(lambda _, sheet: sheet.write_string(1_048_575, 0, "x"))
    assert refusal(deep).startswith("it is below the first 250000 rows: split the list, or delete")


def test_cells_that_are_only_coloured_reach_no_further() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["fund"])
        sheet.write_row(1, 0, ["rent"])
        sheet.write_blank(300_000, 16_000, None, book.add_format({"bg_color": "red"}))

    assert rows_of(workbook(fill)) == [(2, ["rent"])]


def test_what_is_huge_when_it_is_unpacked_is_refused_before() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        copy.writestr("xl/workbook.xml", b"<workbook/>")
        with copy.open(SHEET, "w") as part:
            for _ in range(60):
                part.write(bytes(10_000_000))
    assert "more than any list" in refusal(made.getvalue())
    many = changed(GOOD, lambda _, part: part, {f"xl/worksheets/more{n}.xml": b"<x/>" for n in range(2_000)})
    assert "parts" in refusal(many)


def test_a_size_that_is_a_lie_is_no_way_in() -> None:
    made = bytearray(
        with_sheet(GOOD, lambda part: part.replace(b"</sheetData>", b" " * 450_000_000 + b"</sheetData>"))
    )
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        for found in re.finditer(re.escape(mark), bytes(made)):
            place = found.start() + offset
            if int.from_bytes(made[place : place + 4], "little") > 400_000_000:
                made[place : place + 4] = (1_000).to_bytes(4, "little")
    assert refusal(bytes(made))


def test_one_long_text_that_is_shared_by_every_cell_ends_the_reader_alone() -> None:
    text = "x" * 32_000

    def fill(_: Any, sheet: Any) -> None:
        for row in range(20_000):
            for column in range(10):
                sheet.write_string(row, column, text)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "more than 100 million characters" in (said := refusal(workbook(fill))) or "more memory" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", SHEET])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_is_refused(part: str, encoding: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = data.decode().split("?>", 1)[1]
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        return (declared + DOCTYPE.decode() + text).encode(encoding)

    assert "damaged" in refusal(changed(GOOD, change))


def test_a_part_that_stands_twice_is_refused() -> None:
    twice = changed(GOOD, lambda _, part: part, {"XL/worksheets/Sheet1.xml": b"<x/>"})
    assert "damaged" in refusal(twice)


def test_rows_and_cells_without_numbers_have_the_same_marks() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["fund", "account_reference"])
        for row in range(1, 5):
            sheet.write_row(row, 0, ["rent", f"R{row}"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, 0)
        sheet.write_formula(3, 1, '="R"&"3"', None, "R3")

    numbered = workbook(fill)
    bare = with_sheet(numbered, lambda part: re.sub(rb' r="[A-Z]*[0-9]+"', b"", part))
    for data in (numbered, bare):
        sheet = open_sheet("list.xlsx", data)
        assert [number for number, _ in sheet.rows] == [2, 3, 4, 5]
        assert set(sheet.faults) == {3, 5}
        assert set(sheet.odd_cells) == {(4, 1)}


def test_rows_out_of_order_are_damage() -> None:
    swapped = with_sheet(
        GOOD, lambda part: part.replace(b'<row r="3"', b'<row r="1"').replace(b'r="A3"', b'r="A1"')
    )
    assert "damaged" in refusal(swapped)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"])
def test_an_error_is_a_fault_of_its_cell_and_is_not_empty(error: str) -> None:
    cell = f'<c r="B2" t="e"><v>{error}</v></c>'.encode()
    data = with_sheet(GOOD, lambda part: re.sub(rb'<c r="B2".*?</c>', cell, part))
    sheet = open_sheet("list.xlsx", data)
    assert next(sheet.rows) == (2, ["rent", error])
    assert sheet.odd_cells[2, 1] == f"is the error {error} in Excel: fill it in again"


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!"])
def test_an_error_of_a_newer_excel_is_named_with_its_cell(error: str) -> None:
    cell = f'<c r="B2" t="e"><v>{error}</v></c>'.encode()
    data = with_sheet(GOOD, lambda part: re.sub(rb'<c r="B2".*?</c>', cell, part))
    with pytest.raises(BadRows) as refused:
        open_sheet("list.xlsx", data)
    assert refused.value.rows == [(2, f"cell B2 is the error {error} in Excel: fill it in again")]


def test_a_sheet_in_an_encoding_that_the_reader_passes_over_is_damage_and_not_empty() -> None:
    data = with_sheet(GOOD, lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    assert "damaged" in refusal(data)


def test_merged_areas_that_lie_over_each_other_take_no_time() -> None:
    areas = b'<mergeCell ref="A2:B250000"/>' * 20_000 + b'<mergeCell ref="A1:B3"/>'
    merged = b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
    began = time.process_time()
    sheet = open_sheet("list.xlsx", with_sheet(GOOD, lambda part: part.replace(b"</sheetData>", merged)))
    assert len(sheet.faults) == 250_000
    assert time.process_time() - began < MOST_SECONDS


def test_hidden_columns_and_merged_rows_are_marked() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["fund", "account_reference", "notes"])
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(2, 2, 0)
        sheet.merge_range(1, 0, 3, 0, "rent")

    sheet = open_sheet("list.xlsx", workbook(fill))
    assert sheet.hidden == {1, 2}
    assert set(sheet.faults) == {2, 3, 4}


def test_a_hidden_sheet_is_not_read_in_secret() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "fund")
        sheet.hide()
        book.add_worksheet("Cover").activate()

    assert "the only sheet with rows, Customers, is hidden" in refusal(workbook(fill))

    def two(book: Any, sheet: Any) -> None:
        fill(book, sheet)
        book.add_worksheet("More").write(0, 0, "fund")

    assert "several sheets hold rows (Customers (hidden), More)" in refusal(workbook(two))


def test_a_workbook_of_nothing_has_no_rows() -> None:
    assert refusal(workbook(lambda *_: None)) == "there are no rows in it"


def test_a_member_with_a_password_is_named() -> None:
    locked = bytearray(GOOD)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), GOOD):
            locked[found.start() + offset] |= 1
    assert "this workbook has a password" in refusal(bytes(locked))
