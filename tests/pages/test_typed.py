from __future__ import annotations

import datetime as dt

import pytest

from paycards.pages.typed import BadValue, read_date, read_digits, read_pence, read_text, read_whole


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("1234.50", 123450),
        ("£1,234.50", 123450),
        ("12", 1200),
        ("-5.00", -500),
        ("−£0.05", -5),
        (" 0.00 ", 0),
        ("£\u00a01\u202f234.50\u200b", 123450),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, pence: int) -> None:
    assert read_pence(typed, "the amount") == pence


@pytest.mark.parametrize(
    "typed", ["1.5", "1.234", "1,23", "1.234,50", "£", "ten", "1e3", "--5", "٣.00", "1.00p"]
)
def test_an_amount_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(BadValue, match="pounds and pence"):
        read_pence(typed, "the amount")


def test_a_card_number_may_have_spaces_dashes_and_marks_that_nobody_sees() -> None:
    assert read_digits("9826-9999\u00a00000\u200b0000 123", "the card number") == "9826999900000000123"


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", "MARCH", "mar."])
def test_a_month_may_be_a_name(month: str) -> None:
    assert read_date(("27", month, "2026"), "the day") == dt.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Enter the day."),
        (("5", "", "2026"), "The day must include a month."),
        (("5", "6", "26"), "The day must have a year of four digits, like 2026."),
        (("31", "2", "2026"), "The day must be a real date, like 27 3 2026."),
    ],
)
def test_what_is_wrong_with_a_date_names_the_part(parts: tuple[str, str, str], sentence: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_date(parts, "the day")
    assert str(caught.value) == sentence


def test_a_text_has_a_limit_and_no_control_characters() -> None:
    with pytest.raises(BadValue, match="5 characters or fewer"):
        read_text("abcdef", "a note", most=5, required=True)
    with pytest.raises(BadValue, match="cannot be read"):
        read_text("a\x1bb", "a note", most=5, required=True)
    assert read_text(" a\r\nb ", "a note", most=5, required=True) == "a\nb"


@pytest.mark.parametrize("typed", ["-1", "1.0", "٣", "9" * 40])
def test_a_whole_number_is_whole(typed: str) -> None:
    with pytest.raises(BadValue):
        read_whole(typed, "the number", most=1000)
