"""What the books must be by themselves is asked in few readings."""

from __future__ import annotations

import re

import pytest

from paycards.verify.sound_books import RULES


@pytest.mark.parametrize("what", ["lines", "postings"])
def test_all_totals_of_a_table_come_from_one_reading_of_it(what: str) -> None:
    assert len(re.findall(rf"FROM {what} ", str(RULES[what]()))) == 1
