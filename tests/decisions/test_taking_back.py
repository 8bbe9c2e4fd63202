"""Take a return or a write-off back: what was given up waits again, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.decisions.splitting import Part
from paycards.errors import NotAllowed, Stale
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.reconcile import reconcile
from paycards.jobs.return_item import return_item
from paycards.jobs.show_approval import show_approval
from paycards.jobs.show_item import show_item
from paycards.jobs.split_item import split_item
from paycards.jobs.take_back_item import take_back_item
from paycards.jobs.write_off_item import write_off_item
from tests.decisions.two_people import RENT, assert_verified, balances, items, person, table
from tests.jobs.hand_in import STRANGER, bring_cards


@pytest.fixture
def desk(visit: Visit) -> Visit:
    return person(visit, "Amira")


def approve(desk: Visit, number: int) -> None:
    assert approve_decision(person(desk, "Ben"), number).state == "applied"


def give_up(desk: Visit, item: int, to: str) -> None:
    """Return an item `to` its payer or supplier, or write it off, by two people."""
    if to in ("payer", "supplier"):
        done = return_item(desk, item, to=to, note="so")
    else:
        done = write_off_item(desk, item, note="so")
    approve(desk, done.decision)


def take_back(desk: Visit, item: int) -> None:
    approve(desk, take_back_item(desk, item, note="the receipt came").decision)


@pytest.mark.parametrize("to", ["payer", "supplier", "nobody"])
def test_what_was_given_up_by_mistake_waits_again_and_is_placed(desk: Visit, tmp_path: Path, to: str) -> None:
    [item] = items(desk, tmp_path, [100])
    give_up(desk, item, to)
    take_back(desk, item)
    assert balances(desk) == {"clearing:NVD-ALLPAY": 100, "suspense:NVD": -100}
    [line] = table(desk, "lines")
    assert (line["state"], line["reason"]) == ("suspense", "unknown_card")
    assert table(desk, "returns") == []
    allocate_item(desk, item, fund="rent", reference="R100000001", note="the receipt came")
    assert balances(desk) == {"clearing:NVD-ALLPAY": 100, "customer:rent:R100000001": -100}
    assert [each["step"] for each in table(desk, "postings")] == ["0", "1", "2", "3"]
    assert_verified(desk)


def test_who_took_an_item_back_is_not_said_to_have_placed_what_the_night_did(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [100])
    give_up(desk, item, "nobody")
    take_back(desk, item)
    bring_cards(desk, tmp_path, f"NVD,rent,R100000001,{STRANGER}")
    reconcile(desk)
    page = show_item(desk, "NVD", item)
    assert (page.story.state, page.left_by, page.account) == ("posted", None, "")
    with pytest.raises(NotAllowed, match=r"was posted on 2026-11-20: what is posted"):
        write_off_item(desk, item, note="so")


def test_to_take_a_return_back_always_needs_two_and_says_what_it_does(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [1])
    give_up(desk, item, "payer")
    proposed = take_back_item(desk, item, note="not paid out yet")
    assert (proposed.kind, proposed.state, proposed.amount_pence) == ("take_back", "proposed", 1)
    with pytest.raises(NotAllowed):
        approve_decision(desk, proposed.decision)
    with pytest.raises(Stale, match="waits for a second person"):
        take_back_item(person(desk, "Cleo"), item, note="so")
    [change] = show_approval(person(desk, "Ben"), "NVD", proposed.decision).changes
    assert (change.before, change.after) == ("returned", "in suspense again")
    assert_verified(desk)


def test_what_is_returned_again_is_to_be_paid_back_once(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [100])
    give_up(desk, item, "payer")
    take_back(desk, item)
    give_up(desk, item, "payer")
    [due] = table(desk, "returns")
    assert (due["amount_pence"], due["decision"]) == ("100", "3")
    assert balances(desk) == {"clearing:NVD-ALLPAY": 100, "returns:NVD": -100}
    assert_verified(desk)


def test_what_was_not_given_up_as_a_whole_is_not_taken_back(desk: Visit, tmp_path: Path) -> None:
    waits, placed, shared = items(desk, tmp_path, [1, 2, 30])
    allocate_item(desk, placed, fund="rent", reference="R100000001", note="so")
    parts = [Part(10, **RENT), Part(20, to="payer")]
    approve(desk, split_item(desk, shared, parts, note="so").decision)
    for item in (waits, placed, shared):
        with pytest.raises(NotAllowed, match="neither returned nor written off as a whole"):
            take_back_item(desk, item, note="so")
