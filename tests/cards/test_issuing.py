"""Issuing cards and releasing them, on both databases."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.issuing import Wanted, issue_cards
from paycards.cards.obstacles import find_obstacles
from paycards.cards.release import release_cards
from paycards.errors import NotAllowed, SettingsError, UsageError
from paycards.issue import card_number
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_proofs
from tests.cards.card_desk import (
    CLOSED,
    ORDERED,
    OTHER,
    RENT,
    TAX,
    council,
    history,
    ids,
    issue,
    live_card,
    proof,
    release,
    requests,
    states,
)


def test_a_card_gets_the_next_number_and_waits_for_its_proof(desk: Visit) -> None:
    [issued] = issue(desk, RENT)
    assert card_number.is_valid(issued.card_number)
    assert issued.card_number.startswith("982699992600000001")
    assert states(desk) == {issued.card_number: "requested"}
    assert history(desk, issued.card_number) == [("", "requested", "first_card")]
    [request] = requests(desk)
    assert (request.number, request.state, request.kind, request.issue_no) == (1, "requested", "first", 1)
    assert (request.holder, request.card_number) == ("Mrs A Jones", issued.card_number)


def test_a_proof_releases_it(desk: Visit) -> None:
    [issued] = issue(desk, RENT)
    release(desk, issued.card_number)
    assert states(desk) == {issued.card_number: "active"}
    assert history(desk, issued.card_number)[1:] == [("requested", "active", "first_card")]
    [request] = requests(desk)
    assert (request.state, request.closed_at, request.closed_by) == ("issued", desk.now, "clerk")
    with reading(desk.installation.engine) as connection:
        [stored] = connection.execute(select(card_proofs)).all()
        assert connection.execute(select(cards.c.issued_on)).scalar_one() == dt.date(2026, 11, 20)
    assert (stored.number, stored.request_no, stored.settings) == (1, 1, '{"blur":1}')


def test_an_active_card_can_be_printed_again_and_keeps_each_proof(desk: Visit) -> None:
    number = live_card(desk)
    release(desk, number)
    release(desk, number)
    assert len(history(desk, number)) == 2
    with reading(desk.installation.engine) as connection:
        assert list(connection.execute(select(card_proofs.c.number)).scalars()) == [1, 2, 3]


def test_many_are_issued_at_once_over_several_schemes_in_their_order(desk: Visit) -> None:
    issued = issue(desk, TAX, RENT, OTHER, ORDERED)
    known = ids(desk)
    assert [each.account_id for each in issued] == [known[name] for name in (TAX, RENT, OTHER, ORDERED)]
    assert [each.card_number[8:18] for each in issued] == ["2700000001", "2600000001", "2600000002", ""]
    assert [each.request_no for each in issued] == [1, 2, 3, 4]
    assert len(states(desk)) == 3


def test_thousands_are_issued_and_released_in_chunks(desk: Visit) -> None:
    account = ids(desk)[TAX]
    numbers: list[str] = []
    for start in range(0, 1500, 500):
        holders = [f"Joint {start + n}" for n in range(500)]
        wanted = [Wanted(account, holder, "additional_card", additional=True) for holder in holders]
        numbers += in_chunk(desk, wanted)
    assert len(set(numbers)) == 1500
    assert set(states(desk).values()) == {"active"}


def in_chunk(desk: Visit, wanted: list[Wanted]) -> list[str]:
    council_id = ids(desk)["NVD"]
    with desk.step(council_id, Permission.MANAGE_CARDS) as step:
        issued = issue_cards(step, council(desk), wanted)
    numbers = [each.card_number for each in issued]
    with desk.step(council_id, Permission.MANAGE_CARDS) as step:
        proofs = [proof(number) for number in numbers]
        done = release_cards(step, proofs)
    assert done.activated == len(wanted)
    return numbers


def test_an_account_with_a_live_card_gets_no_other_unless_it_is_additional(desk: Visit) -> None:
    number = live_card(desk)
    sentence = f"The rent account {RENT} already has a live card ending {number[-4:]}: replace that card, or"
    with pytest.raises(NotAllowed, match=sentence):
        issue(desk, RENT)
    [second] = issue(desk, RENT, additional=True, reason="additional_card")
    assert states(desk) == {number: "active", second.card_number: "requested"}
    assert [request.kind for request in requests(desk)] == ["first", "additional"]


def test_none_is_issued_when_one_cannot_be(desk: Visit) -> None:
    live_card(desk)
    with pytest.raises(NotAllowed, match="already has a live card"):
        issue(desk, OTHER, TAX, RENT)
    assert len(states(desk)) == 1


def test_an_account_is_not_asked_for_twice_in_one_call(desk: Visit) -> None:
    with pytest.raises(NotAllowed, match="asked for twice"):
        issue(desk, RENT, RENT)


def test_a_closed_account_gets_none(desk: Visit) -> None:
    with pytest.raises(NotAllowed, match=f"The rent account {CLOSED} is closed: no card is issued for it"):
        issue(desk, CLOSED, additional=True, reason="additional_card")


def test_an_account_of_another_council_gets_none(desk: Visit) -> None:
    foreign = ids(desk, "HMB")[RENT]
    with (
        pytest.raises(NotAllowed, match="NVD has no such account"),
        desk.step(ids(desk)["NVD"], Permission.MANAGE_CARDS) as step,
    ):
        issue_cards(step, council(desk), [Wanted(foreign, "Mrs A Jones")])


def test_a_fund_without_a_scheme_is_a_fault_of_the_settings(desk: Visit) -> None:
    bare = council(desk).model_copy(update={"card_schemes": ()})
    wanted = [Wanted(ids(desk)[RENT], "Mrs A Jones")]
    with (
        pytest.raises(SettingsError, match="NVD has no card scheme for rent"),
        desk.step(ids(desk)["NVD"], Permission.MANAGE_CARDS) as step,
    ):
        issue_cards(step, bare, wanted)


def test_where_the_supplier_makes_the_number_there_is_a_request_and_no_card(desk: Visit) -> None:
    [issued] = issue(desk, ORDERED)
    assert (issued.card_number, states(desk)) == ("", {})
    [request] = requests(desk)
    assert (request.state, request.card_number, request.issue_no) == ("requested", None, None)
    with pytest.raises(NotAllowed, match=r"A card for the garage account G100000001 was asked for on 20 Nov"):
        issue(desk, ORDERED)


def test_obstacles_are_found_for_many_at_once_by_their_place(desk: Visit) -> None:
    live_card(desk)
    known = ids(desk)
    wanted = [Wanted(known[name], "A") for name in (OTHER, RENT, CLOSED, TAX, TAX)]
    wanted.append(Wanted(0, "nobody's"))
    with desk.reading(may=Permission.SEE_MONEY) as seen:
        found = find_obstacles(seen.connection, council(desk), wanted)
    assert {place: obstacle.why for place, obstacle in found.items()} == {
        1: "live_card",
        2: "closed",
        4: "twice",
        5: "no_account",
    }


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"language": "fr"}, "No language fr. Choose en or cy"),
        ({"reason": "died"}, "Died is not a reason to issue: choose from first_card"),
        ({"reason": "other"}, "The reason other needs a note"),
    ],
)
def test_what_will_not_do_is_refused_with_a_sentence(desk: Visit, how: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        issue(desk, RENT, **how)


def test_a_card_without_a_name_is_refused(desk: Visit) -> None:
    wanted = [Wanted(ids(desk)[RENT], " ")]
    with (
        pytest.raises(UsageError, match="There is no name to print"),
        desk.step(ids(desk)["NVD"], Permission.MANAGE_CARDS) as step,
    ):
        issue_cards(step, council(desk), wanted)


def test_the_trail_has_neither_names_nor_whole_numbers(desk: Visit) -> None:
    number = live_card(desk)
    with reading(desk.installation.engine) as connection:
        entries = trail.entries(connection, ids(desk)["NVD"])
    issued, released = entries[-2:]
    assert (issued.action, released.action) == ("cards.issued", "cards.released")
    told = "".join(f"{entry.subject}{entry.before}{entry.after}" for entry in (issued, released))
    assert "Jones" not in told
    assert number not in told
    assert json.loads(issued.after)["requests"][0]["serial"] == 1
    assert issued.subject == f"card ending {number[-4:]} of rent account {RENT}"


def test_a_card_that_nobody_has_is_not_released(desk: Visit) -> None:
    with pytest.raises(UsageError, match="No card ending 0107"):
        release(desk, "9826999926000000107")
