"""A look into a file that was refused or is held: as much as can be read, whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.channels.catalogue import Layouts
from paycards.channels.glance import glance, own_total
from paycards.channels.reading import read_file
from tests.channels.supplier_files import allpay, good_files, long_row
from tests.channels.test_bad_files import FOLDERS

PAYMENTS = [
    each for each in good_files() if each[1].endswith((".PO", ".PP", ".DD", ".CQE", ".TXN", ".DAT", ".csv"))
]


@pytest.mark.parametrize(
    ("channel", "name", "data"), PAYMENTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_good_file_says_what_is_read_of_it(layouts: Layouts, channel: str, name: str, data: bytes) -> None:
    read, seen = read_file(name, data, layouts.for_channel(channel)), glance(name, data, layouts.values())
    assert seen is not None
    assert read.frame is not None
    assert (len(seen.rows), seen.total_pence, seen.unread) == (read.rows, read.total_pence, 0)
    assert seen.layout == read.layout
    for column in ("row", "amount_pence", "paid_on", "card_number", "outlet", "receipt"):
        assert [getattr(row, column) for row in seen.rows] == list(read.frame[column]), column
    absolute = int(read.frame["amount_pence"].abs().sum())
    assert seen.own_pence == (absolute if channel == "post_office" else read.total_pence)
    assert own_total(name, data, layouts[read.layout]) == seen.own_pence


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_look_into_a_bad_file_never_fails(folder: Path, layouts: Layouts) -> None:
    (file,) = (path for path in folder.iterdir() if path.name != "refused.txt")
    seen = glance(file.name, file.read_bytes(), layouts.values())
    assert seen is None or seen.unread <= len(seen.rows)


def test_a_row_whose_amount_is_damaged_is_counted_and_left_out(layouts: Layouts) -> None:
    rows = [long_row(1250), long_row(800).replace("8.00", "8.O0"), long_row(100)[:-1]]
    seen = glance("NVDC0001.PO", allpay(rows, 2150), layouts.values())
    assert seen is not None
    assert [row.amount_pence for row in seen.rows] == [1250, None, 100]
    assert (seen.total_pence, seen.unread, seen.own_pence) == (1350, 1, 2150)


@pytest.mark.parametrize("data", [b"", b"\x00" * 500, b"\xff\xfe\r\n", b"no payments\nat all"])
def test_what_is_no_file_of_payments_has_no_rows(layouts: Layouts, data: bytes) -> None:
    for name in ("NVDC0001.PO", "A319001.TXN", "payzone_NVD4471_001530.csv"):
        seen = glance(name, data, layouts.values())
        assert seen is not None
        assert seen.total_pence == 0
    assert glance("what is this.txt", data, layouts.values()) is None
