"""CSV by a mapping: shapes of money, direction, what may be skipped, what a spreadsheet spoils."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from paycards.bank.reading import read_bank_file
from paycards.demo.banks import csv_export
from paycards.errors import FileRefused
from paycards.settings.bank_account import CsvMapping
from tests.bank.made import MAPPINGS, booked, entries, only, read

SIGNED = CsvMapping.model_validate({"date": "Date", "text": "Text", "amount": "Amount", "balance": "Balance"})
HEAD = "Date,Text,Amount,Balance\n"
TWO = CsvMapping.model_validate(
    {"date": "Date", "text": "Text", "paid_in": "In", "paid_out": "Out", "balance": "Balance"}
)


def rows(*cells: str, head: str = HEAD) -> str:
    return head + "".join(f"{row}\n" for row in cells)


GOOD = rows("09/11/2026,A,1.00,101.00", "09/11/2026,B,-3.00,98.00", "10/11/2026,C,5.00,103.00")


def pence(text: str, mapping: CsvMapping) -> list[int]:
    return [entry.amount_pence for entry in entries(text, mapping)]


def test_one_column_with_its_own_sign() -> None:
    statement = only(GOOD, SIGNED)
    assert pence(GOOD, SIGNED) == [100, -300, 500]
    assert (statement.opening and statement.opening.pence, statement.closing and statement.closing.pence) == (
        10000,
        10300,
    )


def test_two_positive_columns() -> None:
    text = rows("09/11/2026,A,1.00,,101.00", "09/11/2026,B,,3.00,98.00", head="Date,Text,In,Out,Balance\n")
    assert pence(text, TWO) == [100, -300]


def test_the_same_headings_in_the_other_order_are_found_by_name() -> None:
    text = rows("09/11/2026,A,,1.00,101.00", "09/11/2026,B,3.00,,98.00", head="Date,Text,Out,In,Balance\n")
    assert pence(text, TWO) == [100, -300]


def test_money_out_that_is_written_negative_must_be_declared() -> None:
    text = rows("09/11/2026,A,1.00,,101.00", "09/11/2026,B,,-3.00,98.00", head="Date,Text,In,Out,Balance\n")
    assert pence(text, TWO.model_copy(update={"paid_out_negative": True})) == [100, -300]
    with pytest.raises(FileRefused, match=r"row 2, field line 3, Out: the sign is not that of the mapping"):
        read(text, TWO)


@pytest.mark.parametrize(("credit", "debit"), [("C", "D"), ("CR", "DR"), ("+", "-")])
def test_an_amount_with_a_mark_in_its_own_column(credit: str, debit: str) -> None:
    mapping = SIGNED.model_copy(update={"sign": "Mark"})
    text = rows(
        f"09/11/2026,A,1.00,{credit},101.00",
        f"09/11/2026,B,3.00,{debit},98.00",
        head="Date,Text,Amount,Mark,Balance\n",
    )
    assert pence(text, mapping) == [100, -300]


@pytest.mark.parametrize("cells", ["1.00,1.00", ","])
def test_a_row_with_both_or_neither_filled_is_refused(cells: str) -> None:
    text = rows(f"09/11/2026,A,{cells},101.00", head="Date,Text,In,Out,Balance\n")
    with pytest.raises(FileRefused, match=r"row 1, field line 2, In: (both|neither)"):
        read(text, TWO)


def test_the_running_balance_finds_the_direction() -> None:
    newest_first = rows("10/11/2026,C,5.00,103.00", "09/11/2026,B,-3.00,98.00", "09/11/2026,A,1.00,101.00")
    statement = only(newest_first, SIGNED)
    assert (statement.opening and statement.opening.pence, statement.closing and statement.closing.pence) == (
        10000,
        10300,
    )
    assert pence(newest_first, SIGNED) == [500, -300, 100]
    assert [entry.amount_pence for entry in statement.as_booked] == [100, -300, 500]


def test_rows_of_one_day_are_in_order_by_the_balance_alone() -> None:
    text = rows("09/11/2026,C,5.00,103.00", "09/11/2026,B,-3.00,98.00", "09/11/2026,A,1.00,101.00")
    opening = only(text, SIGNED).opening
    assert (opening and opening.pence) == 10000


def test_a_file_that_reads_both_ways_is_refused_until_the_mapping_says_which() -> None:
    text = rows("09/11/2026,A,1.00,101.00", "09/11/2026,B,-1.00,100.00")
    with pytest.raises(FileRefused, match=r"newest first and newest last"):
        read(text, SIGNED)
    opening = only(text, SIGNED.model_copy(update={"order": "newest_last"})).opening
    assert (opening and opening.pence) == 10000
    opening = only(text, SIGNED.model_copy(update={"order": "newest_first"})).opening
    assert (opening and opening.pence) == 10100


def test_days_decide_where_balances_read_both_ways() -> None:
    opening = only(rows("09/11/2026,A,1.00,101.00", "10/11/2026,B,-1.00,100.00"), SIGNED).opening
    assert (opening and opening.pence) == 10000


@pytest.mark.parametrize("lost", [1, 2])
def test_a_row_that_is_lost_breaks_the_balance(lost: int) -> None:
    lines = GOOD.splitlines()
    text = "\n".join([*lines[:2], *lines[3:]] if lost == 1 else [lines[0], lines[1], lines[3]])
    with pytest.raises(FileRefused, match=r"the balance does not follow.*found '103.00', expected 106.00"):
        read(text, SIGNED)


def test_the_wrong_direction_in_the_mapping_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"the balance does not follow"):
        read(GOOD, SIGNED.model_copy(update={"order": "newest_first"}))


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 2, Date: .*'11/13/2026'.* form dd/mm/yyyy"):
        read(rows("11/13/2026,A,1.00,101.00"), SIGNED)
    american = SIGNED.model_copy(update={"date_form": "mm/dd/yyyy"})
    assert entries(rows("11/09/2026,A,1.00,101.00"), american)[0].booked_on == dt.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("form", "text"),
    [("dd mon yyyy", "09 Nov 2026"), ("yyyy/mm/dd", "2026/11/09"), ("dd/mm/yy", "09/11/26"),
     ("%d-%m-%Y", "09-11-2026"), ("DD.MM.YYYY", "09.11.2026"), ("%d %b %Y", "09 NOV 2026")],
)  # fmt: skip
def test_forms_of_dates(form: str, text: str) -> None:
    mapping = CsvMapping.model_validate({**SIGNED.model_dump(), "date_form": form})
    assert entries(rows(f"{text},A,1.00,101.00"), mapping)[0].booked_on == dt.date(2026, 11, 9)


def test_encodings_are_stated_and_marks_at_the_beginning_taken_off() -> None:
    assert only(b"\xef\xbb\xbf" + GOOD.encode(), SIGNED).booked == 3
    assert only(GOOD.encode("utf-16"), SIGNED.model_copy(update={"encoding": "utf-16"})).booked == 3
    pounds = GOOD.replace(",1.00", ",£1.00").encode("cp1252")
    assert only(pounds, SIGNED.model_copy(update={"encoding": "cp1252"})).booked == 3
    with pytest.raises(FileRefused, match=r"byte \d+ is not utf-8"):
        read(pounds, SIGNED)


def test_a_file_with_content_of_which_nothing_was_read_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"names no account, day or balance"):
        read(HEAD, SIGNED)
    with pytest.raises(FileRefused, match=r"no statement is found"):
        read(GOOD)


def test_a_preamble_of_so_many_rows_is_skipped() -> None:
    text = "Account name,COUNCIL\nAccount,00004471\n" + GOOD
    assert only(text, SIGNED.model_copy(update={"skip_rows": 2})).booked == 3
    with pytest.raises(FileRefused, match=r"this heading is missing, found 'Date'"):
        read(text, SIGNED)


def test_rows_that_may_be_skipped_are_named_and_any_other_is_refused_with_its_line() -> None:
    text = GOOD + "\n\nEnd of export\n"
    assert only(text, SIGNED.model_copy(update={"skip_rows": ("^End of export",)})).booked == 3
    with pytest.raises(FileRefused, match=r"line 7: .*neither an entry nor a row that may be skipped"):
        read(text, SIGNED)


def test_a_heading_that_stands_again_is_refused_unless_named() -> None:
    text = GOOD + HEAD
    with pytest.raises(FileRefused, match=r"row 4, field line 5, Date"):
        read(text, SIGNED)


@pytest.mark.parametrize(
    "row", ["09/11/2026,A,1.00,101.00,", "  09/11/2026, A, 1.00, 101.00", "'09/11/2026,A,+1.00,101.00"]
)
def test_manners_of_banks_are_let_be(row: str) -> None:
    assert pence(rows(row), SIGNED) == [100]


@pytest.mark.parametrize(
    ("text", "expected"), [(".54", 54), ('"1,234.56"', 123456), ("£7", 700), ("-£0.05", -5), ("1234", 123400)]
)
def test_amounts_of_banks(text: str, expected: int) -> None:
    assert pence(rows(f"09/11/2026,A,{text},2000.00"), SIGNED) == [expected]


@pytest.mark.parametrize(
    "text", ["1.5", "1.234", '"1,23.00"', "(1.00)", "1.00-", "", "1 000.00", "--1.00", "\uff11.00"]
)
def test_another_form_of_amount_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 2, Amount"):
        read(rows(f"09/11/2026,A,{text},101.00"), SIGNED)


@pytest.mark.parametrize("text", ["€1.00", "1.00 EUR", "$1.00"])
def test_another_currency_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"another currency"):
        read(rows(f"09/11/2026,A,{text},101.00"), SIGNED)


@pytest.mark.parametrize(
    "row",
    ["46335,A,1.00,101.00", "09/11/2026,A,1.5,101.50", "09/11/2026,1.2E+10,1.00,101.00",
     "########,A,1.00,101.00", "09/11/2026,#NAME?,1.00,101.00"],
)  # fmt: skip
def test_a_file_that_a_spreadsheet_has_spoiled_is_refused_with_what_to_do(row: str) -> None:
    with pytest.raises(FileRefused, match=r"opened in a spreadsheet.*export it again"):
        read(rows(row), SIGNED)


def test_an_account_number_that_lost_its_zeros_is_refused() -> None:
    text = csv_export.lloyds(booked(100)).replace(b"00004471", b"4471")
    with pytest.raises(FileRefused, match=r"row 1, .*not an account; perhaps it was opened in a spreadsheet"):
        read(text)


def test_equal_rows_of_one_day_are_all_kept() -> None:
    text = rows("09/11/2026,A,1.00,101.00", "09/11/2026,A,1.00,102.00", "09/11/2026,A,1.00,103.00")
    assert pence(text, SIGNED) == [100, 100, 100]


def test_each_account_in_the_file_is_a_statement_of_its_own() -> None:
    mapping = SIGNED.model_copy(update={"account": ("Account",)})
    text = rows(
        "09/11/2026,A,1.00,101.00,00-04-71 00004471", "09/11/2026,B,1.00,8.00,00-04-71 00004472",
        "10/11/2026,C,1.00,102.00,00-04-71 00004471", head="Date,Text,Amount,Balance,Account\n",
    )  # fmt: skip
    file = read(text, mapping)
    assert [(each.account.account_number, each.booked) for each in file.statements] == [
        ("00004471", 2), ("00004472", 1),
    ]  # fmt: skip
    assert [entry.place for entry in file.entries] == [1, 3, 2]


def test_an_account_in_another_currency_is_refused() -> None:
    mapping = SIGNED.model_copy(update={"account": ("Account",)})
    text = rows("09/11/2026,A,1.00,101.00,000471-00004471 {}", head="Date,Text,Amount,Balance,Account\n")
    assert only(text.format("GBP"), mapping).account.account_number == "00004471"
    with pytest.raises(FileRefused, match=r"another currency"):
        read(text.format("EUR"), mapping)


def test_an_export_without_balances_is_unproved() -> None:
    statement = only(csv_export.barclays(booked(100, 200)))
    assert (statement.unproved, statement.opening) == ("it gives no opening and no closing balance", None)


def test_a_file_without_headings_is_read_by_number() -> None:
    mapping = CsvMapping.model_validate({"date": 1, "text": 2, "amount": 3, "balance": 4})
    assert pence(GOOD.removeprefix(HEAD), mapping) == [100, -300, 500]


def test_several_mappings_that_fit_are_refused() -> None:
    other = SIGNED.model_copy(update={"date_form": "mm/dd/yyyy"})
    with pytest.raises(FileRefused, match=r"several mappings fit it"):
        read_bank_file(GOOD.encode(), {"one": SIGNED, "other": other})


@pytest.mark.parametrize(
    ("row", "match"),
    [('09/11/2026,"A,1.00,101.00', "not CSV"), ("09/11/2026,A,1.00", "too few cells"),
     ("09/11/2026,A,1.00,101.00,more", "more cells than headings"), ("09/11/2026,\0,1.00,101.00", "NUL")],
)  # fmt: skip
def test_a_row_that_is_out_of_shape_is_refused(row: str, match: str) -> None:
    with pytest.raises(FileRefused, match=match):
        read(rows(row), SIGNED)


@pytest.mark.parametrize(
    "keys",
    [{}, {"amount": "A", "paid_in": "B", "paid_out": "C"}, {"paid_in": "B"}, {"amount": 3},
     {"amount": "A", "balance": "A"}, {"paid_in": "B", "paid_out": "C", "sign": "S"},
     {"amount": "A", "date_form": "dd/yyyy"}, {"amount": "A", "date_form": "dd/mm/yyyy HH"},
     {"amount": "A", "encoding": "guess"}, {"amount": "A", "skip_rows": -1},
     {"amount": "A", "skip_rows": ["("]},
     {"amount": "A", "order": "sorted"}, {"amount": "A", "delimiter": ";"}, {"amount": "A", "text": []}],
)  # fmt: skip
def test_a_mapping_that_is_wrong_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CsvMapping.model_validate({"date": "D", "text": "T", **keys})


def test_the_mappings_that_come_with_paycards_read_what_banks_write() -> None:
    for write, name in ((csv_export.lloyds, "lloyds-online"), (csv_export.natwest, "natwest-online")):
        file = read(write(booked(100, -200)))
        assert (file.format, file.statements[0].booked_pence) == (f"CSV {name}", -100)
    assert set(MAPPINGS) == {"barclays-online", "hsbc-business", "lloyds-online", "natwest-online"}
