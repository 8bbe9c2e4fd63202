"""What points to an account, how strongly, and what never does; on both databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.errors import NotFound
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.suggest_accounts import suggest_accounts
from paycards.jobs.suggest_for_all import suggest_for_all
from paycards.reconcile.suspense.clues import known
from paycards.reconcile.suspense.suggestions import KINDS, MOST
from tests.channels.supplier_files import short_row
from tests.jobs.hand_in import STRANGER, bring_file, unknown
from tests.reconcile.suspense.town import (
    SATURDAY,
    account,
    bring_shop,
    bring_town,
    card,
    kinds,
    one_digit_wrong,
    put_in,
    sold,
    suggested,
    sure,
)

RENT, TAX = "R100000001", "770000001"


def place(visit: Visit, item_id: int, reference: str = RENT, fund: str = "rent") -> None:
    allocate_item(visit, item_id, fund=fund, reference=reference, note="seen the receipt")


def test_a_slip_that_the_check_digit_finds_is_stronger_than_a_mere_likeness(
    visit: Visit, tmp_path: Path
) -> None:
    meant = card(77)
    typed = one_digit_wrong(meant)
    alike = typed[:-1] + str((int(typed[-1]) + 5) % 10)  # its own last digit is wrong
    bring_town(
        visit,
        tmp_path,
        [account("NVD", "rent", RENT), account("NVD", "rent", "R000000000")],
        [f"NVD,rent,{RENT},{meant},active", f"NVD,rent,R000000000,{alike},active"],
    )
    item = put_in(visit, 1, unknown(card=typed), 1250)
    assert kinds(visit, item) == {f"rent {RENT}": ("card_slip",), "rent R000000000": ("near_card",)}
    assert "its check digit agrees" in suggested(visit, item)[f"rent {RENT}"].reasons[0]
    assert sure(visit, item) == []


def test_a_payment_for_a_closed_account_points_to_the_present_one_of_the_same_customer(
    visit: Visit, tmp_path: Path
) -> None:
    old, present = "R200000001", "R200000002"
    bring_town(
        visit,
        tmp_path,
        [
            account("NVD", "rent", old, status="closed", customer="C2"),
            account("NVD", "rent", present, customer="C2"),
            account("NVD", "rent", "R200000099", customer="C3"),
            account("HMB", "rent", "R200000003", customer="C2"),
        ],
        [f"NVD,rent,{old},{card(5)},replaced"],
    )
    item = put_in(visit, 1, unknown(card=card(5)), 1250)
    assert list_suspense(visit)[0].reason == "account_closed"
    assert kinds(visit, item) == {f"rent {present}": ("former_account",), f"rent {old}": ("old_card",)}
    assert suggested(visit, item)[f"rent {old}"].reasons == (
        "an old card of this account, which is replaced",
    )
    assert old in suggested(visit, item)[f"rent {present}"].reasons[0]
    assert sure(visit, item) == []  # the one that is named is closed, and the other is not named


def test_the_reference_of_the_other_fund_speaks_for_the_same_customer_s_card(
    visit: Visit, tmp_path: Path
) -> None:
    bring_town(
        visit,
        tmp_path,
        [account("NVD", "rent", RENT, customer="C1"), account("NVD", "council_tax", TAX, customer="C1")],
        [f"NVD,rent,{RENT},{card(1)},active"],
    )
    item = put_in(visit, 1, unknown(card=card(1), reference=TAX), 1250)
    assert list_suspense(visit)[0].reason == "conflict"
    assert kinds(visit, item) == {
        f"rent {RENT}": ("card", "other_fund"),
        f"council_tax {TAX}": ("reference",),
    }
    assert sure(visit, item) == []  # two accounts are named


def test_what_a_person_placed_before_teaches_and_the_newest_lesson_weighs_most(
    visit: Visit, tmp_path: Path
) -> None:
    bring_town(visit, tmp_path, [account("NVD", "rent", RENT), account("NVD", "rent", "R100000099")])
    place(visit, put_in(visit, 1, unknown(), 1250))
    item = put_in(visit, 2, unknown(777), 777)
    assert kinds(visit, item) == {f"rent {RENT}": ("placed_card",)}
    assert sure(visit, item) == [f"rent {RENT}"]
    [only] = suggested(visit, item).values()
    assert only.reasons == ("a person placed this card number here before, once, last on 2026-11-20",)
    place(visit, item, "R100000099")
    third = put_in(visit, 3, unknown(888), 888)
    assert list(kinds(visit, third)) == ["rent R100000099", f"rent {RENT}"]
    assert sure(visit, third) == []  # people did not agree


def test_a_short_card_number_and_a_reference_that_were_placed_before_are_known_again(
    visit: Visit, tmp_path: Path
) -> None:
    bring_town(visit, tmp_path, [account("NVD", "rent", RENT)])
    place(visit, put_in(visit, 1, short_row(card="424242", reference=""), 1250))
    assert kinds(visit, put_in(visit, 2, short_row(900, card="424242", reference=""), 900)) == {
        f"rent {RENT}": ("placed_short",)
    }
    place(visit, put_in(visit, 3, unknown(reference="MRS PRYCE"), 1250))
    item = put_in(visit, 4, unknown(card=card(9), reference="mrs pryce"), 1250)
    assert kinds(visit, item) == {f"rent {RENT}": ("placed_reference",)}
    assert sure(visit, item) == [f"rent {RENT}"]


@pytest.fixture
def market(visit: Visit, tmp_path: Path) -> Visit:
    """Two Saturdays on which two people paid at one outlet, one of them always at half past ten."""
    others = "R100000099"
    bring_town(
        visit,
        tmp_path,
        [account("NVD", "rent", RENT), account("NVD", "rent", others)],
        [f"NVD,rent,{RENT},{card(1)},active", f"NVD,rent,{others},{card(2)},active"],
    )
    for week in (2, 1):
        day = SATURDAY - dt.timedelta(weeks=week)
        late = sold(card(2), day, "170000" if week == 1 else "090000", serial=week * 10 + 1)
        bring_shop(visit, 3 - week, day, sold(card(1), day, "103000", serial=week * 10), late)
    reconcile(visit)
    return visit


def test_the_same_outlet_and_time_of_week_point_to_who_pays_there(market: Visit) -> None:
    at_its_time = sold(STRANGER, SATURDAY, "100500", serial=100)
    elsewhere = sold(STRANGER, SATURDAY, "100500", outlet=999, serial=101)
    another_day = sold(STRANGER, SATURDAY - dt.timedelta(days=1), "100500", serial=102)
    bring_shop(market, 3, SATURDAY, at_its_time, elsewhere, another_day)
    reconcile(market)
    first, second, third = (item.id for item in list_suspense(market))
    assert kinds(market, first) == {f"rent {RENT}": ("outlet_week",)}
    assert "in 2 of the 4 weeks before" in suggested(market, first)[f"rent {RENT}"].reasons[0]
    assert kinds(market, second) == kinds(market, third) == {}


def test_two_of_the_four_weeks_make_a_habit_however_far_apart_and_one_that_paid_twice_a_day_does_not(
    visit: Visit, tmp_path: Path
) -> None:
    often, once, long_ago = RENT, "R100000002", "R100000003"
    numbers = {reference: card(serial) for serial, reference in enumerate((often, once, long_ago), 1)}
    bring_town(
        visit,
        tmp_path,
        [account("NVD", "rent", reference) for reference in numbers],
        [f"NVD,rent,{reference},{number},active" for reference, number in numbers.items()],
    )
    for sequence, (week, references) in enumerate(
        ((5, [long_ago]), (4, [often, often]), (2, [once, once]), (1, [often, long_ago])), 1
    ):
        day = SATURDAY - dt.timedelta(weeks=week)
        paid = [
            sold(numbers[reference], day, f"10{20 + place}00", serial=week * 10 + place)
            for place, reference in enumerate(references)
        ]
        bring_shop(visit, sequence, day, *paid)
    bring_shop(visit, 5, SATURDAY, sold(STRANGER, SATURDAY, "103000", serial=100))
    reconcile(visit)
    [item] = list_suspense(visit)
    assert kinds(visit, item.id) == {f"rent {often}": ("outlet_week",)}
    assert "in 2 of the 4 weeks before" in suggested(visit, item.id)[f"rent {often}"].reasons[0]


def test_what_was_placed_at_an_outlet_is_a_weak_lesson_for_that_weekday_there(market: Visit) -> None:
    bring_shop(market, 3, SATURDAY, sold(STRANGER, SATURDAY, "200000", serial=100))
    reconcile(market)
    place(market, list_suspense(market)[0].id, "R100000099")
    row = sold(card(7), SATURDAY, "210000", serial=200)
    bring_shop(market, 4, SATURDAY, row, sold(card(8), SATURDAY, "210000", outlet=1, serial=201))
    reconcile(market)
    there, elsewhere = list_suspense(market)
    assert kinds(market, there.id) == {"rent R100000099": ("placed_outlet",)}
    assert kinds(market, elsewhere.id) == {}


def test_amount_and_name_support_and_never_speak_alone(visit: Visit, tmp_path: Path) -> None:
    owes = account("NVD", "rent", RENT, pence=1250).replace(",,,", ",Mrs,Ada,PRYCE", 1)
    bring_town(visit, tmp_path, [owes, account("NVD", "rent", "R100000002")])
    nobody = put_in(visit, 1, unknown(reference="PRYCE"), 1250)
    assert suggest_accounts(visit, nobody) == []
    item = put_in(visit, 2, unknown(card=card(3), reference="R100000003"), 1250)
    found = suggested(visit, item)
    assert list(found) == [f"rent {RENT}", "rent R100000002"]  # equal but for the amount
    assert found[f"rent {RENT}"].reasons[-1] == "the amount is what the account owes"
    assert found[f"rent {RENT}"].kinds == ("reference_slip",)
    assert len(found["rent R100000002"].reasons) == 1


def test_no_evidence_crosses_councils(visit: Visit, tmp_path: Path) -> None:
    """Everything that could point anywhere is another council's."""
    bring_town(
        visit,
        tmp_path,
        [
            account("HMB", "rent", RENT, status="closed", customer="C1", pence=1250),
            account("HMB", "rent", "R100000002", customer="C1"),
            account("HMB", "council_tax", TAX, customer="C1"),
            account("NVD", "rent", "R999999999", customer="C1"),
        ],
        [f"HMB,rent,{RENT},{card(1)},lost", f"HMB,rent,R100000002,{card(2)},active"],
    )
    place(visit, put_in(visit, 1, unknown(card=STRANGER), 1250, "HMBC"), "R100000002")
    rows = [
        unknown(card=STRANGER),
        unknown(card=card(1), reference=RENT),
        unknown(card=one_digit_wrong(card(1)), reference="R100000003"),
        unknown(card=card(40), reference=f"{TAX}5"),
        short_row(card=card(1)[11:17], reference=""),
        short_row(card=card(1)[-6:], reference=""),
    ]
    for number, row in enumerate(rows, 2):
        bring_file(visit, f"NVDC{number:04}.PO", row, total=1250)
    reconcile(visit)
    waiting = list_suspense(visit, council="NVD")
    assert len(waiting) == len(rows)
    assert [suggest_accounts(visit, item.id) for item in waiting] == [[]] * len(rows)
    assert [each.suggestions for each in suggest_for_all(visit, council="NVD")] == [[]] * len(rows)


def test_a_visitor_of_one_council_is_told_nothing_of_another(visit: Visit, tmp_path: Path) -> None:
    bring_town(visit, tmp_path, [account("HMB", "rent", RENT), account("NVD", "rent", RENT)])
    mine = put_in(visit, 1, unknown(reference="R100000002"), 1250)
    theirs = put_in(visit, 1, unknown(reference="R100000002"), 1250, "HMBC")
    only = visit_of(visit, "NVD")
    assert [each.item for each in suggest_for_all(only)] == [mine]
    with pytest.raises(NotFound):
        suggest_accounts(only, theirs)


def visit_of(visit: Visit, council: str) -> Visit:
    from dataclasses import replace

    return replace(visit, visitor=Visitor("clerk", Councils(frozenset({council}))))


def test_all_at_once_says_what_one_by_one_says(market: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many items are looked up in what is held in memory, one in the database."""
    rows = [unknown(reference=reference) for reference in ("R10000001", "R100000", "R1000000991", "X")]
    rows += [unknown(card=one_digit_wrong(card(1), place)) for place in (3, 9, 15)]
    for number, row in enumerate(rows, 1):
        bring_file(market, f"NVDC{number:04}.PO", row, total=1250)
    bring_shop(market, 3, SATURDAY, sold(STRANGER, SATURDAY, "103000", serial=300))
    reconcile(market)
    one_by_one = {item.id: suggest_accounts(market, item.id) for item in list_suspense(market)}
    monkeypatch.setattr(known, "MANY", 0)
    assert {each.item: each.suggestions for each in suggest_for_all(market)} == one_by_one
    assert sum(map(bool, one_by_one.values())) >= 6


def test_an_account_stands_once_with_all_its_reasons_the_strongest_first(
    visit: Visit, tmp_path: Path
) -> None:
    near = [account("NVD", "rent", f"R20000000{digit}") for digit in range(9)]
    near += [account("NVD", "rent", f"R2000000{digit}9") for digit in range(1, 9)]
    bring_town(visit, tmp_path, near, [f"NVD,rent,R200000008,{card(1)},active"])
    item = put_in(visit, 1, unknown(card=one_digit_wrong(card(1)), reference="R200000009"), 1250)
    found = suggest_accounts(visit, item)
    assert len(found) == MOST
    assert (found[0].reference, found[0].kinds) == ("R200000008", ("card_slip", "reference_slip"))
    assert len({(one.fund, one.reference) for one in found}) == len(found)
    assert [one.reference for one in found[1:]] == sorted(one.reference for one in found[1:])
    order = [kind.code for kind in KINDS]
    assert all(list(one.kinds) == sorted(one.kinds, key=order.index) for one in found)
