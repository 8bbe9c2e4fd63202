"""A bank file that is made to hang, to fill the memory, or to break every sum after it is refused at once."""

from __future__ import annotations

import time

import pytest

from paycards.bank import xml
from paycards.errors import FileRefused
from tests.bank.made import camt, ntry, read, swift

LONG = 300_000  # characters; what looked at each of them for each of them took half an hour


@pytest.mark.parametrize("line", ["{1:" + " " * LONG, "{1:}" * (LONG // 4), "{4:" + "{1:" * (LONG // 3)])
def test_a_line_of_braces_is_read_in_no_time(line: str) -> None:
    began = time.process_time()
    with pytest.raises(FileRefused):
        read(f"{line}\r\n:20:X")
    assert time.process_time() - began < 2


def test_the_envelope_of_a_message_is_left_out_wherever_the_line_begins() -> None:
    line = ":61:2611091109C50,00NTRFX"
    message = swift(line, closing="C261109GBP150,00")
    for envelope in ("{1:F01BANK}{2:O940}{4:\r\n", " {1:F01BANK}{3:{108:X}}{4: "):
        assert read(f"{envelope}{message}-}}").entries[0].amount_pence == 5000


def test_elements_without_number_are_refused_before_a_tree_of_them_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml, "MOST_TAGS", 1_000)
    with pytest.raises(FileRefused, match="too many elements"):
        read(camt(0, 0, "<a/>" * 1_001))
    assert read(camt(0, 100, ntry(100))).entries


def test_amounts_that_no_bank_means_are_refused_before_a_sum_has_no_room_for_them() -> None:
    most = 10**14
    with pytest.raises(FileRefused, match="amounts that nobody can mean"):
        read(camt(0, 0, ntry(most), ntry(-most)))
    assert read(camt(0, most // 2, ntry(most // 2))).entries
