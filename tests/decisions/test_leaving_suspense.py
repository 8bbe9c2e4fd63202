"""Split, combine, return, write off: how money leaves suspense by decision, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.permission import EVERYTHING, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.decision import Decision
from paycards.decisions.splitting import Part
from paycards.errors import Forbidden, NotAllowed, NotFound, Stale
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.combine_items import combine_items
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.return_item import return_item
from paycards.jobs.show_decision import show_decision
from paycards.jobs.split_item import split_item
from paycards.jobs.write_off_item import write_off_item
from paycards.jobs.write_outgoing import write_outgoing
from tests.decisions.two_people import assert_verified, balances, items, person, table
from tests.jobs.hand_in import bring_accounts, bring_file, unknown

FIRST, SECOND, TAX = (
    {"fund": "rent", "reference": "R100000001"},
    {"fund": "rent", "reference": "R100000002"},
    {"fund": "council_tax", "reference": "770000001"},
)


@pytest.fixture
def desk(visit: Visit) -> Visit:
    return person(visit, "Amira")


def approve(desk: Visit, number: int) -> None:
    assert approve_decision(person(desk, "Ben"), number).state == "applied"


def place(desk: Visit, item: int) -> None:
    allocate_item(desk, item, fund="rent", reference="R100000001", note="so")


def combine(desk: Visit, *found: int, reference: str = "R100000001") -> Decision:
    return combine_items(desk, found, fund="rent", reference=reference, note="two halves")


def states(desk: Visit) -> list[tuple[str, str, str, str]]:
    return [
        (line["state"], line["fund"], line["account_reference"], line["rule"])
        for line in table(desk, "lines")
    ]


def test_a_split_is_posted_in_parts_of_one_step_and_names_no_account_where_it_has_several(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [1000])
    parts = [Part(600, **FIRST), Part(399, **TAX), Part(1, fund="rent", reference=" r100000002")]
    done = split_item(desk, item, parts, note="one cheque for three")
    assert (done.state, done.kind, done.amount_pence, done.decided_by) == ("applied", "split", 1000, "")
    assert done.terms["parts"][2]["reference"] == "R100000002"
    assert states(desk) == [("posted", "", "", "manual")]
    moved = [each for each in table(desk, "postings") if each["step"] == "1"]
    assert [(each["debit"], each["credit"], each["amount_pence"], each["rule"]) for each in moved] == [
        ("suspense:NVD", "customer:rent:R100000001", "600", "manual"),
        ("suspense:NVD", "customer:council_tax:770000001", "399", "manual"),
        ("suspense:NVD", "customer:rent:R100000002", "1", "manual"),
    ]
    entries = [row["entry"].split("-", 1)[1] for row in table(desk, "journal")][::2]
    assert entries == ["1-0", "1-1", "1-1-2", "1-1-3"]
    [payment] = table(desk, "payments")
    assert (payment["placed_by"], payment["note"]) == ("Amira", "one cheque for three")
    assert list_suspense(desk) == []
    write_outgoing(desk)
    assert_verified(desk)


def test_a_split_of_which_one_part_goes_back_needs_two_and_names_the_one_account(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [100])
    done = split_item(desk, item, [Part(60, **FIRST), Part(40, to="payer")], note="overpaid")
    assert (done.state, done.needs_two) == ("proposed", True)
    approve(desk, done.decision)
    assert states(desk) == [("posted", "rent", "R100000001", "manual")]
    assert balances(desk) == {
        "clearing:NVD-ALLPAY": 100, "customer:rent:R100000001": -60, "returns:NVD": -40,
    }  # fmt: skip
    [due] = table(desk, "returns")
    assert (due["amount_pence"], due["file"], due["row"], due["reason"]) == (
        "40", "NVDC0001.PO", "1", "overpaid",
    )  # fmt: skip
    assert (due["proposed_by"], due["decided_by"], due["decision"]) == ("Amira", "Ben", "1")
    assert_verified(desk)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([Part(1000, **FIRST)], "two parts or more"),
        ([Part(600, **FIRST), Part(399, **SECOND)], "its parts are 999 pence: 1 pence are left over"),
        ([Part(1600, **FIRST), Part(-600, **SECOND)], "of the same sign"),
        ([Part(1000, **FIRST), Part(0, **SECOND)], "of the same sign"),
        (
            [Part(500, **FIRST), Part(500, fund="rent", reference="r100000001")],
            "rent R100000001 is named twice",
        ),
        ([Part(500, **FIRST), Part(500, fund="rent", reference="R7")], "NVD has no rent account R7"),
    ],
)
def test_parts_that_are_not_whole_or_go_nowhere_are_refused(
    desk: Visit, tmp_path: Path, parts: list[Part], why: str
) -> None:
    [item] = items(desk, tmp_path, [1000])
    with pytest.raises(NotAllowed, match=why):
        split_item(desk, item, parts, note="so")
    assert table(desk, "decisions") == []
    assert len(table(desk, "postings")) == 1


def test_combined_items_are_one_decision_whose_tier_counts_each_without_its_sign(
    desk: Visit, tmp_path: Path
) -> None:
    one, two, three, four = items(desk, tmp_path, [600, -550, 49_000, 1_001])
    done = combine(desk, one, two)
    assert (done.state, done.amount_pence, done.subject) == (
        "applied", 50, "NVDC0001.PO:1, NVDC0001.PO:2",
    )  # fmt: skip
    waits = combine(desk, three, four, reference="R100000002")
    assert (waits.state, waits.amount_pence) == ("proposed", 50_001)
    with pytest.raises(Stale, match="Amira proposed it"):
        place(person(desk, "Ben"), four)
    approve(desk, waits.decision)
    posted = [("posted", "rent", f"R10000000{n}", "manual") for n in (1, 1, 2, 2)]
    assert states(desk) == posted
    assert_verified(desk)


def test_600_and_minus_550_are_1150_for_the_tier(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [60_000, -55_000])
    assert combine(desk, one, two).state == "proposed"


def test_only_different_items_of_one_council_are_combined(desk: Visit, tmp_path: Path) -> None:
    one, _ = items(desk, tmp_path, [600, 550])
    with pytest.raises(NotAllowed, match="two different suspense items"):
        combine(desk, one, one)
    bring_file(desk, "HMBC0001.PO", unknown(700), total=700)
    reconcile(desk)
    theirs = list_suspense(desk, council="HMB")[0].id
    with pytest.raises(NotFound, match="No suspense item"):
        combine(desk, one, theirs)


def test_what_goes_back_to_the_payer_is_listed_for_the_creditors_system(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [1])
    done = return_item(desk, item, to="payer", note="paid to the wrong council")
    assert (done.kind, done.state) == ("return_to_payer", "proposed")
    assert table(desk, "returns") == []
    approve(desk, 1)
    assert states(desk) == [("returned", "", "", "manual")]
    assert balances(desk) == {"clearing:NVD-ALLPAY": 1, "returns:NVD": -1}
    [due] = table(desk, "returns")
    assert (due["council"], due["contract"], due["amount_pence"]) == ("NVD", "NVD-ALLPAY", "1")
    assert (due["paid_on"], due["network"], due["card_number"]) == (
        "2026-11-14", "post_office", "9826999900000999999",
    )  # fmt: skip
    assert_verified(desk)


def test_what_goes_back_to_the_supplier_is_not_owed_by_it_any_more(desk: Visit, tmp_path: Path) -> None:
    one, _ = items(desk, tmp_path, [700, 300])
    approve(desk, return_item(desk, one, to="supplier", note="not ours").decision)
    assert balances(desk) == {"clearing:NVD-ALLPAY": 300, "suspense:NVD": -300}
    assert [state for state, *_ in states(desk)] == ["returned", "suspense"]
    assert table(desk, "returns") == []
    assert_verified(desk)


def test_what_is_only_proposed_or_refused_leaves_the_ledger_as_it_was(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [700, 300])
    parts = [Part(200, to="payer"), Part(100, **FIRST)]
    proposed = [return_item(desk, one, to="payer", note="so"), split_item(desk, two, parts, note="so")]
    assert_verified(desk)
    for each in proposed:
        refuse_decision(person(desk, "Ben"), each.decision, note="no")
    assert_verified(desk)


def test_a_write_off_always_needs_two(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [1, -2])
    for each in (one, two):
        assert write_off_item(desk, each, note="nobody claimed it").state == "proposed"
    approve(desk, 1)
    approve(desk, 2)
    assert states(desk) == [("written_off", "", "", "manual")] * 2
    assert balances(desk) == {"clearing:NVD-ALLPAY": -1, "written_off:NVD": 1}
    with pytest.raises(NotAllowed, match="was written off on 2026-11-20 by Amira"):
        return_item(desk, one, to="payer", note="now claimed")
    assert_verified(desk)


def test_only_money_that_was_received_is_returned_and_only_by_who_may(desk: Visit, tmp_path: Path) -> None:
    taken, till = items(desk, tmp_path, [-5, 9])
    for to in ("payer", "supplier"):
        with pytest.raises(NotAllowed, match="only money that was received"):
            return_item(desk, taken, to=to, note="so")
    with pytest.raises(NotFound, match=r"No target charity\. Choose payer or supplier"):
        return_item(desk, till, to="charity", note="so")
    placer = replace(desk, visitor=Visitor("Amira", permissions=EVERYTHING - {Permission.RETURN_MONEY}))
    with pytest.raises(Forbidden):
        return_item(placer, till, to="payer", note="so")
    with pytest.raises(Forbidden):
        write_off_item(placer, till, note="so")


def test_what_the_council_s_own_terminal_took_is_not_the_supplier_s_to_have_back(
    desk: Visit, tmp_path: Path
) -> None:
    bring_accounts(desk, tmp_path, "NVD,rent,R100000001,open")
    bring_file(desk, "NVDC0001.TC", unknown(500).replace("P", "N"), total=500)
    reconcile(desk)
    [item] = list_suspense(desk)
    assert item.network == "terminal"
    with pytest.raises(NotAllowed, match="the supplier never had it"):
        return_item(desk, item.id, to="supplier", note="so")


def test_an_account_that_closed_meanwhile_stops_the_whole_split(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [60_000])
    split_item(desk, item, [Part(30_000, **FIRST), Part(30_000, **SECOND)], note="halves")
    bring_accounts(desk, tmp_path, "NVD,rent,R100000002,closed")
    with pytest.raises(NotAllowed, match=r"cannot be applied any more.*R100000002 is closed"):
        approve_decision(person(desk, "Ben"), 1)
    assert show_decision(desk, 1).decision.state == "proposed"
    assert len(table(desk, "postings")) == 1


def test_every_line_has_one_state_and_the_states_make_up_the_file(desk: Visit, tmp_path: Path) -> None:
    allocated, split, payer, supplier, gone, _ = items(desk, tmp_path, [11, 22, 33, 44, -55, 66])
    place(desk, allocated)
    split_item(desk, split, [Part(20, **FIRST), Part(2, **SECOND)], note="so")
    for number, done in enumerate(
        (
            return_item(desk, payer, to="payer", note="so"),
            return_item(desk, supplier, to="supplier", note="so"),
            write_off_item(desk, gone, note="so"),
        ),
        3,
    ):
        assert done.decision == number
        approve(desk, number)
    found = [(line["state"], int(line["amount_pence"])) for line in table(desk, "lines")]
    assert found == [
        *(("posted", 11), ("posted", 22), ("returned", 33), ("returned", 44)),
        *(("written_off", -55), ("suspense", 66)),
    ]  # fmt: skip
    [file] = table(desk, "files")
    assert (len(found), sum(pence for _, pence in found)) == (int(file["rows"]), int(file["total_pence"]))
    assert sum(balances(desk).values()) == 0
    assert_verified(desk)
