"""What a contract owes is watched: missing until it comes, late if it came late, and unlike other days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from paycards.access.visit import Visit
from paycards.jobs.check_timetable import check_timetable
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from paycards.jobs.night_report import night_report
from paycards.jobs.reconcile import reconcile
from paycards.settings.contract import Timetable
from tests.channels.supplier_files import allpay, control, counter, joined, post_office, statement
from tests.jobs.hand_in import unknown
from tests.visits import with_settings

MONDAY = dt.date(2026, 11, 16)


def at(day: int, hour: int = 4) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)


def owing(visit: Visit, contract: str, now: dt.datetime, **timetable: Any) -> Visit:
    """The same installation at another time, with a timetable for one contract."""
    values = {"days": "working_days", "starts_on": MONDAY} | timetable
    councils = []
    for council in visit.settings.councils:
        contracts = tuple(
            each.model_copy(update={"timetable": Timetable.model_validate(values), "drop": None})
            if each.code == contract
            else each
            for each in council.contracts
        )
        councils.append(council.model_copy(update={"contracts": contracts}))
    settings = visit.settings.model_copy(update={"councils": tuple(councils)})
    return replace(with_settings(visit, settings), now=now)


def payments(number: int, created: str) -> tuple[str, bytes]:
    return f"NVDC{number:04}.PO", allpay([unknown(100 + number)], 100 + number, made=created)


def missing(visit: Visit) -> list[str]:
    return [problem.subject for problem in list_problems(visit) if problem.kind == "missing"]


def test_a_file_is_missing_only_after_it_was_due(visit: Visit) -> None:
    check_timetable(owing(visit, "NVD-ALLPAY", at(17, 8)))
    assert missing(visit) == []
    check_timetable(owing(visit, "NVD-ALLPAY", at(17, 10)))
    assert missing(visit) == ["payments 2026-11-16"]


def test_looking_again_opens_no_second_problem(visit: Visit) -> None:
    for hour in (10, 11, 12):
        check_timetable(owing(visit, "NVD-ALLPAY", at(17, hour)))
    assert missing(visit) == ["payments 2026-11-16"]


def test_a_missing_file_that_comes_closes_its_problem_and_is_late(visit: Visit) -> None:
    check_timetable(owing(visit, "NVD-ALLPAY", at(17, 10)))
    later = owing(visit, "NVD-ALLPAY", at(17, 11))
    import_file(later, *payments(1, "16/11/2026"))
    [due, _] = check_timetable(later)
    assert (missing(visit), due.owed.punctuality) == ([], "late")


def test_nothing_is_owed_for_a_weekend_or_a_bank_holiday(visit: Visit) -> None:
    found = check_timetable(owing(visit, "NVD-ALLPAY", at(23, 8), starts_on=dt.date(2026, 11, 20)))
    assert [due.owed.day.day for due in found] == [20, 23]
    christmas = dt.datetime(2026, 12, 29, 8, tzinfo=dt.UTC)
    found = check_timetable(owing(visit, "NVD-ALLPAY", christmas, starts_on=dt.date(2026, 12, 24)))
    assert [due.owed.day.day for due in found] == [24, 29]


def test_each_extension_that_is_owed_is_watched_by_itself(visit: Visit) -> None:
    late = owing(visit, "NVD-ALLPAY", at(17, 10), files=("PO", "STA"))
    import_file(late, *payments(1, "16/11/2026"))
    check_timetable(late)
    assert missing(visit) == ["STA 2026-11-16"]


def test_a_statement_is_for_the_day_on_which_it_closes(visit: Visit) -> None:
    now = owing(visit, "NVD-ALLPAY", at(17, 4), files=("STA",), starts_on=dt.date(2026, 11, 13))
    import_file(now, "NVDC0001.STA", joined(statement({})))
    [friday, *_] = check_timetable(now)
    assert (friday.owed.day, friday.owed.punctuality) == (dt.date(2026, 11, 13), "missing")
    weekend = owing(
        visit, "NVD-ALLPAY", at(17, 4), files=("STA",), days="every_day", starts_on=dt.date(2026, 11, 14)
    )
    [saturday, *_] = check_timetable(weekend)
    assert saturday.owed.arrived_at == at(17, 4)


def test_a_file_of_the_post_office_is_for_the_day_that_its_number_says(visit: Visit) -> None:
    now = owing(
        visit, "NVD-POST", at(16, 4), days="every_day", files=("TXN",), starts_on=dt.date(2026, 11, 14)
    )
    records = [counter(100)]
    import_file(now, "A319001.TXN", post_office(records, 100, office="NVD0001"))
    found = check_timetable(now)
    came = {due.owed.day.day: due.owed.arrived_at is not None for due in found}
    assert came == {14: False, 15: True, 16: False}  # day 319 of 2026 is 15 November


def test_a_control_file_does_not_stand_for_the_payments(visit: Visit) -> None:
    now = owing(visit, "NVD-POST", at(16, 10), days="every_day", starts_on=dt.date(2026, 11, 15))
    promise = control([("A319001.TXN", 1, 100)]).replace(b"0429170", b"NVD0001")
    assert import_file(now, "A319001.CTL", promise).state == "accepted"
    check_timetable(now)
    assert missing(visit) == ["payments 2026-11-15"]


def test_a_refused_file_is_no_arrival(visit: Visit) -> None:
    now = owing(visit, "NVD-ALLPAY", at(17, 10))
    name, data = payments(1, "16/11/2026")
    import_file(now, name, data[:60])
    check_timetable(now)
    assert missing(visit) == ["payments 2026-11-16"]


def test_a_day_that_is_unlike_the_same_weekday_of_earlier_weeks_is_seen(visit: Visit) -> None:
    monday = MONDAY - dt.timedelta(weeks=6)
    for week in range(7):
        day = monday + dt.timedelta(weeks=week)
        pence = 90_000 if week < 6 else 9_000_00
        now = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(4), dt.UTC)
        rows = [unknown(90_000).replace("14/11/2026", f"{day:%d/%m/%Y}")] * (pence // 90_000)
        night = owing(visit, "NVD-ALLPAY", now)
        import_file(night, f"NVDC{week + 1:04}.PO", allpay(rows, pence, made=f"{day:%d/%m/%Y}"))
        check_timetable(night)
        unusual = [problem.message for problem in list_problems(night) if problem.kind == "unusual"]
        assert bool(unusual) == (week == 6)
    assert "9,000.00 pounds for 16 November 2026 is unusually large for a Monday" in unusual[0]


def test_the_night_report_counts_what_came_what_is_late_and_what_is_missing(visit: Visit) -> None:
    night = owing(visit, "NVD-ALLPAY", at(18, 10), files=("PO", "STA"))
    import_file(night, *payments(1, "16/11/2026"))
    import_file(night, *payments(2, "17/11/2026"))
    import_file(night, "NVDC0003.PO", b"damaged")
    import_file(night, "HMBC0001.PO", allpay([unknown(700)], 700))
    reconcile(night)
    report = night_report(night, check_timetable(night))
    allpay_night = next(one for one in report.contracts if one.contract == "NVD-ALLPAY")
    assert (allpay_night.files, allpay_night.lines, allpay_night.refused) == (3, 2, 1)
    assert (allpay_night.total_pence, allpay_night.suspense_pence, allpay_night.posted_pence) == (203, 203, 0)
    assert (allpay_night.late, allpay_night.missing) == (2, 2)
    assert (report.total().files, report.total().total_pence) == (4, 903)
    assert report.suspense == {"unknown_card": (3, 903)}
    assert report.needs_person


def test_the_night_report_of_the_next_day_begins_anew(visit: Visit) -> None:
    first = replace(visit, now=at(18, 23))
    import_file(first, *payments(1, "16/11/2026"))
    reconcile(first)
    report = night_report(replace(visit, now=at(19, 0)), [])
    assert (report.total().files, report.suspense) == (0, {"unknown_card": (1, 101)})
    assert night_report(first, []).total().files == 1
