"""Money given back to a supplier is in transit until its adjustment comes, which takes it from nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.errors import NotAllowed
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.return_item import return_item
from paycards.jobs.show_item import show_item
from paycards.jobs.show_payment import show_payment
from paycards.jobs.show_proof import show_proof
from paycards.jobs.take_back_item import take_back_item
from paycards.jobs.verify import verify
from tests.jobs.bank_files import exported
from tests.reconcile.settlement.supplier_world import SupplierWorld, day


def give_back(visit: Visit, pence: int) -> None:
    [item] = [each for each in list_suspense(visit) if each.amount_pence == pence][:1]
    proposed = return_item(visit, item.id, to="supplier", note="they paid it to us by mistake")
    approve_decision(replace(visit, visitor=Visitor("second clerk")), proposed.decision)


def lines(visit: Visit) -> list[tuple[str, str, str]]:
    return [(row["file"], row["state"], row["rule"] or row["reason"]) for row in exported(visit, "lines")]


def balances(visit: Visit) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in exported(visit, "journal"):
        sums[row["ledger_account"]] = sums.get(row["ledger_account"], 0) + int(row["amount_pence"])
    return {name: pence for name, pence in sums.items() if pence}


def test_an_adjustment_ends_the_return_that_it_fits(world_on_both: SupplierWorld) -> None:
    world = world_on_both
    first = world.allpay(1, 1000, 700, client="NVDF", came="11-16")
    reconcile(world.on("11-16"))
    give_back(world.on("11-16"), 1000)
    assert balances(world.on("11-16")) == {"clearing:BYFILE": 700, "suspense:NVD": -700}
    second = world.allpay(2, -1000, 400, ext="CSH", client="NVDF", came="11-17")
    reconcile(world.on("11-17"))
    visit = world.on("11-18")
    assert lines(visit) == [
        (first, "returned", "manual"),
        (first, "suspense", "unknown_card"),
        (second, "returned", "returned"),
        (second, "suspense", "unknown_card"),
    ]
    assert balances(visit) == {"clearing:BYFILE": 1100, "suspense:NVD": -1100}
    for on in ("11-16", "11-17"):
        [proof] = show_proof(visit, day(on), contract="BYFILE").proofs
        assert [f.state for f in proof.figures if f.check in ("received", "owed", "explained")] == [
            "agrees"
        ] * 3
    verified = verify(visit)
    assert verified.agrees, verified.differences
    told = " ".join(event.what for event in show_payment(visit, f"{second}:1").events)
    assert "because it may take off what was returned to the supplier (return_expected)" in told
    assert "because the supplier took off what had been returned to it (returned)" in told


def test_a_return_that_was_taken_back_is_in_transit_no_more_and_one_that_has_ended_stays(
    world_on_both: SupplierWorld,
) -> None:
    world = world_on_both
    world.allpay(1, 1000, client="NVDF", came="11-16")
    monday, tuesday = world.on("11-16"), world.on("11-17")
    reconcile(monday)
    [item] = list_suspense(monday)
    give_back(monday, 1000)
    proposed = take_back_item(tuesday, item.id, note="it is ours after all")
    approve_decision(replace(tuesday, visitor=Visitor("second clerk")), proposed.decision)
    give_back(tuesday, 1000)
    world.allpay(2, -1000, ext="CSH", client="NVDF", came="11-17")
    reconcile(tuesday)
    visit = world.on("11-18")
    assert [state for _, state, _ in lines(visit)] == ["returned", "returned"]
    assert balances(visit) == {}
    with pytest.raises(NotAllowed, match=r"the supplier took it off with NVDF0002\.CSH:1"):
        take_back_item(visit, item.id, note="so")
    page = show_item(visit, "NVD", item.id)
    assert page.was_given_up
    assert page.given_up_for_good.endswith("the supplier took it off with NVDF0002.CSH:1: it has the money.")
    for on in ("11-16", "11-17"):
        [proof] = show_proof(visit, day(on), contract="BYFILE").proofs
        assert {f.state for f in proof.figures if f.check in ("received", "owed", "explained")} == {"agrees"}
    verified = verify(visit)
    assert verified.agrees, verified.differences


def adjustment_that_two_returns_fit(world: SupplierWorld) -> str:
    """Take it on the 17th; return the name of its file."""
    world.allpay(1, 1000, 1000, client="NVDF", came="11-16")
    reconcile(world.on("11-16"))
    give_back(world.on("11-16"), 1000)
    give_back(world.on("11-16"), 1000)
    name = world.allpay(2, -1000, ext="CSH", client="NVDF", came="11-17")
    reconcile(world.on("11-17"))
    return name


def test_an_adjustment_that_two_returns_fit_waits_for_a_person(world: SupplierWorld) -> None:
    second = adjustment_that_two_returns_fit(world)
    reconcile(world.on("11-18"))
    assert lines(world.on("11-18"))[-1] == (second, "suspense", "return_expected")
    assert verify(world.on("11-18")).agrees


def test_two_people_say_that_it_is_the_adjustment_of_one_of_them(world: SupplierWorld) -> None:
    second = adjustment_that_two_returns_fit(world)
    give_back(world.on("11-17"), -1000)
    visit = world.on("11-18")
    assert lines(visit)[-1] == (second, "returned", "manual")
    assert balances(visit) == {}
    [proof] = show_proof(visit, day("11-17"), contract="BYFILE").proofs
    assert [f.state for f in proof.figures if f.check in ("owed", "explained")] == ["agrees"] * 2
    assert verify(visit).agrees


def test_what_people_said_ends_one_return_and_the_next_adjustment_the_one_that_is_left(
    world_on_both: SupplierWorld,
) -> None:
    world = world_on_both
    adjustment_that_two_returns_fit(world)
    give_back(world.on("11-17"), -1000)
    second = world.allpay(3, -1000, ext="CSH", client="NVDF", came="11-18")
    reconcile(world.on("11-18"))
    assert lines(world.on("11-18"))[-1] == (second, "returned", "returned")
    third = world.allpay(4, -1000, ext="CSH", client="NVDF", came="11-19")
    reconcile(world.on("11-19"))
    assert lines(world.on("11-19"))[-1] == (third, "suspense", "unknown_card")
    verified = verify(world.on("11-19"))
    assert verified.agrees, verified.differences


def test_no_more_adjustments_are_given_to_the_supplier_than_were_returned(
    world_on_both: SupplierWorld,
) -> None:
    world = world_on_both
    adjustment_that_two_returns_fit(world)
    world.allpay(3, -1000, -1000, ext="CSH", client="NVDF", came="11-17")
    reconcile(world.on("11-17"))
    give_back(world.on("11-17"), -1000)
    give_back(world.on("11-17"), -1000)
    with pytest.raises(NotAllowed, match="is no return's adjustment any more"):
        give_back(world.on("11-17"), -1000)
    assert balances(world.on("11-17")) == {"clearing:BYFILE": -1000, "suspense:NVD": 1000}
    verified = verify(world.on("11-17"))
    assert verified.agrees, verified.differences


def test_six_digits_of_a_card_do_not_make_a_customer_s_adjustment_the_end_of_a_return(
    world: SupplierWorld,
) -> None:
    world.allpay(1, 1000, client="NVDF", came="11-16", short=True)
    reconcile(world.on("11-16"))
    give_back(world.on("11-16"), 1000)
    second = world.allpay(2, -1000, ext="CSH", client="NVDF", came="11-17", short=True)
    reconcile(world.on("11-17"))
    assert lines(world.on("11-17"))[-1] == (second, "suspense", "unknown_reference")


def test_an_adjustment_that_fits_no_return_is_placed_as_before(world: SupplierWorld) -> None:
    world.allpay(1, 1000, client="NVDF", came="11-16")
    reconcile(world.on("11-16"))
    give_back(world.on("11-16"), 1000)
    second = world.allpay(2, -999, ext="CSH", client="NVDF", came="11-17")
    reconcile(world.on("11-17"))
    assert lines(world.on("11-17"))[-1] == (second, "suspense", "unknown_card")


def test_an_adjustment_that_came_before_its_return_ends_it_the_next_night(world: SupplierWorld) -> None:
    first = world.allpay(1, 1000, client="NVDF", came="11-16")
    second = world.allpay(2, -1000, ext="CSH", client="NVDF", came="11-16")
    reconcile(world.on("11-16"))
    give_back(world.on("11-16"), 1000)
    reconcile(world.on("11-17"))
    assert lines(world.on("11-17")) == [(first, "returned", "manual"), (second, "returned", "returned")]
    verified = verify(world.on("11-17"))
    assert verified.agrees, verified.differences
