"""The quick reader of lists gives what the careful one gives, or leaves the list to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.lists.opening import open_sheet
from paycards.lists.plain_rows import plain_rows

COLUMNS = ("fund", "name", "note")
HEADER = b"fund,name,note"
PIECES = st.sampled_from(
    ["a", "Siân", ",", ",", ",", '"', '""', '","', "\n", "\r\n", "\r", " ", "\0", "\t", "x,y,z\n"]
)


def careful(data: bytes) -> list[tuple[object, ...]]:
    return [tuple(cells) for _, cells in open_sheet("list.csv", data).rows]


def quick(data: bytes) -> list[tuple[object, ...]] | None:
    table = plain_rows(data, COLUMNS)
    return None if table is None else [tuple(row.values()) for row in table.to_pylist()]


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_read_quickly_is_what_is_read_with_care(text: str) -> None:
    data = HEADER + b"\n" + text.encode()
    rows = quick(data)
    assert rows is None or rows == careful(data)


@pytest.mark.parametrize(
    "body",
    [
        b"rent,Jones,\n",
        b'rent,"12, High Street",""\r\nrent,"The ""Old"" Inn",x\r\n\r\n\r\n',
        "council_tax,Siân,NULL".encode(),
    ],
)
def test_plain_rows_are_read_quickly(body: bytes) -> None:
    data = b"\xef\xbb\xbf" + HEADER + b"\r\n" + body
    assert quick(data) == careful(data)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rent,Jones\n",
        b"rent,Jones,,\n",
        b"rent,Jones,a\n\nrent,Evans,b\n",
        b"\nrent,Jones,a\n",
        b"\r\nrent,Jones,a\r\n",
        b'rent,J"ones,a\n',
        b'rent,"Jones" ,a\n',
        b'rent,"12\nHigh Street",a\n',
        b'rent,"Jones,a\n',
        b"rent,Jon\xe9s,a\n",
        b"rent,Jones,a\rrent,Evans,b\n",
        b"rent,Jo\0nes,a\n",
        b"rent," + b"x" * 200_000 + b",a\n",
    ],
)
def test_what_programs_split_differently_is_read_with_care(body: bytes) -> None:
    assert quick(HEADER + b"\n" + body) is None
    assert quick(b"fund;name;note\n" + body) is None
