"""The card desk shows and changes the cards of the visitor's own councils only, and what they may do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.permission import EVERYTHING, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.cards.cause import Cause
from paycards.cards.finding import Search
from paycards.cards.which import CardOrAccount
from paycards.errors import Forbidden, NotFound
from paycards.jobs.cancel_card_request import cancel_card_request
from paycards.jobs.change_card import change_card
from paycards.jobs.copy_card_order import copy_card_order
from paycards.jobs.find_cards import find_cards
from paycards.jobs.issue_card import issue_card
from paycards.jobs.list_card_orders import list_card_orders
from paycards.jobs.order_cards import order_cards
from paycards.jobs.replace_card import replace_card
from paycards.jobs.show_card import show_card
from tests.cards.card_desk import ORDERED, RENT, issue, live_card, states


def of_harrowmere(desk: Visit) -> Visit:
    return replace(desk, visitor=Visitor("neighbour", Councils(frozenset({"HMB"}))))


def test_cards_of_another_council_are_not_found(desk: Visit) -> None:
    number = live_card(desk)
    theirs = of_harrowmere(desk)
    assert [each.council for each in find_cards(theirs, Search(RENT))] == ["HMB"]
    for ask in (
        lambda: show_card(theirs, CardOrAccount(number)),
        lambda: change_card(theirs, CardOrAccount(number), "lose"),
        lambda: replace_card(theirs, CardOrAccount(number), Cause("lost")),
        lambda: issue_card(theirs, CardOrAccount(account=ORDERED)),
        lambda: find_cards(theirs, Search(RENT), council="NVD"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert states(desk) == {number: "active"}


def test_orders_of_another_council_are_neither_seen_nor_written(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    theirs = of_harrowmere(desk)
    assert list_card_orders(theirs) == []
    assert order_cards(theirs, tmp_path / "theirs").files == []
    with pytest.raises(NotFound):
        cancel_card_request(theirs, 1)
    [file] = order_cards(desk, tmp_path / "ours").files
    with pytest.raises(NotFound):
        copy_card_order(theirs, tmp_path / "theirs", file.path.name)


def test_a_visitor_without_the_permission_may_look_and_change_nothing(desk: Visit) -> None:
    number = live_card(desk)
    looks = replace(desk, visitor=Visitor("reader", permissions=EVERYTHING - {Permission.MANAGE_CARDS}))
    assert show_card(looks, CardOrAccount(number))
    with pytest.raises(Forbidden, match="You may not issue or change cards"):
        change_card(looks, CardOrAccount(number), "lose")
    assert states(desk) == {number: "active"}
