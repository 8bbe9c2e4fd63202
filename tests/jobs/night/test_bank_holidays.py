"""That bank holidays run out is an open problem a year ahead, until they are known for longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from paycards.channels.timetable import bank_holidays_known_until
from paycards.jobs.context import Context
from paycards.jobs.desks.problems import list_problems
from paycards.jobs.night.timetable import check_timetable
from tests.jobs.night.test_timetable import missing, owing

LAST = bank_holidays_known_until()
NEXT_YEAR = [dt.date(LAST.year + 1, 1, day) for day in range(1, 9)]


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC)


def with_days(context: Context, extra: list[dt.date]) -> Context:
    home = context.settings.paycards.model_copy(update={"extra_bank_holidays": tuple(extra)})
    return replace(context, settings=context.settings.model_copy(update={"paycards": home}))


def warnings(context: Context) -> list[str]:
    return [problem.message for problem in list_problems(context) if problem.kind == "bank_holidays"]


def on(context: Context, day: dt.date, days: str = "working_days") -> Context:
    return owing(context, "NVD-ALLPAY", at(day), days=days, starts_on=day)


def test_a_year_ahead_it_is_a_problem_and_not_before(context: Context) -> None:
    year_ahead = LAST - dt.timedelta(days=366)
    check_timetable(on(context, year_ahead - dt.timedelta(days=1)))
    assert warnings(context) == []
    for _ in range(2):
        check_timetable(on(context, year_ahead))
        assert warnings(context) == [
            f"Bank holidays are known only until {LAST:%d %B %Y};"
            " after that day every weekday counts as a working day."
        ]


def test_days_that_the_settings_add_close_it(context: Context) -> None:
    check_timetable(on(context, LAST))
    assert len(warnings(context)) == 1
    check_timetable(with_days(on(context, LAST), NEXT_YEAR))
    assert warnings(context)[0].startswith(f"Bank holidays are known only until 31 December {LAST.year + 1}")
    check_timetable(with_days(on(context, LAST - dt.timedelta(days=9)), NEXT_YEAR))
    assert warnings(context) == []


def test_who_counts_every_day_is_not_warned(context: Context) -> None:
    check_timetable(on(context, LAST, days="every_day"))
    assert warnings(context) == []


def test_no_file_is_missing_for_a_bank_holiday_of_the_settings(context: Context) -> None:
    monday, tuesday = dt.date(2026, 11, 16), dt.date(2026, 11, 17)
    night = owing(context, "NVD-ALLPAY", at(dt.date(2026, 11, 19)), starts_on=monday)
    check_timetable(with_days(night, [tuesday]))
    assert missing(context) == ["payments 2026-11-16"]
