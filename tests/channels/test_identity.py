from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.channels.catalogue import Layouts, load_layouts
from paycards.channels.identity import identify
from tests.channels import supplier_files as write

GOOD = {name: data for _, name, data in write.good_files()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NVDC0001.PO", ("allpay", "NVDC", 1, "", 9999)),
        ("NVDC001.PP", ("allpay", "NVDC", 1, "", 999)),
        ("NVDC0004.STA", ("allpay", "NVDC", 4, "", 9999)),
        ("NVDC0005.CRF", ("allpay", "NVDC", 5, "", 9999)),
        ("A319001.TXN", ("post_office", "0429170", 319001, "TXN", 999999)),
        ("A319001.CTL", ("post_office", "0429170", 319001, "CTL", 999999)),
        ("PP104417_20261115_000412.DAT", ("paypoint", "104417", 412, "", 999999)),
        ("payzone_NVD4471_001530.csv", ("payzone", "NVD4471", 1530, "", 999999)),
    ],
)
def test_name_and_header_say_whose_file_it_is(
    layouts: Layouts, name: str, expected: tuple[str, str, int, str, int]
) -> None:
    (found,) = identify(name, GOOD[name], layouts.values())
    assert (found.channel, found.client_code, found.sequence, found.series, found.limit) == expected


def test_an_allpay_payment_name_fits_both_forms(layouts: Layouts) -> None:
    (found,) = identify("NVDC0001.PO", b"", layouts.values())
    assert found.layouts == ("allpay-short", "allpay-long")


@pytest.mark.parametrize(
    "name", ["NVDC0001.XYZ", "readme.txt", "A319001.TXN", "NVDC\u0660\u0660\u0660\u0661.PO", "NVDC0001.PO\n"]
)
def test_a_file_that_fits_nothing_has_no_identity(layouts: Layouts, name: str) -> None:
    assert identify(name, b"AHR1\xff", layouts.values()) == ()


@given(st.text(max_size=30), st.binary(max_size=50))
def test_identify_never_raises(name: str, data: bytes) -> None:
    layouts = load_layouts()
    for each in (name, "A319001.TXN", "A319001.CTL"):
        assert len(identify(each, data, layouts.values())) <= 1
