"""Cards are lost, found, cancelled and replaced, and their history says so, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.desk_card import Print
from paycards.cards.which import CardOrAccount
from paycards.errors import NotAllowed, UsageError
from paycards.jobs.change_card import change_card
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.issue_card import issue_card
from paycards.jobs.replace_card import replace_card
from tests.cards.card_desk import (
    CLOSED,
    ORDERED,
    RENT,
    TAX,
    history,
    issue,
    live_card,
    release,
    requests,
    states,
)
from tests.jobs.hand_in import accounts_csv, bring_cards

FROM_A_LIST = "9826999900000000018"


def test_a_lost_card_is_lost_and_can_be_found(desk: Visit) -> None:
    number = live_card(desk)
    assert change_card(desk, CardOrAccount(number), "lose", cause=Cause(note="on the bus")).status == "lost"
    change_card(desk, CardOrAccount(number[-4:]), "reinstate")
    assert history(desk, number)[2:] == [("active", "lost", "lost"), ("lost", "active", "found")]
    assert states(desk) == {number: "active"}


@pytest.mark.parametrize(
    ("doing", "state"), [("report stolen", "stolen"), ("report damaged", "damaged"), ("expire", "expired")]
)
def test_a_card_is_stolen_damaged_or_expired(desk: Visit, doing: str, state: str) -> None:
    number = live_card(desk)
    change_card(desk, CardOrAccount(number), doing)
    assert states(desk) == {number: state}


def test_what_is_so_already_is_not_done_again(desk: Visit) -> None:
    number = live_card(desk)
    change_card(desk, CardOrAccount(number), "lose")
    with pytest.raises(NotAllowed, match=f"The card ending {number[-4:]} is lost already"):
        change_card(desk, CardOrAccount(number), "lose")


def test_a_cancelled_card_comes_back_only_if_that_was_an_error(desk: Visit) -> None:
    number = live_card(desk)
    change_card(desk, CardOrAccount(number), "cancel", cause=Cause("died"))
    with pytest.raises(NotAllowed, match="is cancelled: it cannot become active for this reason"):
        change_card(desk, CardOrAccount(number), "reinstate", cause=Cause("found"))
    change_card(desk, CardOrAccount(number), "reinstate", cause=Cause("entered_in_error"))
    assert states(desk) == {number: "active"}


def test_a_card_that_is_cancelled_before_it_was_printed_takes_its_request_with_it(desk: Visit) -> None:
    [issued] = issue(desk, RENT)
    change_card(desk, CardOrAccount(issued.card_number), "cancel", cause=Cause("entered_in_error"))
    [request] = requests(desk)
    assert (request.state, request.closing_reason, request.closed_by) == (
        "cancelled",
        "entered_in_error",
        "clerk",
    )
    with pytest.raises(NotAllowed, match="was cancelled before it was printed: issue a new one"):
        change_card(desk, CardOrAccount(issued.card_number), "reinstate", cause=Cause("entered_in_error"))
    with pytest.raises(NotAllowed, match="is cancelled: nothing is printed for it"):
        release(desk, issued.card_number)
    assert issue_card(
        desk, CardOrAccount(fund="rent", account=RENT), council="NVD", printed=Print(holder="Mr B")
    ).card_number


def test_a_card_that_is_not_printed_yet_does_not_become_active_by_hand(desk: Visit) -> None:
    [issued] = issue(desk, RENT)
    with pytest.raises(NotAllowed, match="is not printed yet"):
        change_card(desk, CardOrAccount(issued.card_number), "reinstate")


@pytest.mark.parametrize(
    ("doing", "advice"),
    [
        ("lose", "Replace it, or reinstate it if it is in use after all"),
        ("cancel", "Issue a new card, or reinstate it if it was cancelled in error"),
        ("expire", "Replace it"),
        ("replace", "Print the card that took its place"),
    ],
)
def test_what_is_said_of_a_card_that_cannot_be_printed_can_be_done(
    desk: Visit, doing: str, advice: str
) -> None:
    number = live_card(desk)
    if doing == "replace":
        replace_card(desk, CardOrAccount(number), Cause("lost"))
    else:
        change_card(desk, CardOrAccount(number), doing)
    with pytest.raises(NotAllowed, match=rf"nothing is printed for it\. {advice}\.$"):
        release(desk, number)


def test_a_lost_card_is_replaced_by_one_with_a_new_number(desk: Visit) -> None:
    old = live_card(desk)
    done = replace_card(desk, CardOrAccount(old), Cause("lost"))
    assert (done.replaced, done.status) == (old, "requested")
    assert history(desk, old)[2:] == [("active", "lost", "lost"), ("lost", "replaced", "lost")]
    release(desk, done.card_number)
    assert states(desk) == {old: "replaced", done.card_number: "active"}
    request = requests(desk)[1]
    assert (request.kind, request.replaces, request.holder) == ("replacement", old, "Mrs A Jones")
    with pytest.raises(
        NotAllowed, match=f"was replaced by the card ending {done.card_number[-4:]}: replace that one"
    ):
        replace_card(desk, CardOrAccount(old), Cause("lost"))
    with pytest.raises(NotAllowed, match="was replaced by the card ending"):
        change_card(desk, CardOrAccount(old), "lose")


def test_a_card_with_another_name_is_replaced_without_being_lost(desk: Visit) -> None:
    old = live_card(desk, language="cy", large_print=True)
    replace_card(desk, CardOrAccount(old), Cause("name_changed"), printed=Print(holder="Mrs A Price"))
    assert history(desk, old)[2:] == [("active", "replaced", "name_changed")]
    request = requests(desk)[1]
    assert (request.holder, request.language, request.large_print) == ("Mrs A Price", "cy", 1)


def test_a_scheme_that_keeps_the_number_prints_it_again(desk: Visit) -> None:
    number = live_card(desk, TAX)
    done = replace_card(desk, CardOrAccount(number), Cause("damaged"))
    assert (done.card_number, states(desk)) == (number, {number: "damaged"})
    release(desk, number)
    assert history(desk, number)[2:] == [("active", "damaged", "damaged"), ("damaged", "active", "damaged")]
    assert [(request.issue_no, request.state) for request in requests(desk)] == [(1, "issued"), (2, "issued")]
    replace_card(desk, CardOrAccount(number), Cause("name_changed"), printed=Print(holder="Mrs A Price"))
    release(desk, number)
    assert history(desk, number)[4:] == [("active", "active", "name_changed")]


def test_a_card_whose_replacement_is_asked_for_is_neither_found_nor_replaced_again(desk: Visit) -> None:
    number = live_card(desk, TAX)
    replace_card(desk, CardOrAccount(number), Cause("lost"))
    for wish in ("reinstate", "cancel"):
        with pytest.raises(NotAllowed, match=r"asked for \(request 2\): cancel that request first"):
            change_card(desk, CardOrAccount(number), wish)
    with pytest.raises(NotAllowed, match="is asked for"):
        replace_card(desk, CardOrAccount(number), Cause("lost"))


def test_an_expired_card_gets_a_new_number_even_where_numbers_are_kept(desk: Visit) -> None:
    number = live_card(desk, TAX)
    change_card(desk, CardOrAccount(number), "expire")
    done = replace_card(desk, CardOrAccount(number), Cause("expired"))
    assert states(desk) == {number: "replaced", done.card_number: "requested"}


def test_where_the_supplier_makes_the_cards_a_replacement_is_asked_for(desk: Visit, tmp_path: Path) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{FROM_A_LIST}")
    done = replace_card(desk, CardOrAccount(FROM_A_LIST), Cause("stolen"), printed=Print(holder="Mr C Lloyd"))
    assert (done.card_number, states(desk)) == ("", {FROM_A_LIST: "stolen"})


def test_a_card_that_came_with_a_list_begins_its_history_where_it_was(desk: Visit, tmp_path: Path) -> None:
    bring_cards(desk, tmp_path, f"NVD,rent,{RENT},{FROM_A_LIST}")
    change_card(desk, CardOrAccount(FROM_A_LIST), "lose")
    assert history(desk, FROM_A_LIST) == [("active", "lost", "lost")]


@pytest.mark.parametrize("state", ["requested", "cancelled"])
def test_what_cannot_be_replaced_says_what_to_do(desk: Visit, state: str) -> None:
    [issued] = issue(desk, RENT)
    if state == "cancelled":
        change_card(desk, CardOrAccount(issued.card_number), "cancel")
    with pytest.raises(NotAllowed, match="print it, or cancel it" if state == "requested" else "issue a new"):
        replace_card(desk, CardOrAccount(issued.card_number), Cause("lost"))


def test_the_card_of_a_closed_account_is_not_replaced(desk: Visit, tmp_path: Path) -> None:
    number = live_card(desk)
    path = tmp_path / "newer.csv"
    path.write_text(accounts_csv(f"NVD,rent,{RENT},closed"), encoding="utf-8")
    import_accounts(desk, path)
    with pytest.raises(NotAllowed, match=f"The rent account {RENT} is closed"):
        replace_card(desk, CardOrAccount(number), Cause("lost"))
    change_card(desk, CardOrAccount(number), "lose")


def test_an_account_is_named_by_its_reference_if_that_is_enough(desk: Visit) -> None:
    rent = CardOrAccount(fund="rent", account=RENT.lower())
    assert issue_card(desk, rent, council="NVD", printed=Print(holder="Mr A")).reference == RENT
    with pytest.raises(UsageError, match="More than one account is R100000017: give council and fund"):
        issue_card(desk, CardOrAccount(account=RENT), printed=Print(holder="Mr A"))
    with pytest.raises(UsageError, match="No account rent R999"):
        issue_card(desk, CardOrAccount(fund="rent", account="R999"))
    with pytest.raises(UsageError, match="No account HMB rent R999"):
        issue_card(desk, CardOrAccount(fund="rent", account="R999"), council="HMB")
    with pytest.raises(UsageError, match="The account has no name: give the name to print"):
        issue_card(desk, CardOrAccount(fund="rent", account=CLOSED))
    with pytest.raises(UsageError, match="Say which account"):
        issue_card(desk, CardOrAccount())


def test_a_card_is_named_by_its_account_if_it_has_just_one_live(desk: Visit) -> None:
    first = live_card(desk)
    second = live_card(desk, additional=True, reason="additional_card")
    account = CardOrAccount(account=RENT)
    with pytest.raises(UsageError, match="There is more than one card of account R100000017: give more"):
        change_card(desk, account, "lose", council="NVD")
    change_card(desk, CardOrAccount(first), "lose")
    assert change_card(desk, account, "cancel", council="NVD").card_number == second


def test_a_card_that_took_another_s_place_is_lost_found_and_replaced_by_its_account(desk: Visit) -> None:
    live_card(desk)
    account = CardOrAccount(account=RENT)
    second = replace_card(desk, account, council="NVD", cause=Cause("lost")).card_number
    release(desk, second)
    change_card(desk, account, "lose", council="NVD")
    assert change_card(desk, account, "reinstate", council="NVD").card_number == second
    change_card(desk, account, "lose", council="NVD")
    third = replace_card(desk, account, council="NVD", cause=Cause("lost")).card_number
    assert (states(desk)[second], states(desk)[third]) == ("replaced", "requested")


def test_of_two_cards_of_an_account_the_lost_one_is_found_again(desk: Visit) -> None:
    first = live_card(desk)
    live_card(desk, additional=True, reason="additional_card")
    change_card(desk, CardOrAccount(first), "lose")
    assert change_card(desk, CardOrAccount(account=RENT), "reinstate", council="NVD").card_number == first


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        ("107", "named by its number or at least its last 4 digits"),
        ("x", "named by its number or at least its last 4 digits"),
        ("0107", "No card ending 0107"),
        ("", "Say which card: its number or last digits, or its account"),
    ],
)
def test_a_card_that_is_not_understood_is_a_wrong_call(desk: Visit, card: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        change_card(desk, CardOrAccount(card), "lose")
