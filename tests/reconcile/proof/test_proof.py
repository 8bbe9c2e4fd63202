"""The proof of a day: each check agrees, differs by what is wrong, or says what it waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from paycards.access.visit import Visit
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.errors import Invalid, NotAllowed
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.charge_bank_entry import charge_bank_entry
from paycards.jobs.close_day import close_day
from paycards.jobs.correct_bank_statement import correct_bank_statement
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.move_payment import move_payment
from paycards.jobs.nightly import nightly
from paycards.jobs.reconcile import reconcile
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.report_period import report_period
from paycards.jobs.show_proof import Proved, show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.reconcile.proof.figure import Figure
from paycards.reconcile.proof.periods import read_period
from paycards.store.engine import writing
from tests.channels.supplier_files import CARD, allpay, long_row
from tests.jobs.bank_files import MAIN, begin, bring, exported
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.outgoing]]
fund = "rent"
format = "rent_cash"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
[councils.contracts.settlement]
by = "file"
bank_text = "ALLPAY"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""
MONDAY = dt.date(2026, 11, 16)


def at(visit: Visit, day: int, hour: int = 4) -> Visit:
    """The same visit on a morning, 0 for Monday."""
    when = dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour), tzinfo=dt.UTC)
    return replace(visit, now=when)


def of_day(day: int) -> dt.date:
    return MONDAY + dt.timedelta(days=day)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """On Monday 21.50 came, of which 9.00 is in suspense; the bank's statement came, with other money."""
    visit = at(begin(tmp_path, text=SETTINGS), 0)
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R100000001,{CARD}")
    import_file(
        visit,
        "NVDC0001.PO",
        allpay([long_row(1250, CARD, "R100000001"), long_row(900, STRANGER, "R9")], 2150),
    )
    reconcile(visit)
    write_outgoing(visit)
    statement(at(visit, 1), 0, 5000, (300, "RATES"))
    yield visit
    visit.installation.engine.dispose()


def statement(visit: Visit, day: int, opening: int, *lines: tuple[int, str], account: Account = MAIN) -> None:
    on = of_day(day)
    booked = [Line(on, pence, said, status="BOOK") for pence, said in lines]
    assert bring(visit, f"{on}.xml", Booked(account, 300 + day, on, on, opening, booked)).state == "accepted"


def place_by_hand(visit: Visit) -> None:
    [item] = list_suspense(visit)
    allocate_item(visit, item.id, fund="rent", reference="R100000001", note="the receipt was shown")


def check(proved: Proved, name: str) -> Figure:
    [proof] = proved.proofs
    return next(figure for figure in proof.figures if figure.check == name)


def states(visit: Visit, day: int) -> dict[str, str]:
    [proof] = show_proof(visit, of_day(day)).proofs
    return {figure.check: figure.state for figure in proof.figures}


def test_a_day_is_green_when_all_agrees(visit: Visit) -> None:
    later = at(visit, 1)
    write_outgoing(later)
    proved = show_proof(later, of_day(0))
    assert states(later, 0) == dict.fromkeys(
        ("received", "owed", "explained", "bank", "customers", "complete"), "agrees"
    )
    assert proved.proofs[0].is_green
    sides = {f.check: (f.left_pence, f.right_pence) for f in proved.proofs[0].figures}
    assert sides == {
        "received": (2150, 2150),
        "owed": (2150, 2150),
        "explained": (2150, 2150),
        "bank": (0, 0),
        "customers": (1250, 1250),
        "complete": (0, 0),
    }
    with pytest.raises(Invalid, match="has not come"):  # on which nothing could disagree
        show_proof(later, of_day(2))


def test_customers_are_unknown_until_the_next_night_has_run(visit: Visit) -> None:
    figure = check(show_proof(at(visit, 0, 20), of_day(0)), "customers")
    assert (figure.state, figure.left_pence, figure.right_pence) == ("unknown", 1250, None)
    assert figure.why == "the next night has not run"
    place_by_hand(at(visit, 0, 20))
    figure = check(show_proof(at(visit, 1), of_day(0)), "customers")
    assert (figure.state, figure.left_pence) == ("unknown", 2150)
    write_outgoing(at(visit, 1))
    assert states(at(visit, 1), 0)["customers"] == "agrees"


def test_a_file_that_is_not_reconciled_differs(visit: Visit) -> None:
    import_file(at(visit, 1), "NVDC0002.PO", allpay([long_row(400, CARD, "R100000001")], 400))
    figure = check(show_proof(at(visit, 2), of_day(1)), "received")
    assert (figure.state, figure.difference_pence) == ("differs", 400)
    assert check(show_proof(at(visit, 2), of_day(1)), "owed").difference_pence == 400
    reconcile(at(visit, 1))
    assert states(at(visit, 2), 1)["received"] == "agrees"


def test_what_the_bank_pays_lowers_what_is_owed_and_is_shown_as_unapplied(visit: Visit) -> None:
    statement(at(visit, 2), 1, 5300, (2000, "ALLPAY LTD"))
    proved = show_proof(at(visit, 3), of_day(1))
    assert [check(proved, name).state for name in ("owed", "explained", "bank")] == ["agrees"] * 3
    assert check(proved, "owed").right_pence == 150
    assert ("bank money of 17 November 2026", -2000) in [
        (part.what, part.pence) for part in check(proved, "explained").parts
    ]
    assert (check(proved, "bank").left_pence, check(proved, "bank").right_pence) == (2000, 2000)


def test_the_bank_is_unknown_while_the_statement_of_a_working_day_is_missing(visit: Visit) -> None:
    figure = check(show_proof(at(visit, 2), of_day(1)), "bank")
    assert (figure.state, figure.left_pence) == ("unknown", None)
    assert figure.why == "no bank statement of 17 November 2026 has come"


def test_a_weekend_has_the_balance_of_friday(visit: Visit) -> None:
    opening = 5300
    for day in range(1, 5):
        statement(at(visit, day + 1), day, opening, (100, "RATES"))
        opening += 100
    assert states(at(visit, 7), 5)["bank"] == "agrees"
    assert states(at(visit, 8), 7)["bank"] == "unknown"


def test_a_posting_that_is_not_in_the_files_differs_in_owed_and_explained(visit: Visit) -> None:
    """The clearing account is asked for its balance, and nothing else is."""
    statement(at(visit, 2), 1, 5300, (2000, "ALLPAY LTD"))
    with writing(visit.installation.engine) as connection:
        connection.execute(text("DROP TRIGGER postings_no_update"))
        connection.execute(text("UPDATE postings SET amount_pence = 1990 WHERE amount_pence = 2000"))
    proved = show_proof(at(visit, 3), of_day(1))
    assert check(proved, "owed").difference_pence == -10
    assert check(proved, "explained").difference_pence == 10
    assert check(proved, "bank").difference_pence == 10


def test_days_are_closed_in_order_and_take_no_posting(visit: Visit) -> None:
    tuesday = at(visit, 1)
    place_by_hand(at(visit, 0, 20))
    with pytest.raises(NotAllowed, match="cannot be closed yet: customers of NVD-ALLPAY unknown"):
        close_day(tuesday, of_day(0))
    write_outgoing(tuesday)
    with pytest.raises(NotAllowed, match="16 November 2026 is closed first"):
        close_day(at(visit, 2), of_day(1))
    close_day(tuesday, of_day(0), council="NVD")
    with pytest.raises(NotAllowed, match="closed already"):
        close_day(tuesday, of_day(0))
    with pytest.raises(NotAllowed, match="lies before the first file"):
        close_day(tuesday, of_day(-1))
    with pytest.raises(NotAllowed, match="not over"):
        close_day(at(visit, 0, 22), of_day(1))
    assert exported(tuesday, "days")[0] | {"closed_at": ""} == {
        "council": "NVD",
        "date": "2026-11-16",
        "state": "closed",
        "closed_by": "clerk",
        "closed_at": "",
        "exceptions": "0",
    }


def test_a_payment_that_was_moved_by_day_waits_for_the_next_night_though_it_sums_to_nothing(
    visit: Visit, tmp_path: Path
) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000002,open")
    day, early, late = at(visit, 1, 14), at(visit, 2, 1), at(visit, 2)
    move_payment(day, "NVDC0001.PO:1", ("rent", "R100000002"), note="keyed wrongly", even_if_closed=False)
    customers = check(show_proof(early, of_day(1)), "customers")
    assert (customers.state, customers.left_pence, customers.right_pence) == ("unknown", 0, None)
    write_outgoing(late)
    customers = check(show_proof(late, of_day(1)), "customers")
    assert (customers.state, customers.left_pence, customers.right_pence) == ("agrees", 0, 0)


def test_today_is_closed_once_its_night_has_run_though_that_wrote_nothing(visit: Visit) -> None:
    write_outgoing(at(visit, 1))
    today = at(visit, 2)
    for day in (1, 2):
        statement(today, day, 5300)
    for day in (0, 1):
        close_day(today, of_day(day), council="NVD")
    with pytest.raises(NotAllowed, match="18 November 2026 is not over, and its night has not run"):
        close_day(today, of_day(2), council="NVD")
    assert not nightly(today).outgoing
    assert [each.is_closed for each in close_day(today, of_day(2), council="NVD")] == [True]


def test_what_comes_for_a_closed_day_is_booked_on_the_next_open_one(visit: Visit) -> None:
    write_outgoing(at(visit, 1))
    close_day(at(visit, 1), of_day(0))
    import_file(at(visit, 0, 20), "NVDC0002.PO", allpay([long_row(400, CARD, "R100000001")], 400))
    reconcile(at(visit, 0, 20))
    [late] = [row for row in exported(visit, "postings") if row["file"] == "NVDC0002.PO"]
    assert late["date"] == "2026-11-17"
    assert {row["state"] for row in exported(at(visit, 2), "proof") if row["date"] == "2026-11-16"} == {
        "agrees"
    }
    [lines] = [row for row in exported(visit, "lines") if row["file"] == "NVDC0002.PO"]
    assert lines["paid_on"] < "2026-11-16"


def test_the_database_refuses_a_batch_on_a_closed_day(visit: Visit) -> None:
    write_outgoing(at(visit, 1))
    close_day(at(visit, 1), of_day(0))
    with (
        pytest.raises(Exception, match="a closed day takes no posting"),
        writing(visit.installation.engine) as raw,
    ):
        raw.execute(
            text(
                "INSERT INTO batches (council_id, kind, booked_on, posted_at)"
                " VALUES (1, 'allocation', '2026-11-16', '2026-11-20T04:00:00.000000Z')"
            )
        )


def test_an_exception_needs_two_people_and_holds_for_its_amount(visit: Visit) -> None:
    later = at(visit, 2)
    write_outgoing(later)
    close_day(later, of_day(0))
    why = "the bank is late"
    decision = sign_exception(
        later, of_day(1), contract="NVD-ALLPAY", check="bank", note=why, until=of_day(20)
    )
    with pytest.raises(NotAllowed, match="bank of NVD-ALLPAY unknown"):
        close_day(later, of_day(1))
    with pytest.raises(NotAllowed, match="own"):
        approve_decision(later, decision.decision)
    manager = replace(later, visitor=replace(later.visitor, name="manager"))
    approve_decision(manager, decision.decision)
    write_outgoing(at(visit, 3))
    close_day(at(visit, 3), of_day(1))
    assert exported(at(visit, 3), "days")[1]["exceptions"] == "1"
    with pytest.raises(NotAllowed, match="17 November 2026 is closed already"):
        sign_exception(later, of_day(1), contract="NVD-ALLPAY", check="bank", note=why, until=of_day(20))
    assert verify(at(visit, 3)).agrees


def test_only_the_newest_day_is_opened_again_and_both_stand_on_its_page(visit: Visit) -> None:
    later = at(visit, 1)
    write_outgoing(later)
    close_day(later, of_day(0))
    with pytest.raises(NotAllowed, match="the newest is 16 November 2026"):
        reopen_day(later, of_day(-1), council="NVD", note="a mistake")
    decision = reopen_day(later, of_day(0), council=None, note="a statement was corrected")
    assert decision.state == "proposed"
    approve_decision(replace(later, visitor=replace(later.visitor, name="manager")), decision.decision)
    assert exported(later, "days")[0]["state"] == "reopened"
    page = show_proof(later, of_day(0)).page("text").decode()
    assert "Closed by clerk" in page
    assert "Reopened by manager" in page
    close_day(later, of_day(0))
    assert verify(later).agrees


def test_figures_of_a_closed_day_are_those_written_down(visit: Visit) -> None:
    later = at(visit, 1)
    write_outgoing(later)
    close_day(later, of_day(0))
    with writing(visit.installation.engine) as connection:
        connection.execute(text("DROP TRIGGER closed_figures_no_update"))
        connection.execute(text("UPDATE closed_figures SET left_pence = 1 WHERE check_name = 'owed'"))
    assert check(show_proof(later, of_day(0)), "owed").left_pence == 1
    verified = verify(later)
    assert "closed figure" in verified.counts


def test_a_charge_of_the_supplier_is_explained_by_itself(visit: Visit) -> None:
    statement(at(visit, 2), 1, 5300, (2150, "ALLPAY LTD"), (-500, "ALLPAY FEE"))
    match_settlements(at(visit, 2))
    charged = charge_bank_entry(at(visit, 2), "2026-11-17.xml:2", note="their invoice 12")
    manager = replace(at(visit, 2), visitor=replace(visit.visitor, name="manager"))
    approve_decision(manager, charged.decision)
    proved = show_proof(at(visit, 3), of_day(2))
    assert [check(proved, name).state for name in ("received", "owed", "explained")] == ["agrees"] * 3
    assert (check(proved, "owed").right_pence, check(proved, "explained").parts[1:]) == (0, ())
    assert [(row["due"], row["state"]) for row in exported(at(visit, 3), "dues")] == [
        ("NVDC0001.PO", "settled")
    ]
    assert verify(at(visit, 3)).agrees


def test_a_replaced_statement_counts_once(visit: Visit) -> None:
    later = at(visit, 2)
    lines = [Line(of_day(0), 400, "RATES", status="BOOK")]
    corrected = bring(later, "again.xml", Booked(MAIN, 300, of_day(0), of_day(0), 5000, lines))
    assert corrected.state == "held"
    decision = correct_bank_statement(later, str(corrected.id), note="the bank sent it again")
    assert decision is not None
    approve_decision(replace(later, visitor=replace(later.visitor, name="manager")), decision.decision)
    figure = check(show_proof(at(visit, 3), of_day(0)), "bank")
    assert (figure.left_pence, figure.right_pence) == (0, 0)


def test_the_days_before_a_correction_agree_as_the_books_stood_then(visit: Visit) -> None:
    statement(at(visit, 2), 1, 5300, (2150, "ALLPAY LTD"), (700, "A CREDIT"))
    lines = [Line(of_day(1), pence, text, status="BOOK") for pence, text in ((2100, "ALLPAY LTD"), (90, "X"))]
    held = bring(at(visit, 4), "again.xml", Booked(MAIN, 301, of_day(1), of_day(1), 5300, lines))
    decision = correct_bank_statement(at(visit, 4), str(held.id), note="the bank sent it again")
    assert decision is not None
    manager = replace(at(visit, 4), visitor=replace(visit.visitor, name="manager"))
    approve_decision(manager, decision.decision)
    for day, in_the_ledger in ((1, 2150), (2, 2150), (3, 2150), (4, 2100)):
        figure = check(show_proof(at(visit, 5), of_day(day)), "bank")
        assert figure.right_pence == in_the_ledger
        assert figure.state in {"agrees", "unknown"}  # unknown: no statement of that day
    assert check(show_proof(at(visit, 5), of_day(1)), "bank").state == "agrees"


@pytest.mark.parametrize("week", ["2026-W46", "2026-W47"])
def test_payments_that_cross_the_border_of_a_period_are_listed(visit: Visit, week: str) -> None:
    [period] = report_period(at(visit, 1), week, crossing=True)
    assert [
        (each.row, each.amount_pence, each.paid_on, each.booked_on) for each in period.crossing or ()
    ] == [(row, pence, of_day(-2), of_day(0)) for row, pence in ((1, 1250), (2, 900))]
    [row] = period.contracts
    assert row.paid_booked_later_pence + row.booked_paid_before_pence == 2150
    assert report_period(at(visit, 1), "2026-11", crossing=True)[0].crossing == ()


@pytest.mark.parametrize("period", ["9999-12", "0001-01", "9999-W52", "2099/00"])
def test_a_period_that_nobody_can_mean_is_refused(period: str) -> None:
    with pytest.raises(Invalid, match=f"{period} is no period"):
        read_period(period)


def test_whose_an_entry_is_counts_from_the_day_on_which_somebody_said_it(visit: Visit) -> None:
    statement(at(visit, 2), 1, 5300, (2150, "ALLPAY LTD"), (700, "A CREDIT"))
    first, second = "2026-11-17.xml:1", "2026-11-17.xml:2"
    assign_bank_entry(at(visit, 4), first, contract="", note="a grant")
    assign_bank_entry(at(visit, 4), second, contract="NVD-ALLPAY", note="theirs")
    write_outgoing(at(visit, 5))
    for day, owed in ((1, 0), (2, 0), (3, 0), (4, 1450)):
        proved = show_proof(at(visit, 5), of_day(day))
        found = [check(proved, name) for name in ("owed", "explained", "bank")]
        assert [(day, each.state) for each in found if each.state == "differs"] == []
        assert found[0].right_pence == owed
    assert verify(at(visit, 5)).agrees
