"""Cards are found by what a person knows, and shown whole; money on a card in any state finds its account."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.finding import Search
from paycards.cards.last_payments import LastPayment
from paycards.cards.which import CardOrAccount
from paycards.errors import UsageError
from paycards.issue.card_life import STATES
from paycards.jobs.change_card import change_card
from paycards.jobs.find_cards import find_cards
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.nightly import nightly
from paycards.jobs.replace_card import replace_card
from paycards.jobs.show_card import show_card
from tests.cards.card_desk import ORDERED, OTHER, RENT, TAX, issue, live_card, release
from tests.jobs.hand_in import ACCOUNTS, CARDS, bring_cards, bring_file, unknown
from tests.reconcile.test_reconcile import rows

JONES = "C0042"
FROM_A_LIST = "9826999900000000018"


@pytest.fixture
def town(desk: Visit, tmp_path: Path) -> Visit:
    """The same customer has a rent and a council tax account."""
    path = tmp_path / "people.csv"
    address = "1 Mill Lane,,,Northvale,NV1 2AB,,,,"
    lines = [
        f"NVD,rent,{RENT},open,0,{JONES},Mrs,Ann Mary,Jones,{address}",
        f"NVD,council_tax,{TAX},open,0,{JONES},Mrs,Ann Mary,Jones,{address}",
        f"NVD,rent,{OTHER},open,0,C0043,Mr,Bob,Jonas,2 Mill Lane,,,Northvale,NV1 2AD,,,,",
    ]
    path.write_text(ACCOUNTS + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    import_accounts(desk, path)
    return desk


def found(visit: Visit, text: str = "", *, council: str | None = None, **known: str) -> list[tuple[str, str]]:
    found = find_cards(visit, Search(text, **known), council=council)
    return [(each.reference, each.card_number) for each in found]


@pytest.mark.parametrize("known", [RENT.lower(), " R100000017 "])
def test_a_card_is_found_by_the_reference_of_its_account(town: Visit, known: str) -> None:
    number = live_card(town)
    assert found(town, known, council="NVD") == [(RENT, number)]


def test_a_card_is_found_by_its_number_or_its_last_digits(town: Visit) -> None:
    number = live_card(town)
    assert found(town, number) == [(RENT, number)]
    assert found(town, " ".join(number[start : start + 4] for start in range(0, 19, 4))) == [(RENT, number)]
    assert found(town, number[-4:]) == [(RENT, number)]


def test_an_account_without_a_card_is_found_too(town: Visit) -> None:
    assert found(town, "jon") == [(OTHER, ""), (TAX, ""), (RENT, "")]


def test_what_is_given_must_all_fit(town: Visit) -> None:
    assert found(town, surname="jon", postcode="nv12ad") == [(OTHER, "")]
    assert found(town, customer_ref=JONES, postcode="NV1 2AB") == [(TAX, ""), (RENT, "")]
    assert found(town, surname="jon", council="HMB") == []
    with pytest.raises(UsageError, match="Say what to look for"):
        find_cards(town, Search())


def test_percent_and_underscore_are_what_they_are(town: Visit) -> None:
    assert found(town, "J%") == []
    assert found(town, surname="_on") == []


def test_a_customer_with_two_accounts_is_shown_whole(town: Visit) -> None:
    rent, tax = live_card(town, RENT), live_card(town, TAX)
    lost = replace_card(town, CardOrAccount(rent), Cause("lost", "on the bus")).card_number
    shown = show_card(town, CardOrAccount(), customer_ref=JONES)
    assert [(each.fund, [card.card_number for card in each.cards]) for each in shown] == [
        ("council_tax", [tax]),
        ("rent", [rent, lost]),
    ]
    old = shown[1].cards[0]
    assert [event.status for event in old.history] == ["requested", "active", "lost", "replaced"]
    assert {event.note for event in old.history[2:]} == {"on the bus"}
    assert [proof.output for proof in old.proofs] == ["letter"]
    assert [(request.kind, request.replaces) for request in shown[1].requests] == [
        ("first", ""),
        ("replacement", rent),
    ]
    assert shown[1].requests[0].holder == "Mrs A Jones"
    assert shown[0].name == "Mrs Ann Mary Jones"


def plans_of(visit: Visit, ask: Callable[[], object]) -> list[str]:
    """How SQLite finds what is asked of accounts and cards."""
    engine = visit.installation.engine
    plans: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if re.search(r"\sFROM (accounts|cards)\b", statement):
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(step[3] for step in plan)

    event.listen(engine, "before_cursor_execute", explain)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    return plans


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("which", "customer_ref", "index"),
    [
        (CardOrAccount(account=TAX), "", "ix_accounts_match_reference"),
        (CardOrAccount(card=FROM_A_LIST), "", "cards USING PRIMARY KEY"),
        (CardOrAccount(card=FROM_A_LIST[-4:]), "", "ix_cards_last_four"),
        (CardOrAccount(card=FROM_A_LIST[-6:]), "", "ix_cards_last_four"),
        (CardOrAccount(), JONES, "ix_accounts_customer_ref"),
    ],
)
def test_who_is_named_is_found_by_an_index_in_one_council_and_in_several(
    town: Visit, tmp_path: Path, which: CardOrAccount, customer_ref: str, index: str
) -> None:
    bring_cards(town, tmp_path, f"NVD,rent,{RENT},{FROM_A_LIST}")
    for council in (None, "NVD"):
        ask = partial(show_card, town, which, customer_ref=customer_ref, council=council)
        plans = plans_of(town, ask)
        assert [step for step in plans if re.search(index, step)]
        assert [step for step in plans if re.match("SCAN (accounts|cards)", step)] == []


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_a_postcode_and_last_digits_are_looked_up_in_indexes_of_their_own(town: Visit) -> None:
    plans = plans_of(town, partial(find_cards, town, Search(postcode="NV1 2AB")))
    assert [step for step in plans if "ix_accounts_postcode" in step]
    assert [step for step in plans if re.match("SCAN (accounts|cards)", step)] == []
    plans = plans_of(town, partial(find_cards, town, Search("0018")))
    assert [step for step in plans if "ix_cards_last_four" in step]


def test_the_whole_account_is_shown_whichever_of_its_cards_is_named(town: Visit) -> None:
    rent = live_card(town)
    new = replace_card(town, CardOrAccount(rent), Cause("lost")).card_number
    assert show_card(town, CardOrAccount(rent)) == show_card(town, CardOrAccount(new))
    assert show_card(town, CardOrAccount(rent)) == show_card(town, CardOrAccount(account=RENT), council="NVD")
    with pytest.raises(UsageError, match="No customer C9"):
        show_card(town, CardOrAccount(), customer_ref="C9")


def in_state(visit: Visit, folder: Path, state: str) -> str:
    """Bring a rent card into this state, by the desk where the desk can."""
    if state == "ordered":
        path = folder / "cards.csv"
        path.write_text(f"{CARDS}NVD,rent,{RENT},{FROM_A_LIST},ordered,\n", encoding="utf-8")
        import_cards(visit, path)
        return FROM_A_LIST
    [issued] = issue(visit, RENT)
    if state == "requested":
        return issued.card_number
    release(visit, issued.card_number)
    card = CardOrAccount(issued.card_number)
    doing = {
        "lost": "lose",
        "stolen": "report stolen",
        "damaged": "report damaged",
        "cancelled": "cancel",
        "expired": "expire",
    }
    if state == "replaced":
        replace_card(visit, card, Cause("lost"))
    elif state != "active":
        change_card(visit, card, doing[state])
    return issued.card_number


@pytest.mark.parametrize("state", STATES)
def test_a_payment_on_a_card_in_any_state_finds_its_account(desk: Visit, tmp_path: Path, state: str) -> None:
    number = in_state(desk, tmp_path, state)
    bring_file(desk, "NVDC0001.PO", unknown(1250, card=number), total=1250)
    nightly(desk)
    [line] = rows(desk, "lines")
    assert (line["state"], line["account_reference"], line["rule"]) == ("posted", RENT, "card")
    [shown] = show_card(desk, CardOrAccount(number))
    paid = LastPayment(number, dt.date(2026, 11, 14), 1250, "post_office")
    assert shown.last_paid == paid
    assert {card.last_paid for card in shown.cards if card.card_number == number} == {paid}


def test_the_last_payment_is_looked_for_in_the_last_quarter_only(desk: Visit) -> None:
    number = live_card(desk)
    bring_file(desk, "NVDC0001.PO", unknown(1250, card=number), total=1250)
    bring_file(desk, "NVDC0002.PO", unknown(700, reference=RENT), total=700)
    nightly(desk)
    for days, seen in ((8, True), (40, True), (92, True), (93, False)):
        later = replace(desk, now=desk.now + dt.timedelta(days=days))
        [shown] = show_card(later, CardOrAccount(number))
        assert (shown.cards[0].last_paid is not None) == seen
        assert (shown.last_paid is not None) == seen


def test_an_account_that_only_asked_for_a_card_shows_its_request(desk: Visit) -> None:
    issue(desk, ORDERED)
    [shown] = show_card(desk, CardOrAccount(account=ORDERED))
    assert (shown.cards, [request.state for request in shown.requests]) == ((), ["requested"])
