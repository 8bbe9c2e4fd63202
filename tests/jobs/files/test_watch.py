"""What a file says about others: gaps open, shrink and close; promises and statements are held to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from paycards.jobs.context import Context
from paycards.jobs.desks.files import reject_file
from paycards.jobs.desks.problems import list_problems
from paycards.jobs.files.import_files import import_file
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


def bring(context: Context, *numbers: int) -> None:
    """Files of Northvale's allpay contract, each with a payment of as many pence as its number."""
    for number in numbers:
        result = bring_file(context, f"NVDC{number:04}.PO", unknown(number), total=number)
        assert result.state == "accepted"


def counted(context: Context, *numbers: int) -> None:
    """Post Office files of day 319, by their number in the day."""
    for number in numbers:
        name = f"A319{number:03}.TXN"
        records = [counter(100 + number, serial=f"{number:04}")]
        data = post_office(records, 100 + number, name, OFFICE)
        assert import_file(context, name, data).state == "accepted"


def said(context: Context, kind: str) -> list[str]:
    return [problem.message.partition(": ")[2] for problem in list_problems(context) if problem.kind == kind]


def gaps(context: Context) -> list[str]:
    return [message.partition(" did not")[0] for message in said(context, "gap")]


def test_files_in_their_order_leave_no_gap(context: Context) -> None:
    bring(context, 7, 8, 9)
    assert gaps(context) == []


def test_a_number_that_is_skipped_opens_a_gap_that_closes_when_it_comes(context: Context) -> None:
    bring(context, 7, 9)
    assert gaps(context) == ["number 8"]
    bring(context, 8)
    assert gaps(context) == []


def test_a_gap_shrinks_file_by_file(context: Context) -> None:
    bring(context, 7, 12)
    assert gaps(context) == ["4 numbers from 8 to 11"]
    bring(context, 9)
    assert gaps(context) == ["3 numbers from 8 to 11"]
    bring(context, 8)
    assert gaps(context) == ["2 numbers from 10 to 11"]
    bring(context, 11, 10)
    assert gaps(context) == []


def test_two_gaps_are_two_problems(context: Context) -> None:
    bring(context, 7, 9, 12)
    assert gaps(context) == ["number 8", "2 numbers from 10 to 11"]
    bring(context, 10, 8)
    assert gaps(context) == ["number 11"]


def test_a_number_that_was_refused_is_missing_until_a_good_copy_comes(context: Context) -> None:
    bring(context, 7)
    import_file(context, "NVDC0008.PO", allpay([unknown(8)], 8)[:50])
    bring(context, 9)
    assert gaps(context) == ["number 8"]
    bring(context, 8)
    assert gaps(context) == []


def test_a_number_before_the_first_is_no_gap(context: Context) -> None:
    bring(context, 7, 3)
    assert gaps(context) == []


def test_a_gap_across_the_turn_of_the_numbers_names_the_numbers_of_the_files(context: Context) -> None:
    bring(context, 9998, 2)
    assert gaps(context) == ["2 numbers from 9999 to 1"]
    bring(context, 1, 9999)
    assert gaps(context) == []


def test_each_contract_has_gaps_of_its_own(context: Context) -> None:
    bring(context, 7)
    bring_file(context, "HMBC0009.PO", unknown(100), total=100)
    assert gaps(context) == []


def test_the_numbers_of_the_post_office_begin_with_one_each_day(context: Context) -> None:
    counted(context, 3)
    assert len(gaps(context)) == 1
    counted(context, 1)
    assert len(gaps(context)) == 1
    counted(context, 2)
    assert gaps(context) == []


def test_a_late_file_of_the_post_office_opens_no_second_problem_for_the_same_number(context: Context) -> None:
    counted(context, 3, 2)
    assert len(gaps(context)) == 1
    counted(context, 1)
    assert gaps(context) == []


def promise(context: Context, rows: int, pence: int, number: int = 1) -> None:
    name = f"A319{number:03}.CTL"
    data = control([("A319001.TXN", rows, pence)], name).replace(b"0429170", OFFICE.encode())
    assert import_file(context, name, data).state == "accepted"


def test_a_promised_file_that_has_not_come_is_a_problem_until_it_comes(context: Context) -> None:
    promise(context, 1, 101)
    assert said(context, "promise") == ["a control file promises A319001.TXN, which has not come."]
    counted(context, 1)
    assert said(context, "promise") == []


def test_a_file_that_is_not_as_promised_is_accepted_and_a_problem(context: Context) -> None:
    counted(context, 1)
    promise(context, 2, 201)
    [message] = said(context, "promise")
    assert message.endswith("with 2 rows and 2.01 pounds, but it came with 1 rows and 1.01 pounds.")


def test_a_new_promise_takes_the_place_of_the_old(context: Context) -> None:
    counted(context, 1)
    promise(context, 2, 201)
    promise(context, 1, 101, number=2)
    assert said(context, "promise") == []


def test_a_promise_counts_reversals_without_their_sign(context: Context) -> None:
    records = [counter(500, "1", "0002", "400710003"), counter(500, "2", "0003", "400710002")]
    import_file(context, "A319001.TXN", post_office(records, 1000, office=OFFICE))
    promise(context, 2, 1000)
    assert said(context, "promise") == []


def statements(context: Context, number: int, opening: int, **lines: int) -> None:
    names = {"po": "Post Office (.PO)", "cqe": "Returned cheques (.CQE)"}
    data = joined(statement({names[key]: pence for key, pence in lines.items()}, opening, debits=0))
    assert import_file(context, f"NVDC{number:04}.STA", data).state == "accepted"


def test_the_first_statement_is_taken_as_it_is(context: Context) -> None:
    bring(context, 1)
    statements(context, 2, 10_000, po=999)
    assert said(context, "statement") == []


def test_a_statement_that_says_what_the_files_say_is_no_problem(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    bring(context, 2, 3)
    statements(context, 4, 10_700, po=5)
    assert said(context, "statement") == []


def test_a_statement_that_does_not_begin_where_the_last_ended_is_a_problem(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    bring(context, 2)
    statements(context, 3, 10_701, po=2)
    [message] = said(context, "statement")
    assert "it opens with 107.01, the one before closed with 107.00" in message


def test_a_statement_that_names_more_or_other_money_than_came_is_a_problem(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    bring(context, 2)
    statements(context, 3, 10_700, po=3, cqe=-500)
    [message] = said(context, "statement")
    assert "CQE: it says -5.00, the files say 0.00" in message
    assert "PO: it says 0.03, the files say 0.02" in message


def test_a_file_that_comes_late_mends_the_statement(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    statements(context, 3, 10_700, po=2)
    assert len(said(context, "statement")) == 1
    bring(context, 2)
    assert said(context, "statement") == []


def test_a_statement_that_comes_late_is_looked_at_with_the_next(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    bring(context, 2, 4)
    statements(context, 5, 10_702, po=4)
    assert len(said(context, "statement")) == 1
    statements(context, 3, 10_700, po=2)
    assert said(context, "statement") == []


def test_cash_at_the_own_terminal_stands_on_no_statement(context: Context) -> None:
    statements(context, 1, 10_000, po=700)
    bring_file(context, "NVDC0002.TC", long_row(400, letter="N"), total=400)
    statements(context, 3, 10_700)
    assert said(context, "statement") == []


def test_a_problem_says_since_when_it_is_open(context: Context) -> None:
    bring(context, 7, 12)
    later = replace(context, now=context.now + dt.timedelta(days=1))
    bring(later, 9)
    opened: list[Any] = [problem.opened_at for problem in list_problems(later)]
    assert opened == [context.now]


def test_a_rejected_file_leaves_its_number_missing(context: Context) -> None:
    bring(context, 7)
    refused = import_file(context, "NVDC0008.PO", b"damaged")
    reject_file(context, str(refused.id), note="sent by mistake")
    bring(context, 9)
    assert gaps(context) == ["number 8"]
