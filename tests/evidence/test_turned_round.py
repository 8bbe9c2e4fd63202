"""The story and the evidence of what was taken back, moved on, released or offset after it was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.decisions.decision import Decision
from paycards.decisions.splitting import Part
from paycards.evidence.check import checked
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.give_evidence import give_evidence
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.move_payment import move_payment
from paycards.jobs.release_file import release_file
from paycards.jobs.return_item import return_item
from paycards.jobs.show_payment import show_payment
from paycards.jobs.split_item import split_item
from paycards.jobs.take_back_item import take_back_item
from paycards.jobs.tell_payment import tell_payment
from paycards.jobs.write_off_item import write_off_item
from tests.channels.supplier_files import CARD, allpay, joined, long_row, paypoint, shop, statement
from tests.evidence.house import SECOND_NIGHT, WHY, House
from tests.jobs.hand_in import STRANGER

FIRST, SECOND = ("rent", "R123456789"), ("rent", "R200000002")
OFFSET = "PP104417_20261116_000413.DAT"


class Desk:
    """The house with people who decide, each a minute after the one before."""

    def __init__(self, home: Path) -> None:
        self.house = House(home, f"sqlite:///{home}/paycards.db").live()
        self.now = SECOND_NIGHT

    def by(self, name: str, days: int = 0) -> House:
        self.now += dt.timedelta(minutes=1, days=days)
        self.house.at(self.now, name)
        return self.house

    def items(self) -> list[int]:
        return [each.id for each in list_suspense(self.house.visit) if each.file == "NVDC0003.PO"]

    def approve(self, decision: Decision) -> None:
        approve_decision(self.by("r.patel").visit, decision.decision, note="seen too")

    def take_back(self, item: int) -> None:
        self.approve(take_back_item(self.by("m.okafor").visit, item, note="the receipt came"))


def bring(house: House) -> None:
    """Five payments of nobody, the statement before a file that is held, and a payment with its reversal."""
    pence = (1000, 1100, 1200, 1300, 1400)
    house.file("NVDC0003.PO", allpay([long_row(each, STRANGER, "") for each in pence], 6000))
    house.file("NVDC0004.STA", joined(statement({"Post Office (.PO)": 4200})))
    house.file("NVDC0001.PO", allpay([long_row(4200)], 4200))
    sale, back = f"{7:010}", f"{8:010}"
    rows = [shop(1, 500, transaction=sale), shop(2, 500, "R", sale, transaction=back)]
    sold = paypoint(rows, 500, 1, 500)
    sold = sold.replace(CARD.encode(), STRANGER.encode()).replace(b"00041220261115", b"00041320261116")
    house.file(OFFSET, sold)
    house.night()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Rows 1 to 4: taken back and waiting; taken back and placed; shared and brought together; returned."""
    desk = Desk(tmp_path_factory.mktemp("turned"))
    bring(desk.by("paycards"))
    one, two, three, four, _ = desk.items()
    desk.approve(write_off_item(desk.by("m.okafor").visit, one, note=WHY))
    desk.take_back(one)
    desk.approve(return_item(desk.by("m.okafor").visit, two, to="supplier", note=WHY))
    desk.take_back(two)
    allocate_item(desk.by("m.okafor").visit, two, fund="rent", reference=SECOND[1], note="on the receipt")
    parts = [Part(500, fund="rent", reference=FIRST[1]), Part(700, fund="rent", reference=SECOND[1])]
    split_item(desk.by("m.okafor").visit, three, parts, note=WHY)
    moved = desk.by("m.okafor").visit
    move_payment(moved, "NVDC0003.PO:3", FIRST, part=SECOND, note="hers", even_if_closed=False)
    desk.approve(return_item(desk.by("m.okafor").visit, four, to="supplier", note=WHY))
    held = desk.house.read("files", "list", "--state", "held")[-1]
    release_file(desk.by("m.okafor").visit, str(held["id"]), note="the supplier sent both")
    desk.by("paycards").file("NVDC0005.CSH", allpay([long_row(-1300, STRANGER, "", letter="C")], -1300))
    desk.by("paycards", days=1).night()
    yield desk.house
    desk.house.close()


IN_SHORT = [
    ("NVDC0003.PO:1", "It waits in suspense, because its card number is not one of the council"),
    ("NVDC0003.PO:2", "It is on the account rent R200000002. m.okafor placed it there on"),
    ("NVDC0003.PO:3", "It is on the account rent R123456789. m.okafor placed it there on"),
    ("NVDC0003.PO:4", "It was returned to the supplier. m.okafor and r.patel decided so on"),
    ("NVDC0005.CSH:1", "It is the supplier's adjustment of a return, and takes nothing from anybody."),
    (f"{OFFSET}:2", "It and the row that takes it back stand against each other; it is on no account."),
    ("RELEASED", "It is on the account rent R123456789. The rules placed it there on"),
]


@pytest.mark.parametrize(("which", "sentence"), IN_SHORT)
def test_a_pack_says_where_the_money_is_now_and_who_put_it_there_and_proves_it(
    house: House, tmp_path: Path, which: str, sentence: str
) -> None:
    given = give_evidence(house.visit, row_of(house, which), tmp_path)
    page = (given.folder / "00-read-first.html").read_text(encoding="utf-8").replace("&#x27;", "'")
    assert sentence in page
    assert checked(given.folder).faults == []


def row_of(house: House, which: str) -> str:
    """The row of the file that was held and released, by its id, or the one that is named."""
    if which != "RELEASED":
        return which
    [*_, newest] = [each for each in house.read("files", "list") if each["name"] == "NVDC0001.PO"]
    return f"{newest['id']}:1"


def test_a_posting_that_needed_two_people_says_whose_its_reason_is(house: House) -> None:
    story = show_payment(house.visit, "NVDC0003.PO:4")
    told = " ".join(event.what for event in story.events)
    assert f"By r.patel, as m.okafor proposed: {WHY}." in told
    assert f"By m.okafor: {WHY}." in " ".join(
        e.what for e in show_payment(house.visit, "NVDC0003.PO:3").events
    )


@pytest.mark.parametrize(
    ("which", "sentences"),
    [
        (
            "NVDC0003.PO:1",
            ["Moved from suspense to what was given up", "Moved from what was given up to sus"],
        ),
        ("NVDC0003.PO:2", ["Returned from suspense to the supplier: 11.00", "Put back in suspense: 11.00"]),
        (f"{OFFSET}:3", ["Taken back from suspense: 5.00 pounds"]),
        ("NVDC0005.CSH:1", ["Put in suspense, as money taken back: 13.00", "Taken out of suspense: 13.00"]),
    ],
)
def test_the_page_of_a_payment_says_in_words_what_went_out_of_suspense_and_back(
    house: House, which: str, sentences: list[str]
) -> None:
    story = show_payment(house.visit, which)
    page = tell_payment(house.visit, "NVD", (story.file.id, story.row))
    told = " ".join(each.what for each in page.happened)
    assert [each for each in sentences if each not in told] == []


def test_an_adjustment_that_a_return_explains_says_so(house: House) -> None:
    told = " ".join(event.what for event in show_payment(house.visit, "NVDC0005.CSH:1").events)
    assert "It takes back NVDC0003.PO:4." in told
    assert "because returned" not in told
