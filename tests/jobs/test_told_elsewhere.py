"""A file that does not come is told of once; and told of again when what told of it ends without the file."""

from __future__ import annotations

import datetime as dt

from paycards.access.visit import Visit
from paycards.jobs.check_timetable import check_timetable
from paycards.jobs.close_problem import close_problem
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reject_file import reject_file
from paycards.jobs.show_proof import show_proof
from paycards.problems import SAME_FILES
from tests.channels.supplier_files import allpay, control, counter, post_office
from tests.jobs.hand_in import unknown
from tests.jobs.test_check_timetable import at, owing, payments

OPEN_GAP = "NVD-ALLPAY: number 2 did not come before a later number."


def night(visit: Visit, day: int, *files: tuple[str, bytes], timetable: bool = False) -> Visit:
    """A later day on which files come, and the timetable is looked at."""
    contract = "NVD-ALLPAY" if timetable else "NVD-PAYZONE"
    today = owing(visit, contract, at(day, 10), starts_on=dt.date(2026, 11, 17))
    for name, data in files:
        import_file(today, name, data)
    check_timetable(today)
    return today


def told(visit: Visit, kind: str) -> list[str]:
    return [problem.message for problem in list_problems(visit) if problem.kind == kind]


def number_of(visit: Visit, kind: str) -> int:
    [problem] = [problem for problem in list_problems(visit) if problem.kind == kind]
    return problem.id


def complete(visit: Visit, contract: str, day: int) -> tuple[int | None, int | None]:
    [proof] = show_proof(visit, dt.date(2026, 11, day), contract=contract).proofs
    [figure] = [figure for figure in proof.figures if figure.check == "complete"]
    return figure.left_pence, figure.right_pence


def bad(number: int) -> tuple[str, bytes]:
    return f"NVDC{number:04}.PO", allpay([unknown(100)], 99)


def test_a_number_is_told_of_again_when_the_refused_file_that_had_it_is_rejected(visit: Visit) -> None:
    night(visit, 17, payments(1, "16/11/2026"))
    today = night(visit, 18, bad(2), payments(3, "17/11/2026"))
    assert told(today, "gap") == []
    reject_file(today, "NVDC0002.PO", note="asked for a good copy")
    today = night(visit, 19)
    assert told(today, "gap") == [OPEN_GAP]
    assert complete(today, "NVD-ALLPAY", 18) == (1, 0)
    assert complete(today, "NVD-ALLPAY", 19) == (0, 0)  # told of again, not left out again
    close_problem(today, number_of(today, "gap"), note="it came under number 4")
    today = night(visit, 20)
    assert told(today, "gap") == []
    assert complete(today, "NVD-ALLPAY", 18) == (0, 0)


def test_a_number_is_told_of_again_when_a_person_waits_no_more_for_the_file_of_its_day(visit: Visit) -> None:
    night(visit, 17, payments(1, "16/11/2026"))
    today = night(visit, 18, timetable=True)  # of the 17th nothing came
    today = night(visit, 19, payments(3, "18/11/2026"), timetable=True)
    assert told(today, "gap") == []
    [gap] = [each for each in list_problems(today, closed_too=True) if each.kind == "gap"]
    assert gap.note == SAME_FILES
    close_problem(today, number_of(today, "missing"), note="no trading that day")
    assert told(night(visit, 20, payments(4, "19/11/2026"), timetable=True), "gap") == [OPEN_GAP]


def test_a_number_that_is_left_out_is_told_of_though_a_person_waited_no_more_for_its_day(
    visit: Visit,
) -> None:
    night(visit, 17, payments(1, "16/11/2026"))
    today = night(visit, 18, timetable=True)
    close_problem(today, number_of(today, "missing"), note="no trading that day")
    assert told(night(visit, 19, payments(3, "18/11/2026"), timetable=True), "gap") == [OPEN_GAP]


def test_a_promise_is_told_of_again_when_the_refused_file_is_rejected(visit: Visit) -> None:
    promise = ("A319001.CTL", control([("A319001.TXN", 1, 2000)]).replace(b"0429170", b"NVD0001"))
    today = night(visit, 17, promise, ("A319001.TXN", post_office([counter()], 1999, office="NVD0001")))
    assert told(today, "promise") == []
    assert complete(today, "NVD-POST", 17) == (1, 0)
    reject_file(today, "A319001.TXN", note="asked for a good copy")
    today = night(visit, 18)
    message = "NVD-POST: a control file promises A319001.TXN, which has not come."
    assert told(today, "promise") == [message]
    close_problem(today, number_of(today, "promise"), note="they took it back")
    today = night(visit, 19)
    assert told(today, "promise") == []
    assert complete(today, "NVD-POST", 17) == (0, 0)  # nothing came, and nobody waits
