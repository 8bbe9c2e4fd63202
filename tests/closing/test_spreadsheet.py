"""Nothing that a list brought runs in the spreadsheet of whoever opens what we made of it."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from paycards.closing.spreadsheet import write_spreadsheet

CELLS = (
    st.text()
    | st.integers()
    | st.none()
    | st.sampled_from(["=A1", "+44", "-5", "@x", "\t=1", "\r=1", "\n=1"])
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_no_text_begins_like_a_formula_and_nothing_is_lost(rows: list[list[object]]) -> None:
    out = io.StringIO(newline="")
    write_spreadsheet(out, ["a", "b"], rows)
    read = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:]
    assert len(read) == len(rows)
    for cells, texts in zip(rows, read, strict=True):
        for cell, text in zip(cells, texts, strict=True):
            assert text in (("" if cell is None else str(cell)), f"'{cell}")
            assert isinstance(cell, int) or not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
