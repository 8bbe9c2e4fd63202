"""Whatever a bank has booked: written in each format, it is read as it was, to the penny."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.demo.banks import csv_export
from paycards.demo.banks.bai2 import bai2
from paycards.demo.banks.booked import Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.demo.banks.mt940 import mt940
from paycards.errors import FileRefused
from tests.bank.made import ACCOUNT, OTHER, read

FIRST = dt.date(2026, 12, 28)
TEXT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /,.-:", min_size=1, max_size=150).map(
    lambda text: " ".join(text.split()) or "X"
)
PENCE = st.integers(-(10**11), 10**11)


@st.composite
def statements(draw: st.DrawFn, most: int = 8) -> Booked:
    days = draw(st.integers(0, 9))
    last = FIRST + dt.timedelta(days=days)
    lines = [
        Line(FIRST + dt.timedelta(days=draw(st.integers(0, days))), draw(PENCE), f"L{draw(TEXT)}")
        for _ in range(draw(st.integers(0, most)))
    ]
    account = draw(st.sampled_from([ACCOUNT, OTHER]))
    return Booked(
        account,
        draw(st.integers(1, 999)),
        FIRST,
        last,
        draw(PENCE),
        sorted(lines, key=lambda line: line.booked_on),
    )


def seen(data: bytes) -> list[tuple[object, ...]]:
    return [
        (
            each.account.sort_code + each.account.account_number,
            each.opening and each.opening.pence,
            each.closing and each.closing.pence,
            [(entry.booked_on, entry.amount_pence) for entry in each.entries],
        )
        for each in read(data).statements
    ]


def expected(booked: Booked) -> tuple[object, ...]:
    return (
        booked.account.sort_code + booked.account.number,
        booked.opening_pence,
        booked.closing_pence,
        [(line.booked_on, line.pence) for line in booked.lines],
    )


@given(st.lists(statements(), min_size=1, max_size=3), st.integers(2, 13))
def test_camt_053_is_read_as_it_was_booked(booked: list[Booked], version: int) -> None:
    assert seen(camt053(booked, version)) == [expected(each) for each in booked]


@given(st.lists(statements(), min_size=1, max_size=3))
def test_mt940_is_read_as_it_was_booked(booked: list[Booked]) -> None:
    assert seen(mt940(booked)) == [expected(each) for each in booked]


@given(statements(), st.integers(1, 3))
def test_pages_of_mt940_are_one_statement(booked: Booked, lines_a_page: int) -> None:
    assert seen(mt940([booked], lines_a_page=lines_a_page)) == [expected(booked)]


@given(st.lists(statements(), min_size=1, max_size=3))
def test_bai2_is_read_as_it_was_booked(booked: list[Booked]) -> None:
    days = [
        replace(each, first=each.last, lines=[replace(line, booked_on=each.last) for line in each.lines])
        for each in booked
    ]
    assert seen(bai2(days)) == [expected(each) for each in days]


@pytest.mark.parametrize("write", [csv_export.lloyds, csv_export.natwest])
@given(statements().filter(lambda booked: len(booked.lines) > 0))
def test_csv_is_read_as_it_was_booked(write: Callable[[Booked], bytes], booked: Booked) -> None:
    lines = [replace(line, pence=line.pence or 1) for line in booked.lines]
    days = {line.booked_on: line for line in lines}.values()  # one a day, so that the direction is sure
    booked = replace(booked, lines=list(days))
    ((account, opening, closing, found),) = seen(write(booked))
    if write is csv_export.lloyds:
        assert isinstance(found, list)
        found = found[::-1]
    assert (account, opening, closing, found) == expected(booked)


@given(statements())
def test_each_text_survives_with_its_spaces_folded(booked: Booked) -> None:
    for data in (camt053([booked]), mt940([booked])):
        texts = [entry.text for entry in read(data).entries]
        assert [text.replace(" ", "") for text in texts] == [
            line.text.replace(" ", "") for line in booked.lines
        ]


@given(statements(), st.integers(1, 10**6))
def test_a_closing_balance_that_is_out_by_anything_is_refused(booked: Booked, by: int) -> None:
    class Wrong(Booked):
        @property
        def closing_pence(self) -> int:
            return super().closing_pence + by

    wrong = Wrong(**{name: getattr(booked, name) for name in booked.__dataclass_fields__})
    for data in (camt053([wrong]), bai2([replace_days(wrong)])):
        with pytest.raises(FileRefused, match=r"do not make the closing balance"):
            read(data)


def replace_days(booked: Booked) -> Booked:
    return replace(
        booked, first=booked.last, lines=[replace(line, booked_on=booked.last) for line in booked.lines]
    )
