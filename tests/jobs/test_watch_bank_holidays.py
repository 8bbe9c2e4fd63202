"""That bank holidays run out is an open problem a year ahead, until they are known for longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays, bank_holidays_known_until
from paycards.jobs.check_timetable import check_timetable
from paycards.jobs.list_problems import list_problems
from paycards.jobs.watch_bank_holidays import watch_bank_holidays
from tests.jobs.test_check_timetable import missing, owing
from tests.visits import with_settings

LAST = bank_holidays_known_until()
NEXT_YEAR = [dt.date(LAST.year + 1, 1, day) for day in range(1, 9)]


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC)


def with_days(visit: Visit, extra: list[dt.date]) -> Visit:
    home = visit.settings.paycards.model_copy(update={"extra_bank_holidays": tuple(extra)})
    return with_settings(visit, visit.settings.model_copy(update={"paycards": home}))


def warnings(visit: Visit) -> list[str]:
    return [problem.message for problem in list_problems(visit) if problem.kind == "bank_holidays"]


def on(visit: Visit, day: dt.date, days: str = "working_days") -> Visit:
    return owing(visit, "NVD-ALLPAY", at(day), days=days, starts_on=day)


def test_a_year_ahead_it_is_a_problem_and_not_before(visit: Visit) -> None:
    year_ahead = LAST - dt.timedelta(days=366)
    watch_bank_holidays(on(visit, year_ahead - dt.timedelta(days=1)))
    assert warnings(visit) == []
    for _ in range(2):
        watch_bank_holidays(on(visit, year_ahead))
        assert warnings(visit) == [
            f"Bank holidays are known only until {LAST:%d %B %Y};"
            " after that day every weekday counts as a working day."
        ]


def test_days_that_the_settings_add_close_it(visit: Visit) -> None:
    watch_bank_holidays(on(visit, LAST))
    assert len(warnings(visit)) == 1
    watch_bank_holidays(with_days(on(visit, LAST), NEXT_YEAR))
    assert warnings(visit)[0].startswith(f"Bank holidays are known only until 31 December {LAST.year + 1}")
    watch_bank_holidays(with_days(on(visit, LAST - dt.timedelta(days=9)), NEXT_YEAR))
    assert warnings(visit) == []


def with_lag(visit: Visit, working_days: int) -> Visit:
    """Money comes so many working days later; files are owed every day."""
    every_day, changed = on(visit, LAST, days="every_day"), {"settlement_lag_working_days": working_days}
    councils = tuple(
        council.model_copy(
            update={"contracts": tuple(each.model_copy(update=changed) for each in council.contracts)}
        )
        for council in every_day.settings.councils
    )
    settings = every_day.settings.model_copy(update={"councils": councils})
    return replace(with_settings(every_day, settings), now=every_day.now)


@pytest.mark.parametrize("lag", [0, 3])
def test_who_owes_files_every_day_is_warned_too_for_money_is_due_on_working_days_whatever_the_lag(
    visit: Visit, lag: int
) -> None:
    watch_bank_holidays(with_lag(visit, lag))
    assert len(warnings(visit)) == 1


def test_a_day_that_the_settings_take_away_was_known_all_the_same(visit: Visit) -> None:
    taken = dt.date(LAST.year, 12, 25)
    assert bank_holidays_known_until(bank_holidays(removed=[taken])) == LAST
    far = [day.replace(year=LAST.year + 2) for day in NEXT_YEAR]
    assert bank_holidays_known_until(bank_holidays(extra=far)) == LAST


def test_no_file_is_missing_for_a_bank_holiday_of_the_settings(visit: Visit) -> None:
    monday, tuesday = dt.date(2026, 11, 16), dt.date(2026, 11, 17)
    night = owing(visit, "NVD-ALLPAY", at(dt.date(2026, 11, 19)), starts_on=monday)
    check_timetable(with_days(night, [tuesday]))
    assert missing(visit) == ["payments 2026-11-16"]
