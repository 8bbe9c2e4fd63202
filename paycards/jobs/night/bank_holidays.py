"""Watch that bank holidays are known for at least another year: an open problem says when they run out."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from paycards.channels.timetable import bank_holidays, bank_holidays_run_out
from paycards.jobs.context import Context
from paycards.store.engine import writing
from paycards.store.problems import close_problem, open_problem, was_dealt_with
from paycards.store.tables import problems

KIND = "bank_holidays"


def known_holidays(context: Context) -> frozenset[dt.date]:
    """Return the published bank holidays with those that the settings add, without those they remove."""
    installation = context.settings.paycards
    return bank_holidays(installation.extra_bank_holidays, installation.not_bank_holidays)


def watch_holidays(context: Context, holidays: frozenset[dt.date]) -> None:
    """Open a problem a year before the known bank holidays end, where files are expected on working days."""
    tables = [row.contract.timetable for row in context.contracts.values()]
    counts = any(table is not None and table.days == "working_days" for table in tables)
    last = bank_holidays_run_out(context.today, holidays) if counts else None
    with writing(context.engine) as connection:
        for subject in _open_subjects(connection):
            if subject != str(last):
                _close(connection, context, subject)
        if last is not None:
            _open(connection, context, last)


def _open_subjects(connection: Connection) -> list[str]:
    is_open = (problems.c.kind == KIND) & problems.c.closed_at.is_(None)
    return list(connection.execute(select(problems.c.subject).where(is_open)).scalars())


def _open(connection: Connection, context: Context, last: dt.date) -> None:
    subject = str(last)
    if was_dealt_with(connection, contract_id=None, kind=KIND, subject=subject):
        return
    open_problem(
        connection,
        council_id=None,
        contract_id=None,
        kind="bank_holidays",
        subject=subject,
        message=f"Bank holidays are known only until {last:%d %B %Y};"
        " after that day every weekday counts as a working day.",
        action="Install a newer release, or list the days under extra_bank_holidays in the settings.",
        at=context.now,
    )


def _close(connection: Connection, context: Context, subject: str) -> None:
    close_problem(
        connection,
        contract_id=None,
        kind=KIND,
        subject=subject,
        at=context.now,
        by="paycards",
        note="bank holidays are known for longer now",
    )
