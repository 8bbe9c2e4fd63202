"""A file that a person has rejected may lie where it is: no run asks about it again."""

from __future__ import annotations

from tests.channels.supplier_files import CARD, allpay, cross_reference, joined, long_row, statement
from tests.cli.desk import Desk

DROP = """
[councils.contracts.drop]
kind = "folder"
directory = "portal"
settle_seconds = 0
"""


def test_a_rejected_file_in_a_drop_needs_nobody_any_more(desk: Desk) -> None:
    desk.config.write_text(desk.config.read_text() + DROP)
    (desk.home / "portal").mkdir()
    good, other = allpay([long_row()], 1250), allpay([long_row(), long_row()], 2500)
    desk.file("portal/NVDC0001.PO", good)
    desk("collect")
    refused = desk.file("portal/NVDC0002.PO", good[:-40])
    held = desk.file("portal/NVDC0001.TDC", other)
    for number in (2, 3):
        assert [file["needs"] for file in needs(desk, code=3)].count(True) == 4 - number
        desk("files", "reject", str(number), "--note", "the supplier sends another")
    assert [file["needs"] for file in needs(desk, code=0)] == [False, False, False]
    desk("import", refused, held)


def test_a_held_file_without_payments_is_compared_line_by_line(desk: Desk) -> None:
    first, second = (joined(statement({"Post Office (.PO)": pence})) for pence in (5000, 7000))
    desk("import", desk.file("NVDC0003.STA", first))
    desk("import", desk.file("NVDC0003.STA", second), code=3)
    page = desk("files", "show", "2").stdout
    assert "Only in the held file:\n  Post Office (.PO) 70.00\n" in page
    assert "Only in the accepted file:\n  Post Office (.PO) 50.00\n" in page


def test_a_held_cross_reference_is_compared_without_its_card_numbers(desk: Desk) -> None:
    first, second = (cross_reference([(CARD, "R1", change)]) for change in "NR")
    desk("import", desk.file("NVDC0003.CRF", first))
    desk("import", desk.file("NVDC0003.CRF", second), code=3)
    page = desk("files", "show", "2").stdout
    assert "Only in the held file:\n  ending 0015 R1 R\n" in page
    assert CARD not in page


def needs(desk: Desk, code: int) -> list[dict[str, bool]]:
    return [
        {"needs": file["state"] in ("quarantined", "held") and not file["rejected"]}
        for file in desk.read("collect", code=code)["files"]
    ]
