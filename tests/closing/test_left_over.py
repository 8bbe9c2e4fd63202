"""What is left over of a list is the list as it was, and can be given again."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.closing.bulk_issue.matching import listed, matches
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.report import left_over_list, write_workbook
from paycards.closing.office_list.office_list import OfficeList
from paycards.closing.office_list.reading import read_office_list
from paycards.errors import BadRows
from paycards.jobs.import_accounts import import_accounts
from paycards.lists.opening import open_sheet
from paycards.settings.council import Council
from paycards.store.engine import writing
from tests.lists.workbooks import of_rows, with_sheet, workbook

COUNCIL = Council(code="NVD", name="Northvale District Council")
NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
HEADINGS = ["Fund", "Account Ref.", "Usual amount", "Last paid", "Notes"]


def left_over(office_list: OfficeList) -> bytes:
    decided = [DecidedRow(number, "malformed", f"why {number}", "") for number in office_list.rows.index[1:]]
    file = io.BytesIO()
    columns, rows = left_over_list(decided, office_list)
    write_workbook(file, columns, rows, created=NOW)
    return file.getvalue()


def rows_of(data: bytes) -> list[list[object]]:
    sheet = open_sheet("left-over.xlsx", data)
    return [list(sheet.headings), *(cells for _, cells in sheet.rows)]


def test_the_rows_of_text_keep_their_numbers_and_are_as_they_were() -> None:
    text = (
        "Fund,Account Ref.,Usual amount,Last paid,Notes\n"
        "rent,R1,60,2026-11-05,\n"
        "\n"
        "rent, r 2 ,£1/060.5,31/09/2026,=1+1\n"
        "bus,0770001,about 20,5/11/2026,ring first\n"
    )
    found = read_office_list(COUNCIL, "list.csv", text.encode())
    again = left_over(found)
    assert rows_of(again) == [
        ["row", "why", *HEADINGS],
        [4.0, "why 4", "rent", " r 2 ", "£1/060.5", "31/09/2026", "=1+1"],
        [5.0, "why 5", "bus", "0770001", "about 20", "5/11/2026", "ring first"],
    ]
    second = read_office_list(COUNCIL, "left-over.xlsx", again)
    assert second.unused == ("Notes",)
    assert second.rows["account_reference"].tolist() == ["r 2", "0770001"]
    assert rows_of(left_over(second))[0] == ["row", "why", *HEADINGS]


def test_numbers_dates_and_errors_of_a_workbook_stay_what_they_are() -> None:
    data = of_rows(
        HEADINGS,
        ["rent", "R1", 60, "", ""],
        ["rent", 770001, 60.5, "", True],
        ["rent", 9826999900000000018, "", "", ""],
    )
    data = with_sheet(
        data, lambda part: part.replace(b'<c r="C3"><v>60.5</v></c>', b'<c r="C3" t="e"><v>#N/A</v></c>')
    )
    again = rows_of(left_over(read_office_list(COUNCIL, "list.xlsx", data)))
    assert again[1][2:5] == ["rent", 770001.0, "#N/A"]
    assert again[1][6] is True
    assert again[2][3] == 9826999900000000018.0


def test_a_column_that_counts_and_is_hidden_stops_the_list() -> None:
    def fill(_: object, sheet: object) -> None:
        sheet.write_row(0, 0, ["fund", "account_reference"])  # type: ignore[attr-defined]
        sheet.write_row(1, 0, ["rent", "R1"])  # type: ignore[attr-defined]
        sheet.set_column(1, 1, None, None, {"hidden": True})  # type: ignore[attr-defined]

    with pytest.raises(BadRows) as bad:
        read_office_list(COUNCIL, "list.xlsx", workbook(fill))
    assert "the column account_reference is hidden" in bad.value.rows[0][1]


def test_a_reference_of_text_that_may_have_lost_zeros_names_no_account(visit: Visit, tmp_path: Path) -> None:
    header = (
        "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
        "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
    )
    references = ("0770001", "770002", "R1")
    (tmp_path / "a.csv").write_text(
        "\n".join([header, *(f"NVD,council_tax,{reference},open,0{',' * 13}" for reference in references)])
    )
    import_accounts(visit, tmp_path / "a.csv")
    text = "fund,account_reference\ncouncil_tax,770001\ncouncil_tax,770002\n,r1\n,0770001\n"
    found = read_office_list(COUNCIL, "list.csv", text.encode())
    with (
        writing(visit.installation.engine) as connection,
        listed(connection, 1, found.rows) as (customers, candidates),
    ):
        named = [
            each.account.reference if each.account else None
            for each in matches(connection, customers, candidates)
        ]
    assert named == [None, "770002", "R1", "0770001"]
