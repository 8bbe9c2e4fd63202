"""What a person must see to decide stands on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.supplier_files import CARD, allpay, long_row, sale
from tests.channels.supplier_files import payzone as payzone_file
from tests.cli.desk import Desk

HEADER = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,address_1,address_2,"
    "address_3,town,postcode,email,phone,opened_on,closed_on"
)


@pytest.fixture
def morning(desk: Desk) -> Desk:
    account = "NVD,rent,R123456788,open,0,C1,Mrs,Ada,Pryce,1 Mill Row,,,Northvale,NV1 2AB,,,,"
    desk("accounts", "import", desk.file("accounts.csv", f"{HEADER}\n{account}\n"))
    desk("import", desk.file("NVDC0001.PO", allpay([long_row(1250), long_row(300, reference="X")], 1550)))
    desk("reconcile", code=3)
    return desk


def test_an_item_shows_card_reference_outlet_and_receipt(morning: Desk) -> None:
    listed = morning("suspense", "list").stdout
    assert f"ending {CARD[-4:]}" in listed
    assert "R123456789" in listed
    assert CARD not in listed
    first = morning.read("suspense", "list")[0]
    assert (first["card"], first["client_reference"]) == (f"ending {CARD[-4:]}", "R123456789")
    assert {"outlet", "receipt", "network", "capture", "tender", "paid_at", "kind"} <= first.keys()


def test_a_suggestion_shows_whose_account_it_is_and_where_they_live(morning: Desk) -> None:
    item = morning.read("suspense", "list")[0]["id"]
    [found] = morning.read("suspense", "suggest", str(item))
    assert (found["holder"], found["address"]) == ("Mrs Ada Pryce", "1 Mill Row, Northvale, NV1 2AB")
    page = morning("suspense", "suggest", str(item)).stdout
    for words in ("Mrs Ada Pryce", "1 Mill Row", f"ending {CARD[-4:]}", "12.50", "NVDC0001.PO, row 1"):
        assert words in page
    assert CARD not in page


def test_a_refused_file_says_how_much_money_is_in_it(morning: Desk) -> None:
    data = allpay([long_row(1250), long_row(800).replace("8.00", "8.O0"), long_row(100)], 2150)
    morning("import", morning.file("NVDC0002.PO", data), code=3)
    page = morning("files", "show", "NVDC0002.PO", "--rows", "2").stdout
    assert "As the file says, not proved: 3 rows, 13.50 pounds, and 1 whose amount cannot be read" in page
    assert "Its own total: 21.50 pounds" in page
    assert "unreadable" in page
    assert "and 1 more row:" in page
    assert CARD not in page
    says = morning.read("files", "show", "NVDC0002.PO")["says"]
    assert (says["rows"], says["total_pence"], says["unread"], says["own_total_pence"]) == (3, 1350, 1, 2150)
    assert says["lines"][0]["card"] == f"ending {CARD[-4:]}"


def test_a_held_file_stands_beside_the_one_that_was_taken(morning: Desk) -> None:
    other = allpay([long_row(1250), long_row(99, reference="Y")], 1349)
    morning("import", morning.file("NVDC0001.PP", other.replace(b"P14/11", b"T14/11")), code=3)
    held = morning.read("files", "list", "--state", "held")[0]["id"]
    beside = morning.read("files", "show", str(held))["beside"]
    assert (beside["name"], beside["rows"], beside["total_pence"], beside["same_rows"]) == (
        "NVDC0001.PO",
        2,
        1550,
        1,
    )
    assert [line["amount_pence"] for line in beside["only_in_held"]] == [99]
    assert [line["amount_pence"] for line in beside["only_in_accepted"]] == [300]
    page = morning("files", "show", str(held)).stdout
    assert "In both: 1 row. Only in the held file: 1. Only in the accepted one: 1." in page


def test_the_same_content_under_a_new_number_is_said_to_be_the_same(morning: Desk) -> None:
    data = allpay([long_row(1250), long_row(300, reference="X")], 1550)
    morning("import", morning.file("NVDC0002.PO", data), code=3)
    assert "the same, byte for byte" in morning("files", "show", "NVDC0002.PO").stdout


def test_a_record_of_a_file_that_came_is_explained(morning: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(morning.home)
    Path("NVDC0001.PO").unlink()
    fields = {field["field"]: field for field in morning.read("channels", "explain", "NVDC0001.PO:2")}
    assert fields["amount"]["read_as"] == "300"
    assert morning.read("channels", "explain", "1")[0]["record"] == 1
    assert "No file NVDC0009.PO" in morning("channels", "explain", "NVDC0009.PO:2", code=2).stderr
    assert "count from 1, not from 0" in morning("channels", "explain", "NVDC0001.PO:0", code=2).stderr


def test_the_payments_export_says_who_placed_a_payment_and_why(morning: Desk) -> None:
    item = morning.read("suspense", "list")[0]["id"]
    placed = ("--fund", "rent", "--account", "R123456788", "--note", "receipt, seen")
    morning("suspense", "allocate", str(item), *placed)
    header, first, second = morning("export", "payments").stdout.splitlines()
    assert header.endswith(
        ",kind,paid_at,outlet,receipt,original_receipt,capture,tender,in_suspense_since,placed_by,placed_on,note"
    )
    assert first.endswith(',2026-11-20,"receipt, seen"')
    assert second.endswith(",,,")


def test_a_payment_that_a_rule_placed_was_placed_by_paycards(desk: Desk) -> None:
    desk.config.write_text(
        desk.config.read_text()
        + '[[councils.contracts]]\ncode = "NVD-ZONE"\nchannel = "payzone"\nclient_code = "NVD4471"\n'
    )
    desk("init")
    desk("import", desk.file("payzone_NVD4471_001530.csv", payzone_file([sale("A1")], "20.00")))
    desk("reconcile", code=3)
    desk("accounts", "import", desk.file("a.csv", f"{HEADER}\nNVD,rent,R1,open,0,,,,Pryce,,,,,,,,,\n"))
    cards = f"council,fund,account_reference,card_number,status,issued_on\nNVD,rent,R1,{CARD},active,\n"
    desk("cards", "import", desk.file("cards.csv", cards))
    desk("reconcile")
    [line] = desk("export", "payments").stdout.splitlines()[1:]
    assert ",A1,," in line
    assert line.endswith(",2026-11-20,paycards,2026-11-20,")
