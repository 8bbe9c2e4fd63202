"""What a file says about others: gaps open, shrink and close; promises and statements are held to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from paycards.access.visit import Visit
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from tests.channels.supplier_files import (
    allpay,
    control,
    counter,
    joined,
    long_row,
    post_office,
    statement,
)
from tests.jobs.hand_in import bring_file, unknown

OFFICE = "NVD0001"


def bring(visit: Visit, *numbers: int) -> None:
    """Files of Northvale's allpay contract, each with a payment of as many pence as its number."""
    for number in numbers:
        result = bring_file(visit, f"NVDC{number:04}.PO", unknown(number), total=number)
        assert result.state == "accepted"


def counted(visit: Visit, *numbers: int) -> None:
    """Post Office files of day 319, by their number in the day."""
    for number in numbers:
        name = f"A319{number:03}.TXN"
        records = [counter(100 + number, serial=f"{number:04}")]
        data = post_office(records, 100 + number, name, OFFICE)
        assert import_file(visit, name, data).state == "accepted"


def said(visit: Visit, kind: str) -> list[str]:
    return [problem.message.partition(": ")[2] for problem in list_problems(visit) if problem.kind == kind]


def gaps(visit: Visit) -> list[str]:
    return [message.partition(" did not")[0] for message in said(visit, "gap")]


def test_files_in_their_order_leave_no_gap(visit: Visit) -> None:
    bring(visit, 7, 8, 9)
    assert gaps(visit) == []


def test_a_number_that_is_skipped_opens_a_gap_that_closes_when_it_comes(visit: Visit) -> None:
    bring(visit, 7, 9)
    assert gaps(visit) == ["number 8"]
    bring(visit, 8)
    assert gaps(visit) == []


def test_a_gap_shrinks_file_by_file(visit: Visit) -> None:
    bring(visit, 7, 12)
    assert gaps(visit) == ["4 numbers from 8 to 11"]
    bring(visit, 9)
    assert gaps(visit) == ["3 numbers from 8 to 11"]
    bring(visit, 8)
    assert gaps(visit) == ["2 numbers from 10 to 11"]
    bring(visit, 11, 10)
    assert gaps(visit) == []


def test_two_gaps_are_two_problems(visit: Visit) -> None:
    bring(visit, 7, 9, 12)
    assert gaps(visit) == ["number 8", "2 numbers from 10 to 11"]
    bring(visit, 10, 8)
    assert gaps(visit) == ["number 11"]


def test_a_number_that_was_refused_is_missing_until_a_good_copy_comes(visit: Visit) -> None:
    bring(visit, 7)
    import_file(visit, "NVDC0008.PO", allpay([unknown(8)], 8)[:50])
    bring(visit, 9)
    assert gaps(visit) == ["number 8"]
    bring(visit, 8)
    assert gaps(visit) == []


def test_a_number_before_the_first_is_no_gap(visit: Visit) -> None:
    bring(visit, 7, 3)
    assert gaps(visit) == []


def test_a_gap_across_the_turn_of_the_numbers_names_the_numbers_of_the_files(visit: Visit) -> None:
    bring(visit, 9998, 2)
    assert gaps(visit) == ["2 numbers from 9999 to 1"]
    bring(visit, 1, 9999)
    assert gaps(visit) == []


def test_each_contract_has_gaps_of_its_own(visit: Visit) -> None:
    bring(visit, 7)
    bring_file(visit, "HMBC0009.PO", unknown(100), total=100)
    assert gaps(visit) == []


def test_the_numbers_of_the_post_office_begin_with_one_each_day(visit: Visit) -> None:
    counted(visit, 3)
    assert len(gaps(visit)) == 1
    counted(visit, 1)
    assert len(gaps(visit)) == 1
    counted(visit, 2)
    assert gaps(visit) == []


def test_a_late_file_of_the_post_office_opens_no_second_problem_for_the_same_number(visit: Visit) -> None:
    counted(visit, 3, 2)
    assert len(gaps(visit)) == 1
    counted(visit, 1)
    assert gaps(visit) == []


def promise(visit: Visit, rows: int, pence: int, number: int = 1) -> None:
    name = f"A319{number:03}.CTL"
    data = control([("A319001.TXN", rows, pence)], name).replace(b"0429170", OFFICE.encode())
    assert import_file(visit, name, data).state == "accepted"


def test_a_promised_file_that_has_not_come_is_a_problem_until_it_comes(visit: Visit) -> None:
    promise(visit, 1, 101)
    assert said(visit, "promise") == ["a control file promises A319001.TXN, which has not come."]
    counted(visit, 1)
    assert said(visit, "promise") == []


def test_a_file_that_is_not_as_promised_is_accepted_and_a_problem(visit: Visit) -> None:
    counted(visit, 1)
    promise(visit, 2, 201)
    [message] = said(visit, "promise")
    assert message.endswith("with 2 rows and 2.01 pounds, but it came with 1 row and 1.01 pounds.")


def test_a_new_promise_takes_the_place_of_the_old(visit: Visit) -> None:
    counted(visit, 1)
    promise(visit, 2, 201)
    promise(visit, 1, 101, number=2)
    assert said(visit, "promise") == []


def test_a_promise_counts_reversals_without_their_sign(visit: Visit) -> None:
    records = [counter(500, "1", "0002", "400710003"), counter(500, "2", "0003", "400710002")]
    import_file(visit, "A319001.TXN", post_office(records, 1000, office=OFFICE))
    promise(visit, 2, 1000)
    assert said(visit, "promise") == []


def statements(visit: Visit, number: int, opening: int, **lines: int) -> None:
    names = {"po": "Post Office (.PO)", "cqe": "Returned cheques (.CQE)"}
    data = joined(statement({names[key]: pence for key, pence in lines.items()}, opening, debits=0))
    assert import_file(visit, f"NVDC{number:04}.STA", data).state == "accepted"


def test_the_first_statement_is_taken_as_it_is(visit: Visit) -> None:
    bring(visit, 1)
    statements(visit, 2, 10_000, po=999)
    assert said(visit, "statement") == []


def test_a_statement_that_says_what_the_files_say_is_no_problem(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2, 3)
    statements(visit, 4, 10_700, po=5)
    assert said(visit, "statement") == []


def test_a_statement_that_does_not_begin_where_the_last_ended_is_a_problem(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_701, po=2)
    [message] = said(visit, "statement")
    assert "it opens with 107.01, the one before closed with 107.00" in message


def test_a_statement_that_names_more_or_other_money_than_came_is_a_problem(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_700, po=3, cqe=-500)
    [message] = said(visit, "statement")
    assert "CQE: it says -5.00, the files say 0.00" in message
    assert "PO: it says 0.03, the files say 0.02" in message


def test_a_file_that_comes_late_mends_the_statement(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    statements(visit, 3, 10_700, po=2)
    assert len(said(visit, "statement")) == 1
    bring(visit, 2)
    assert said(visit, "statement") == []


def test_a_statement_that_comes_late_is_looked_at_with_the_next(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2, 4)
    statements(visit, 5, 10_702, po=4)
    assert len(said(visit, "statement")) == 1
    statements(visit, 3, 10_700, po=2)
    assert said(visit, "statement") == []


def test_cash_at_the_own_terminal_stands_on_no_statement(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring_file(visit, "NVDC0002.TC", long_row(400, letter="N"), total=400)
    statements(visit, 3, 10_700)
    assert said(visit, "statement") == []


def test_a_problem_says_since_when_it_is_open(visit: Visit) -> None:
    bring(visit, 7, 12)
    later = replace(visit, now=visit.now + dt.timedelta(days=1))
    bring(later, 9)
    opened: list[Any] = [problem.opened_at for problem in list_problems(later)]
    assert opened == [visit.now]


def test_a_rejected_file_leaves_its_number_missing(visit: Visit) -> None:
    bring(visit, 7)
    refused = import_file(visit, "NVDC0008.PO", b"damaged")
    reject_file(visit, str(refused.id), note="sent by mistake")
    bring(visit, 9)
    assert gaps(visit) == ["number 8"]


def corrected(visit: Visit, number: int, opening: int, **lines: int) -> None:
    """Another statement of a number that came, which a person accepts."""
    names = {"po": "Post Office (.PO)", "cqe": "Returned cheques (.CQE)"}
    data = joined(statement({names[key]: pence for key, pence in lines.items()}, opening, debits=0))
    held = import_file(visit, f"NVDC{number:04}.STA", data)
    assert held.state == "held"
    release_file(visit, str(held.id), note="the supplier has corrected it")


def test_a_corrected_statement_that_is_released_takes_the_place_of_the_wrong_one(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_701, po=3)
    assert len(said(visit, "statement")) == 1
    corrected(visit, 3, 10_700, po=2)
    assert said(visit, "statement") == []
    bring(visit, 4)
    statements(visit, 5, 10_702, po=4)
    assert said(visit, "statement") == []


def test_a_corrected_statement_takes_the_place_of_the_wrong_one_however_its_number_is_written(
    visit: Visit,
) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_701, po=3)
    held = import_file(visit, "NVDC003.STA", joined(statement({"Post Office (.PO)": 2}, 10_700, debits=0)))
    release_file(visit, str(held.id), note="the supplier has corrected it")
    assert said(visit, "statement") == []
    assert [problem.kind for problem in list_problems(visit)] == []


def test_a_corrected_statement_that_does_not_agree_either_is_told_with_its_own_figures(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_701, po=3)
    corrected(visit, 3, 10_700, po=9)
    [message] = said(visit, "statement")
    assert "opens" not in message
    assert "PO: it says 0.09, the files say 0.02" in message


def test_a_corrected_statement_mends_the_one_that_follows_it(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_699, po=2)
    bring(visit, 4)
    statements(visit, 5, 10_702, po=4)
    assert len(said(visit, "statement")) == 2
    corrected(visit, 3, 10_700, po=2)
    assert said(visit, "statement") == []


def test_a_released_file_of_a_taken_number_counts_in_the_statement_after_it(visit: Visit) -> None:
    statements(visit, 1, 10_000, po=700)
    bring(visit, 2)
    statements(visit, 3, 10_700, po=902)
    assert len(said(visit, "statement")) == 1
    held = bring_file(visit, "NVDC0002.PO", unknown(900), total=900)
    release_file(visit, str(held.id), note="both are real")
    assert said(visit, "statement") == []
