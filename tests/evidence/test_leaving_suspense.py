"""The story and the evidence of money that left suspense in parts, together, back, or for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from paycards.decisions.splitting import Part
from paycards.evidence.check import checked
from paycards.evidence.story import Story
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.give_evidence import give_evidence
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.return_item import return_item
from paycards.jobs.show_payment import show_payment
from paycards.jobs.split_item import split_item
from paycards.jobs.trace_payment import trace_payment
from paycards.jobs.write_off_item import write_off_item
from paycards.tracing.facts import Facts
from tests.channels.supplier_files import allpay, long_row
from tests.evidence.house import SECOND_NIGHT, WHY, House
from tests.jobs.hand_in import STRANGER

FIRST, SECOND = ({"fund": "rent", "reference": reference} for reference in ("R123456789", "R200000002"))


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which rows 1 to 5 were split twice, returned twice and written off."""
    home = tmp_path_factory.mktemp("emptied")
    house = House(home, f"sqlite:///{home}/paycards.db").live()
    house.at(SECOND_NIGHT + dt.timedelta(hours=1), "m.okafor")
    pence = (1000, 1100, 1200, 1300, 1400)
    house.file("NVDC0003.PO", allpay([long_row(each, STRANGER, "") for each in pence], sum(pence)))
    house.night()
    items = [each.id for each in list_suspense(house.visit) if each.file == "NVDC0003.PO"]
    split_item(house.visit, items[0], [Part(600, **FIRST), Part(400, **SECOND)], note=WHY)
    waiting = [
        split_item(house.visit, items[1], [Part(600, **FIRST), Part(500, to="payer")], note=WHY),
        return_item(house.visit, items[2], to="payer", note=WHY),
        return_item(house.visit, items[3], to="supplier", note=WHY),
        write_off_item(house.visit, items[4], note=WHY),
    ]
    house.at(SECOND_NIGHT + dt.timedelta(hours=2), "r.patel")
    for decision in waiting:
        approve_decision(house.visit, decision.decision, note="seen too")
    house.at(SECOND_NIGHT + dt.timedelta(days=1))
    house.night()
    yield house
    house.close()


def story_of(house: House, row: int) -> Story:
    return show_payment(house.visit, f"NVDC0003.PO:{row}")


@pytest.mark.parametrize(
    ("row", "state", "went_to", "words"),
    [
        (
            1,
            "posted",
            ["customer:rent:R123456789", "customer:rent:R200000002"],
            "split over several accounts",
        ),
        (2, "posted", ["customer:rent:R123456789", "returns:NVD"], "split over several accounts"),
        (3, "returned", ["returns:NVD"], "It was returned"),
        (4, "returned", ["clearing:NVD-ALLPAY"], "It was returned"),
        (5, "written_off", ["written_off:NVD"], "It was written off."),
    ],
)
def test_what_left_suspense_tells_where_it_went_who_decided_and_proves_it(
    emptied: House, row: int, state: str, went_to: list[str], words: str
) -> None:
    story = story_of(emptied, row)
    assert story.standing.state == state
    assert [each.credit for each in story.postings if each.step] == went_to
    people = ("m.okafor", "" if row == 1 else "r.patel")
    assert [(each.proposed_by, each.decided_by) for each in story.decisions] == [people]
    given = give_evidence(emptied.visit, story.name, emptied.home / "packs")
    assert checked(given.folder).faults == []
    page = (given.folder / "00-read-first.html").read_text(encoding="utf-8")
    assert words in page
    assert f"“{WHY}”" in page


def test_a_trace_names_the_file_in_which_two_parts_left_once(emptied: House) -> None:
    [payment] = trace_payment(emptied.visit, Facts(amount_pence=1000, card_ending=STRANGER)).payments
    assert len(payment.accounts) == 2
    assert [each.file for each in payment.left] == ["rent/Income20261118.csv"]
