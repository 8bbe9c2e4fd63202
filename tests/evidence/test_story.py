"""One payment's whole story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.evidence.check import checked
from paycards.jobs.show_payment import show_payment
from tests.channels.supplier_files import CARD, PAYPOINT_NAME, allpay, long_row
from tests.evidence.house import ALONE, LARGE, PLACED, WAITED, WHY, House
from tests.postgres import PostgresServer


def said(house: House, which: str) -> str:
    return str(house("payments", "show", which).stdout)


def test_a_placed_payment_is_told_from_the_till_to_the_outgoing_file(house: House) -> None:
    told = house.read("payments", "show", PLACED)
    assert told["standing"]["state"] == "posted"
    assert (told["standing"]["fund"], told["standing"]["account_reference"]) == ("rent", "R123456789")
    [posting] = told["postings"]
    assert (posting["debit"], posting["credit"]) == ("clearing:NVD-ALLPAY", "customer:rent:R123456789")
    assert [left["fund"] for left in posting["left"]] == ["rent", ""]
    acts = [entry["action"] for entry in told["trail"]]
    assert acts == ["file.accepted", "payments.decided", "outgoing.written"]
    days = [event["at"] for event in told["events"]]
    assert days == sorted(days)
    text = said(house, PLACED)
    assert "paid 12.50 pounds at a Post Office" in text
    assert "because the card number is one of that account's cards (card)" in text
    assert "left for the rent accounts in rent/Income20261116.csv" in text


def test_what_a_person_placed_says_who_and_why(house: House) -> None:
    told = house.read("payments", "show", WAITED)
    waited, moved = told["postings"]
    assert (waited["reason"], waited["by"], waited["why"]) == ("unknown_card", "paycards", "")
    assert (moved["debit"], moved["by"], moved["why"]) == ("suspense:NVD", "m.okafor", WHY)
    assert [left["night"] for left in moved["left"]] == ["2026-11-17"] * 2
    [decision] = told["decisions"]
    assert (decision["proposed_by"], decision["reason"], decision["needs_two"]) == ("m.okafor", WHY, False)
    assert f"By m.okafor: {WHY}." in said(house, WAITED)


def test_what_needed_two_people_names_both_and_why(house: House) -> None:
    text = said(house, LARGE)
    assert f"m.okafor proposed to post a suspense item to an account (decision 2). Why: {WHY}." in text
    assert "r.patel approved decision 2. Why: seen too." in text
    assert "Posted: 600.00 pounds" in text


def test_what_waits_says_why_and_which_item_it_is(house: House) -> None:
    text = said(house, ALONE)
    assert "suspense unknown_card" in text
    assert "item 2" in text
    assert "its card number is not one of the council's" in text


def test_a_reversal_and_its_original_name_each_other(house: House) -> None:
    back = house.read("payments", "show", f"{PAYPOINT_NAME}:4")
    assert back["related"] == [{"how": "original", "row": f"{PAYPOINT_NAME}:3"}]
    forth = house.read("payments", "show", f"{PAYPOINT_NAME}:3")
    assert forth["related"] == [{"how": "reversal", "row": f"{PAYPOINT_NAME}:4"}]
    assert "takes back 3.00 pounds" not in said(house, f"{PAYPOINT_NAME}:3")


def test_no_whole_card_number_is_shown(house: House) -> None:
    for which in (PLACED, WAITED, f"{PAYPOINT_NAME}:2"):
        assert CARD not in house("payments", "show", which, "--json").stdout + said(house, which)


@pytest.mark.parametrize(
    ("which", "sentence"),
    [
        ("NVDC0001.PO", "names no row"),
        ("NVDC0001.PO:0", "names no row"),
        ("NVDC0001.PO:99", "No payment NVDC0001.PO:99."),
        ("NVDC0009.PO:1", "No file NVDC0009.PO"),
        (":1", "names no row"),
    ],
)
def test_what_is_no_row_is_said_in_one_sentence(house: House, which: str, sentence: str) -> None:
    assert sentence in house("payments", "show", which, code=2).output


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def twice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which a number came round again: two accepted files of one name, and a refused third."""
    home = tmp_path_factory.mktemp("twice")
    if request.param == "sqlite":
        url = f"sqlite:///{home}/paycards.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.new_migrated_database()
    house = House(home, url).live()
    house.file("NVDC9999.PO", allpay([long_row(100)], 100))
    house.file("NVDC0001.PO", allpay([long_row(5500)], 5500))
    house.file("NVDC0003.PO", b"not a file that anybody can read")
    house.night()
    yield house
    house.close()


def test_of_two_files_of_one_name_each_can_be_named_exactly(twice: House) -> None:
    refused = twice.read("payments", "show", PLACED, code=2)["error"]
    assert refused["code"] == "ambiguous_file"
    first, second = refused["facts"]["choices"]
    assert first in refused["message"]
    assert [show_payment(twice.visit, f"{each}:1").line.amount_pence for each in (first, second)] == [  # type: ignore[union-attr]
        1250,
        5500,
    ]
    by_id = show_payment(twice.visit, "1:1")
    assert by_id.name == PLACED
    assert [left.fund for left in by_id.postings[0].left] == ["rent", ""]


def test_evidence_and_its_lack_are_the_same_on_both_databases(twice: House) -> None:
    out = str(twice.home / "packs")
    for which in ("1:2", LARGE):
        assert checked(Path(twice.read("evidence", which, "--out", out)["folder"])).faults == []
    days = ("--from", "2026-11-14", "--to", "2026-11-14")
    told = twice.read("evidence", "--none", "--contract", "NVD-PAYPOINT", *days, "--out", out, code=3)
    assert told["found"] == [f"{PAYPOINT_NAME}:{row}" for row in (2, 3, 4)]
    assert "the first file of the contract is for 2026-11-15, after 2026-11-14" in told["obstacles"]
    assert twice.read("audit", "verify")["holds"] is True


def test_a_row_of_a_refused_file_says_that_nothing_of_it_is_posted(twice: House) -> None:
    text = said(twice, "NVDC0003.PO:1")
    assert "came and was refused: row 1: the length of the row is wrong" in text
    assert "Nothing of it is posted, row 1 neither." in text


def test_a_row_of_a_held_file_can_be_given_as_evidence_and_one_that_cannot_be_read_is_refused(
    twice: House,
) -> None:
    twice.file("NVDC0004.PO", allpay([long_row(4200)], 4300))  # its total is another
    given = twice.read("evidence", "NVDC0004.PO:1", "--out", str(twice.home / "packs"))
    folder = Path(given["folder"])
    assert checked(folder).faults == []
    assert "Its file was not taken" in (folder / "00-read-first.html").read_text(encoding="utf-8")
    for which in ("NVDC0004.PO:7", "NVDC0003.PO:1"):
        assert "row" in twice("evidence", which, "--out", str(twice.home / "packs"), code=3).output
