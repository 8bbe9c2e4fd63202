"""MT940: the strict grammar, pages, years, reversals."""

from __future__ import annotations

import datetime as dt

import pytest

from paycards.bank.statement import Reference
from paycards.demo.banks.mt940 import mt940
from paycards.errors import FileRefused
from tests.bank.made import OTHER, booked, entries, only, read, swift

LINE = ":61:2611091109C1,00NTRFNONREF"
AFTER = "C261109GBP101,00"


@pytest.mark.parametrize(
    ("closing", "entry", "year"),
    [("270104", "1231", 2026), ("261231", "0102", 2027), ("270104", "0102", 2027), ("280301", "0229", 2028)],
)
def test_an_entry_date_takes_the_year_nearest_to_the_statement(closing: str, entry: str, year: int) -> None:
    line = f":61:270101{entry}C1,00NTRFNONREF"
    text = swift(line, opening="C261109GBP100,00", closing=f"C{closing}GBP101,00")
    booked_on = entries(text)[0].booked_on
    assert booked_on is not None
    assert (booked_on.year, booked_on.strftime("%m%d")) == (year, entry)


@pytest.mark.parametrize(
    ("references", "second_line"),
    [
        (
            "LONGER-THAN-SIXTEEN//895123456789012345678",
            "A SUPPLEMENT OF MORE THAN 34 SIGNS ALL",
        ),
        ("INV/2026/11//B", "/OCMT/GBP1,00/"),
        ("", ""),
        ("//BANK", ":NOT A TAG"),
        ("REF WITH SPACES AND 1,00", ""),
    ],
)
def test_references_longer_than_the_standard_allows_are_read_and_change_no_money(
    references: str, second_line: str
) -> None:
    line = f":61:2611091109C1,00NTRF{references}" + (f"\r\n{second_line}" if second_line else "")
    [entry] = entries(swift(line, ":86:PAYMENT", closing=AFTER))
    assert entry.amount_pence == 100
    owner, _, bank = references.partition("//")
    told = dict.fromkeys(each.text for each in entry.references if each.kind != "type")
    assert list(told) == [text for text in (owner, bank, second_line) if text]


def test_several_statements_in_a_file_are_not_merged() -> None:
    file = read(mt940([booked(100), booked(200, account=OTHER)]))
    found = [(each.account.account_number, each.booked_pence) for each in file.statements]
    assert found == [("00004471", 100), ("00004472", 200)]


def test_pages_are_joined_where_their_interim_balances_meet() -> None:
    statement = only(mt940([booked(100, -200, 300, 400, 500)], lines_a_page=2))
    assert (statement.booked, statement.booked_pence, statement.missing_pages) == (5, 1100, "")
    assert (statement.opening and statement.opening.kind, statement.closing and statement.closing.kind) == (
        "60F",
        "62F",
    )


def test_a_page_alone_says_which_is_missing() -> None:
    text = swift(LINE, closing=AFTER).replace(":62F:", ":62M:")
    assert only(text).missing_pages == "page 2 is missing"
    second = text.replace(":60F:", ":60M:").replace(":62M:", ":62F:").replace(":28C:1/1", ":28C:1/2")
    assert only(second).missing_pages == "page 1 of 2 is missing"


def test_pages_that_do_not_meet_are_refused() -> None:
    text = mt940([booked(100, 200)], lines_a_page=1).decode()
    apart = text.replace(":60M:C261109GBP101,00", ":60M:C261109GBP102,00").replace("103,00", "104,00")
    with pytest.raises(FileRefused, match=r"found '102\.00', expected 101\.00"):
        read(apart)


@pytest.mark.parametrize(("mark", "pence"), [("C", 100), ("D", -100), ("RC", -100), ("RD", 100)])
def test_a_reversed_credit_lowers_and_a_reversed_debit_raises_the_balance(mark: str, pence: int) -> None:
    text = swift(f":61:2611091109{mark}1,00NTRFNONREF", closing=f"C261109GBP{100 + pence // 100},00")
    (entry,) = entries(text)
    assert (entry.amount_pence, entry.reversal) == (pence, mark[0] == "R")


def test_a_narrative_behind_the_closing_balance_belongs_to_the_statement() -> None:
    text = swift(LINE, ":86:OURS", closing=AFTER) + ":86:BANK CLOSED ON FRIDAY\r\n"
    assert entries(text)[0].text == "OURS"


def test_a_line_without_a_narrative_has_none_of_its_neighbour() -> None:
    text = swift(LINE, LINE, ":86:SECOND", closing="C261109GBP102,00")
    assert [entry.text for entry in entries(text)] == ["", "SECOND"]


@pytest.mark.parametrize("odd", ["20:44:45", ":90:NOT A TAG", ":20:44:45 PAID", "-DASHED", "{BRACES}"])
def test_a_narrative_line_that_looks_like_a_tag_is_text(odd: str) -> None:
    text = swift(LINE, ":86:PAID AT", odd, closing=AFTER)
    assert entries(text)[0].text == f"PAID AT {odd}"


def test_a_statement_that_is_not_closed_never_takes_the_next_one_in() -> None:
    first = swift(LINE, ":86:X", closing=AFTER).replace(f":62F:{AFTER}\r\n", "")
    second = swift(LINE, ":86:Y", opening=AFTER, closing="C261109GBP102,00")
    with pytest.raises(FileRefused, match=r"line 7, tag 20: this field cannot stand here"):
        read(first + second)


def test_a_word_cut_at_the_end_of_a_full_field_is_whole_again() -> None:
    fields = (
        ":86:166?00GUTSCHR?10123?20EREF+NVD-2026-11-09-ALLPAY-?210042 SVWZ+REMIT?22TANCE",
        "?32ALLPAY LTD",
    )
    assert entries(swift(LINE, *fields, closing=AFTER))[0].text == (
        "166 GUTSCHR 123 EREF+NVD-2026-11-09-ALLPAY-0042 SVWZ+REMIT TANCE ALLPAY LTD"
    )


def test_a_word_cut_at_the_end_of_a_full_line_is_whole_again() -> None:
    full = "A" * 58 + " ALLPAY"[:7]
    (entry,) = entries(swift(LINE, f":86:{full}", "LTD", closing=AFTER))
    assert len(full) == 65
    assert entry.text.endswith("ALLPAYLTD")


def test_the_three_references_are_kept_apart() -> None:
    line = ":61:2611091109C1,00NTRFINV/2026/7//BANK-REF-LONGER-THAN-16"
    (entry,) = entries(swift(line, "SUPPLEMENTARY", ":86:X", closing=AFTER))
    assert entry.references == (
        Reference("owner", "INV/2026/7"),
        Reference("bank", "BANK-REF-LONGER-THAN-16"),
        Reference("supplementary", "SUPPLEMENTARY"),
        Reference("type", "NTRF"),
    )


def test_nonref_is_no_reference() -> None:
    assert entries(swift(LINE, closing=AFTER))[0].references == (Reference("type", "NTRF"),)


@pytest.mark.parametrize("text", [",00", "1.027,98", "1", "1,000", "1 ,00", "1.00", "1,,0"])
def test_an_amount_is_digits_one_comma_and_at_most_two_decimals(text: str) -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 5, tag 61"):
        read(swift(LINE.replace("1,00", text, 1), closing=AFTER))


def test_an_amount_may_end_in_its_comma() -> None:
    assert entries(swift(LINE.replace("1,00", "27,", 1), closing="C261109GBP127,"))[0].amount_pence == 2700


def test_the_envelope_is_taken_off() -> None:
    inside = swift(LINE, ":86:X", closing=AFTER)
    head = "{1:F01PCRDGB2LAXXX0000000000}{2:O9400630261110PCRDGB2LAXXX00000000002611100630N}{4:\r\n"
    assert only(head + inside + "-}{5:{CHK:000000000000}}\r\n").booked == 1
    assert only(head + inside + "-}").closing == only(inside).closing


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "@@"])
def test_every_line_end_is_read(end: str) -> None:
    assert only(swift(LINE, ":86:X", closing=AFTER).replace("\r\n", end)).booked == 1


@pytest.mark.parametrize("around", ["{}@@\r\n", "@@{}@@", "@@\r\n{}"])
def test_two_at_signs_end_a_line_wherever_the_file_ends(around: str) -> None:
    end = "@@" if around.startswith(("@@{", "{")) else "@@\r\n"
    inside = swift(LINE, ":86:X", closing=AFTER).strip().replace("\r\n", end)
    assert only(around.format(inside)).booked == 1


def test_a_byte_order_mark_is_taken_off() -> None:
    assert only("\ufeff" + swift(LINE, closing=AFTER)).booked == 1


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    with pytest.raises(FileRefused, match=r"byte \d+ is not utf-8"):
        read(swift(LINE, ":86:Caffè", closing=AFTER).encode("cp1252"))


def test_the_thirtieth_of_february_is_kept_as_written() -> None:
    (entry,) = entries(swift(":61:2602301109C1,00NTRFNONREF", closing=AFTER))
    assert (entry.value_on, entry.booked_on) == ("260230", dt.date(2026, 11, 9))
    assert entry.note == "value date as written"


def test_an_impossible_entry_date_refuses() -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 5, tag 61.*'0230'"):
        read(swift(":61:2611090230C1,00NTRFNONREF", closing=AFTER))


def test_an_interim_report_is_refused_by_name() -> None:
    text = ":20:X\r\n:25:000471/00004471\r\n:28C:1/1\r\n:34F:GBPD0,\r\n:13D:2611091200+0000\r\n" + LINE
    with pytest.raises(FileRefused, match=r"MT942.*ask the bank for MT940"):
        read(text)


@pytest.mark.parametrize(
    "cut", [":20:PC1\r\n", ":25:000471/00004471\r\n", ":28C:1/1\r\n", f":62F:{AFTER}\r\n"]
)
def test_a_statement_that_lacks_a_field_is_refused(cut: str) -> None:
    with pytest.raises(FileRefused):
        read(swift(LINE, closing=AFTER).replace(cut, ""))


def test_a_foreign_balance_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"another currency than pounds"):
        read(swift(LINE, closing=AFTER).replace("GBP", "EUR"))


def test_a_sum_that_is_a_penny_out_is_refused_with_both_figures() -> None:
    with pytest.raises(FileRefused, match=r"found '101\.01', expected 101\.00"):
        read(swift(LINE, closing="C261109GBP101,01"))


@pytest.mark.parametrize("text", ["hello world", "hello\nworld\n", "20:", ":20", "STARTUMS"])
def test_a_text_in_which_there_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"no statement is found in it"):
        read(text)


@pytest.mark.parametrize("number", ["0", "00000/00", "12345678901/1", "7"])
def test_a_statement_number_may_be_nought_long_or_without_a_page(number: str) -> None:
    statement = only(swift(LINE, closing=AFTER).replace(":28C:1/1", f":28C:{number}"))
    assert (statement.number, statement.missing_pages) == (number.split("/", maxsplit=1)[0], "")


def test_what_the_second_reader_cannot_read_is_not_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    text = swift(LINE, "JANE EXAMPLE", "ANOTHER LINE", closing=AFTER)
    with pytest.raises(FileRefused, match=r"a second reader \(mt-940\) cannot read this message") as refused:
        read(text)
    assert (caplog.text, capfd.readouterr().err) == ("", "")
    assert "JANE" not in str(refused.value)
