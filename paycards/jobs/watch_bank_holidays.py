"""Watch that bank holidays are known for at least another year: an open problem says when they run out."""

from __future__ import annotations

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.timetable import bank_holidays, bank_holidays_run_out
from paycards.clock import in_words
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.audit import problems

KIND = "bank_holidays"


def watch_bank_holidays(visit: Visit) -> None:
    """Open a problem a year before the known bank holidays end, where there is a contract.

    Its money is due on a working day, whatever its lag, and late on the next.
    """
    own = visit.settings.paycards
    known = bank_holidays(own.extra_bank_holidays, own.not_bank_holidays)
    last = bank_holidays_run_out(visit.today, known) if visit.installation.contracts else None
    with visit.step(None, Permission.RUN_THE_NIGHT) as step:
        for subject in _open_subjects(step):
            if subject != str(last):
                step.close_problem(KIND, subject, note="bank holidays are known for longer now")
        if last is not None and not was_dealt_with(step.connection, Subject(KIND, str(last))):
            step.open_problem(KIND, str(last), last=in_words(last))


def _open_subjects(step: Step) -> list[str]:
    is_open = (problems.c.kind == KIND) & problems.c.closed_at.is_(None)
    return list(step.connection.execute(select(problems.c.subject).where(is_open)).scalars())
