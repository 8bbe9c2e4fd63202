"""BAI2: records, funds types, totals and signs."""

from __future__ import annotations

import datetime as dt

import pytest
from bai2.constants import TypeCodeLevel, TypeCodes

from paycards.bank.bai2_codes import PUBLISHED
from paycards.demo.banks.bai2 import bai2
from paycards.errors import FileRefused
from tests.bank.made import OTHER, bai, booked, entries, only, read

CREDIT = "16,399,100,0,BANKREF,CUSTREF,{}"


def test_accounts_of_several_groups_are_statements_of_their_own() -> None:
    file = read(bai2([booked(100), booked(-200, account=OTHER)]))
    assert [(each.account.account_number, each.booked_pence) for each in file.statements] == [
        ("00004471", 100), ("00004472", -200),
    ]  # fmt: skip


def test_a_summary_that_is_broken_over_a_continuation_is_one_record() -> None:
    text = bai(CREDIT.format("X"), closing=10100).replace(
        "03,00004471 000471,GBP,010,10000,,,015,10100,,/",
        "03,00004471 000471,GBP,010,10000,,,072,0,,/\n88,074,0,,,015,\n88,10100,,/".replace(
            "015,\n88,", "015,"
        ),
    )
    text = text.replace("49,20200,3/", "49,20200,4/").replace("98,20200,1,5/", "98,20200,1,6/")
    statement = only(text.replace("99,20200,1,7/", "99,20200,1,8/"))
    assert [each.kind for each in statement.balances] == ["072", "074"]
    assert (statement.closing and statement.closing.pence) == 10100


@pytest.mark.parametrize(
    ("text", "read_as"),
    [("A/B, C", "A/B, C"), ("/START", "/START"), ("ENDED/", "ENDED"), ("/", ""), ("", "")],
)
def test_a_slash_ends_a_record_only_where_the_field_is_not_text(text: str, read_as: str) -> None:
    assert entries(bai(CREDIT.format(text), closing=10100))[0].text == f"BANKREF CUSTREF {read_as}".strip()


def test_a_text_goes_on_over_continuations_and_over_lines_without_a_code() -> None:
    text = bai(CREDIT.format("/") + "\n88,ALLPAY LTD,\n88,NVDC 0113", closing=10100)
    lines = [
        ("49,20200,3/", "49,20200,5/"),
        ("98,20200,1,5/", "98,20200,1,7/"),
        ("99,20200,1,7/", "99,20200,1,9/"),
    ]
    for old, new in lines:
        text = text.replace(old, new)
    assert entries(text)[0].text == "BANKREF CUSTREF ALLPAY LTD, NVDC 0113"
    loose = bai(CREDIT.format("ALLPAY LTD") + "\nNVDC 0113", closing=10100)
    assert entries(loose)[0].text == "BANKREF CUSTREF ALLPAY LTD NVDC 0113"


@pytest.mark.parametrize(
    "funds", ["", "Z", "0", "1", "2", "S,60,30,10", "V,261110,", "V,261110,2400", "D,2,0,60,1,40", "D,0"]
)
def test_a_funds_type_consumes_its_own_fields(funds: str) -> None:
    (entry,) = entries(bai(f"16,399,100,{funds},BANKREF,CUSTREF,TEXT", closing=10100))
    assert (entry.amount_pence, entry.text) == (100, "BANKREF CUSTREF TEXT")
    assert entry.value_on == ("2026-11-10" if funds.startswith("V") else "2026-11-09")


@pytest.mark.parametrize("funds", ["", "Z", "S,60,30,10", "V,261110,2400", "D,2,0,60,1,40"])
def test_a_funds_type_of_a_summary_consumes_its_own_fields(funds: str) -> None:
    text = bai(closing=10000).replace(",,/", f",,/\n88,100,0,0,{funds},400,0,0,/", 1)
    for old, new in (("49,20000,2/", "49,20000,3/"), (",1,4/", ",1,5/"), (",1,6/", ",1,7/")):
        text = text.replace(old, new)
    assert [each.kind for each in only(text).balances] == ["100", "400"]


def test_an_unknown_funds_type_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"not a funds type, found 'Q'"):
        read(bai("16,399,100,Q,BANKREF,CUSTREF,TEXT", closing=10100))


@pytest.mark.parametrize(
    ("code", "pence"), [("100", 100), ("399", 100), ("201", 100), ("400", -100), ("699", -100), ("555", -100)]
)
def test_the_sign_is_that_of_the_range_of_the_type_code(code: str, pence: int) -> None:
    assert entries(bai(f"16,{code},100,0,,,X", closing=10000 + pence))[0].amount_pence == pence


def test_a_type_code_that_is_not_published_keeps_the_sign_of_its_range_and_is_flagged() -> None:
    found = entries(bai("16,399,100,0,,,X", "16,111,5,0,,,X", "16,499,7,0,,,X", closing=10098))
    assert [(entry.amount_pence, entry.note) for entry in found] == [
        (100, ""),
        (5, "type code 111 is not published: a credit by its range"),
        (-7, "type code 499 is not published: a debit by its range"),
    ]


def test_the_published_type_codes_are_those_of_the_library_that_reads_bai2_a_second_time() -> None:
    level, known = TypeCodeLevel.detail, TypeCodes.items()
    assert {int(code) for code, each in known if each.level == level and 100 <= int(code) < 700} == PUBLISHED


@pytest.mark.parametrize("code", ["099", "700", "890", "999", "1O0", "39", ""])
def test_a_type_code_outside_the_ranges_is_refused(code: str) -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 4, record 16, field 2"):
        read(bai(f"16,{code},100,0,,,X", closing=10100))


@pytest.mark.parametrize("text", ["-100", "+100", "1.00", "", "1E2"])
def test_an_amount_of_a_transaction_is_digits(text: str) -> None:
    with pytest.raises(FileRefused, match=r"row 1, field line 4, record 16, field 3"):
        read(bai("16,399,100,0,,,X", closing=10100).replace("16,399,100", f"16,399,{text}"))


def test_an_overdrawn_balance_has_its_sign() -> None:
    statement = only(bai("16,399,100,0,,,X", opening=-500, closing=-400))
    assert (statement.opening and statement.opening.pence) == -500


@pytest.mark.parametrize("modifier", ["3", "4"])
def test_a_report_of_the_same_day_is_refused_by_name(modifier: str) -> None:
    with pytest.raises(FileRefused, match=r"same day.*ask the bank for the previous day"):
        read(bai("16,399,100,0,,,X", closing=10100, group=f"1,261109,2400,GBP,{modifier}"))


@pytest.mark.parametrize(("status", "corrects"), [("1", False), ("3", True)])
def test_a_correction_says_that_it_corrects(status: str, corrects: bool) -> None:
    statement = only(bai("16,399,100,0,,,X", closing=10100, group=f"{status},261109,2400,GBP,2"))
    assert statement.corrects is corrects


def test_a_deletion_is_refused_and_posts_nothing_again() -> None:
    with pytest.raises(FileRefused, match=r"takes back.*ask it for the one that takes its place"):
        read(bai("16,399,100,0,,,X", closing=10100, group="2,261109,2400,GBP,2"))


def test_a_test_of_the_bank_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"a test of the bank"):
        read(bai("16,399,100,0,,,X", closing=10100, group="4,261109,2400,GBP,2"))


@pytest.mark.parametrize("time", ["2400", "9999", "", "14:59:35"])
def test_any_time_of_day_is_let_be(time: str) -> None:
    statement = only(bai("16,399,100,0,,,X", closing=10100, group=f"1,261109,{time},GBP,2"))
    assert statement.begins_on == dt.date(2026, 11, 9)


def test_the_currency_falls_from_the_group_to_the_account() -> None:
    text = bai("16,399,100,0,,,X", closing=10100)
    assert only(text.replace("03,00004471 000471,GBP", "03,00004471 000471,")).booked == 1
    assert only(text.replace("2400,GBP,2", "2400,,2")).booked == 1
    with pytest.raises(FileRefused, match=r"another currency than pounds"):
        read(text.replace("GBP", ""))
    with pytest.raises(FileRefused, match=r"another currency than pounds"):
        read(text.replace("03,00004471 000471,GBP", "03,00004471 000471,USD"))


@pytest.mark.parametrize(
    "number", ["00004471 000471", "000471 00004471", "00-04-71 00004471", "00047100004471"]
)
def test_sort_code_and_number_are_found_in_either_order(number: str) -> None:
    account = only(bai(closing=10000).replace("00004471 000471", number)).account
    assert (account.sort_code, account.account_number) == ("000471", "00004471")


@pytest.mark.parametrize(
    ("old", "new"),
    [("49,20200,3/", "49,20201,3/"), ("49,20200,3/", "49,20200,4/"), ("98,20200,1,5/", "98,20201,1,5/"),
     ("98,20200,1,5/", "98,20200,2,5/"), ("98,20200,1,5/", "98,20200,1,6/"), ("99,20200,1,7/", "99,,1,7/"),
     ("99,20200,1,7/", "99,20200,2,7/"), ("99,20200,1,7/", "99,20200,1,8/")],
)  # fmt: skip
def test_totals_and_counts_are_checked_at_all_three_levels(old: str, new: str) -> None:
    text = bai("16,399,100,0,,,X", closing=10100)
    assert old in text
    with pytest.raises(FileRefused, match=r"does not agree with the records"):
        read(text.replace(old, new))


def test_a_trailer_without_its_count_and_blanks_behind_a_record_are_let_be() -> None:
    text = bai("16,399,100,0,,,X", closing=10100).replace("98,20200,1,5/", "98,20200/  ")
    assert only(text).booked == 1


def test_right_totals_do_not_prove_the_balance() -> None:
    with pytest.raises(FileRefused, match=r"found '102\.00', expected 101\.00"):
        read(bai("16,399,100,0,,,X", closing=10200))


@pytest.mark.parametrize("lost", ["02,", "03,", "49,", "98,", "99,"])
def test_a_record_that_is_lost_is_refused(lost: str) -> None:
    lines = bai("16,399,100,0,,,X", closing=10100).splitlines()
    with pytest.raises(FileRefused):
        read("\n".join(line for line in lines if not line.startswith(lost)))


def test_an_account_without_balances_is_unproved() -> None:
    text = bai(closing=0, opening=0).replace(",010,0,,,015,0,,/", ",/")
    assert only(text).unproved == "it gives no opening and no closing balance"
