"""Corrected statements, charges and changed bank settings: two people always, and verify rebuilds it all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.booked import Booked, Line
from paycards.demo.banks.mt940 import mt940
from paycards.errors import NotAllowed
from paycards.intake.records import FileRow
from paycards.jobs.agree_bank_settings import agree_bank_settings
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.collect import collect
from paycards.jobs.correct_bank_statement import correct_bank_statement
from paycards.jobs.import_files import import_file
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.show_bank_entry import show_bank_entry
from paycards.jobs.show_file import show_file
from paycards.jobs.verify import verify
from tests.decisions.two_people import person
from tests.jobs.bank_files import (
    MAIN,
    MONDAY,
    NOW,
    RENTS,
    THEIRS,
    begin,
    bring,
    day,
    entries,
    exported,
    journal,
    open_problems,
)
from tests.jobs.test_import_bank_files import ALLPAY, BOTH, PAYZONE
from tests.visits import with_settings


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = begin(tmp_path)
    yield visit
    verified = verify(visit)
    assert verified.agrees, verified.differences
    visit.installation.engine.dispose()


def swift(number: int, opening: int, *pence: int) -> bytes:
    """An MT940 of a day from 1 for Monday, which names the day before as that of its opening balance."""
    on = MONDAY + dt.timedelta(days=number - 1)
    lines = [Line(on, each, ALLPAY) for each in pence]
    return mt940([Booked(MAIN, number, on - dt.timedelta(days=1), on, opening, lines)])


def test_a_corrected_statement_leaves_those_before_and_after_it_that_share_a_day(visit: Visit) -> None:
    bring(visit, "mon.sta", data=swift(1, 0, 100))
    bring(visit, "tue.sta", data=swift(2, 100, 200))
    bring(visit, "wed.sta", data=swift(3, 300, 400))
    bring(visit, "wed-late.xml", day(2, 700, (800, ALLPAY)))
    bring(visit, "tue2.sta", data=swift(2, 100, 150, 50))
    decision = correct_bank_statement(visit, "tue2.sta", note="the bank sent it anew")
    assert decision is not None
    assert decision.terms["replaces"] == ["tue.sta of 2026-11-09 to 2026-11-10"]
    said = show_file(visit, "tue2.sta").bank
    assert said is not None
    assert len(said.beside) == 3
    assert [each.amount_pence for each in said.only_beside] == [200]
    approve_decision(replace(person(visit, "second"), now=NOW), decision.decision, note="")
    assert journal(visit) == {"bank:NVD:MAIN": 1500, "clearing:NVD-ALLPAY": -1500}
    assert not open_problems(visit, "bank_gap")


def test_a_corrected_statement_replaces_what_it_contradicts_on_the_day_of_the_decision(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY), (-20, ALLPAY), (7, BOTH), (1, "RATES")))
    bring(visit, "tue.xml", day(1, 488, (100, ALLPAY)))
    bring(visit, "mon2.xml", day(0, 0, (600, ALLPAY), (-112, "RATES")))
    assert journal(visit)["clearing:NVD-ALLPAY"] == -580
    decision = correct_bank_statement(visit, "mon2.xml", note="the bank sent it anew")
    assert decision is not None
    assert (decision.kind, decision.state, decision.needs_two) == ("corrected_statement", "proposed", True)
    assert decision.terms["replaces"] == ["mon.xml of 2026-11-09"]
    assert journal(visit)["clearing:NVD-ALLPAY"] == -580
    later = replace(person(visit, "second"), now=NOW + dt.timedelta(days=1))
    approve_decision(later, decision.decision, note="")
    assert journal(visit) == {"bank:NVD:MAIN": 700, "clearing:NVD-ALLPAY": -700}
    assert entries(visit, "file", "amount_pence", "state") == [
        *(("tue.xml", "100", "open"), ("mon2.xml", "600", "open"), ("mon2.xml", "-112", "other"))
    ]
    booked = {(row["file"], row["row"], row["step"], row["date"]) for row in exported(visit, "postings")}
    assert {("mon.xml", "1", "1", "2026-11-17"), ("mon2.xml", "1", "0", "2026-11-17")} <= booked
    assert show_bank_entry(visit, "mon.xml:1").statement.state == "replaced"
    assert show_bank_entry(visit, "tue.xml:1").statement.proved
    assert not open_problems(visit, "held")
    assert not open_problems(visit, "unclear_entry")


def test_a_second_correction_replaces_only_what_its_proposer_saw(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    decisions = []
    for name, pence in (("mon2.xml", 600), ("mon3.xml", 700)):
        bring(visit, name, day(0, 0, (pence, ALLPAY)))
        decisions.append(correct_bank_statement(visit, name, note="the bank sent it anew"))
    second = person(visit, "second")
    first, other = (each.decision for each in decisions if each is not None)
    approve_decision(second, first, note="")
    with pytest.raises(NotAllowed, match=r"was to replace mon\.xml .*now it would replace mon2\.xml"):
        approve_decision(second, other, note="")
    assert journal(visit)["clearing:NVD-ALLPAY"] == -600


def test_a_week_replaces_the_days_that_it_covers(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    bring(visit, "tue.xml", day(1, 500, (100, ALLPAY)))
    week = replace(day(0, 0, (500, ALLPAY), (100, ALLPAY)), last=MONDAY + dt.timedelta(days=4))
    bring(visit, "week.xml", week)
    details = show_file(visit, "week.xml").bank
    assert details is not None
    assert [each.file for each in details.beside] == ["mon.xml", "tue.xml"]
    assert [each.amount_pence for each in details.only_here] == [100]  # booked on another day there
    decision = correct_bank_statement(visit, "week.xml", note="whole week")
    assert decision is not None
    approve_decision(person(visit, "second"), decision.decision, note="")
    assert journal(visit)["clearing:NVD-ALLPAY"] == -600


def test_what_waits_for_something_else_is_not_taken_so(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    with pytest.raises(NotAllowed, match=r"mon\.xml is accepted"):
        correct_bank_statement(visit, "mon.xml", note="why not")
    bring(visit, "mon2.xml", day(0, 0, (600, ALLPAY)))
    with pytest.raises(NotAllowed, match="is of no contract"):
        release_file(visit, "mon2.xml", note="why not")
    rejected = reject_file(visit, "mon2.xml", note="an error of the bank")
    assert isinstance(rejected, FileRow)
    assert rejected.rejected
    with pytest.raises(NotAllowed, match="was rejected"):
        correct_bank_statement(visit, "mon2.xml", note="after all")
    import_file(visit, "NVDC0001.PO", b"damaged")
    assert correct_bank_statement(visit, "NVDC0001.PO", note="no bank file") is None


def test_a_charge_of_a_supplier_is_posted_to_fees_and_explains_its_entry(visit: Visit) -> None:
    bring(visit, "tue.xml", day(1, 0, (-3850, PAYZONE), (900, PAYZONE), (-5, "RATES")))
    decision = charge_bank_entry(visit, "tue.xml:1", note="fee invoice 4471")
    assert (decision.kind, decision.state, decision.amount_pence) == ("charge", "proposed", -3850)
    approve_decision(person(visit, "second"), decision.decision, note="")
    assert journal(visit) == {
        "bank:NVD:MAIN": 900 - 3850,
        "clearing:NVD-PAYZONE": -900,
        "fees:NVD": 3850,
    }
    assert entries(visit, "explained_pence", "state")[0] == ("-3850", "explained")
    for which, why in (("1", "nothing explains"), ("2", "money that went out"), ("3", "no contract's")):
        with pytest.raises(NotAllowed, match=why):
            charge_bank_entry(visit, f"tue.xml:{which}", note="again")


def test_matches_of_what_is_replaced_are_taken_back_with_their_costs(visit: Visit) -> None:
    bring(visit, "tue.xml", day(1, 0, (-3850, PAYZONE)))
    charge = charge_bank_entry(visit, "tue.xml:1", note="fee invoice 4471")
    approve_decision(person(visit, "second"), charge.decision, note="")
    bring(visit, "tue2.xml", day(1, 0, (-3851, PAYZONE)))
    decision = correct_bank_statement(visit, "tue2.xml", note="sent anew")
    assert decision is not None
    approve_decision(person(visit, "second"), decision.decision, note="")
    assert journal(visit) == {"bank:NVD:MAIN": -3851, "clearing:NVD-PAYZONE": 3851, "fees:NVD": 0}
    assert entries(visit, "file", "explained_pence", "state") == [("tue2.xml", "0", "open")]


def with_another_number(visit: Visit) -> Visit:
    """The same visit where somebody changed the number of an account in the settings."""
    first, *others = visit.settings.councils
    main = first.bank_accounts[0].model_copy(update={"account_number": "00009999"})
    changed = first.model_copy(update={"bank_accounts": (main, *first.bank_accounts[1:])})
    return with_settings(visit, visit.settings.model_copy(update={"councils": (changed, *others)}))


def test_changed_bank_settings_hold_what_comes_until_two_people_agreed(visit: Visit) -> None:
    with pytest.raises(NotAllowed, match="those that were agreed to"):
        agree_bank_settings(visit, "NVD", note="nothing changed")
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    changed = with_another_number(visit)
    held = bring(changed, "rents.xml", day(0, 0, (70, ALLPAY), account=RENTS))
    assert held.state == "held"
    assert "two people have not agreed" in held.reason
    assert bring(changed, "theirs.xml", day(0, 0, account=THEIRS)).state == "accepted"  # another council's
    decision = agree_bank_settings(changed, "NVD", note="a new account")
    assert (decision.kind, decision.state) == ("settings", "proposed")
    approve_decision(person(changed, "second"), decision.decision, note="")
    assert [(each.name, each.state) for each in collect(changed).files] == [("rents.xml", "accepted")]
    assert bring(visit, "tue.xml", day(1, 500)).state == "held"  # by the settings of before
    reject_file(visit, "tue.xml", note="a test")
