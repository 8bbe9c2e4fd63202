"""Watch that what is owed comes: a missing file is an open problem until it is there.

A file is for the day that it says: the Post Office's number, a statement's closing day, the
date of creation; else the local day on which it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from sqlalchemy import Row, func, select, update

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.identity import named_parts
from paycards.channels.sequence import place_in_year
from paycards.channels.timetable import Due, bank_holidays, verdicts
from paycards.clock import instant_in_words, local_date
from paycards.intake.one_event import Missing, join_problems
from paycards.intake.unusual_days import watch_days
from paycards.intake.unusual_reversals import watch_reversals
from paycards.reconcile.file_days import ANY_PAYMENTS, dated_files, is_of_kind
from paycards.store.problems import Subject, is_open, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import files

LOOK_BACK = dt.timedelta(days=28)
USUAL_OVER = dt.timedelta(days=100)  # the weeks that say what a weekday's total usually is


def check_timetable(visit: Visit) -> list[Due]:
    """Judge the last four weeks of each contract that has a timetable, and tonight's figures of each."""
    found: list[Due] = []
    own, faults = visit.settings.paycards, Faults(visit, "timetable")
    holidays = bank_holidays(own.extra_bank_holidays, own.not_bank_holidays)
    for contract in visit.installation.contracts.values():
        concern = Concern("checking the timetable", contract.council_id, contract.id, contract.terms.code)
        with faults.apart(concern):
            found += _check(visit, contract, holidays)
    faults.settle()
    return found


def _check(visit: Visit, contract: ContractRow, holidays: frozenset[dt.date]) -> list[Due]:
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        known_since = _known_since(step, contract)
        records = list(dated_files(step.connection, contract.id, visit.today - USUAL_OVER))
        watch_days(step, contract, records)
        watch_reversals(step, contract)
        if contract.terms.timetable is None:
            join_problems(step, contract, (), partial(_position, visit, contract))
            return []
        owed = list(_judge(visit, contract, records, holidays, known_since))
        for due in owed:
            _file_problem(step, contract, due)
        missing = [
            Missing(due.what, due.owed.day)
            for due in owed
            if due.owed.punctuality == "missing" and is_open(step.connection, _about(contract, due))
        ]
        join_problems(step, contract, missing, partial(_position, visit, contract))
    return owed


def _position(visit: Visit, contract: ContractRow, name: str) -> int | None:
    """The place of a file name in a series that begins anew each day; None where numbers run on."""
    for layout in visit.installation.layouts.usable_for(contract.terms.channel):
        parts = named_parts(name, layout)
        if parts and layout.series_by_extension:
            return place_in_year(int(parts["sequence"]), visit.today)
    return None


def _known_since(step: Step, contract: ContractRow) -> dt.date:
    """The contract's first night, which is this one unless a file came or it was looked at before."""
    this = contracts.c.id == contract.id
    known: dt.date | None = step.connection.execute(select(contracts.c.known_since).where(this)).scalar()
    if known is None:
        first = select(func.min(files.c.received_at)).where(files.c.contract_id == contract.id)
        came = step.connection.execute(first).scalar()
        known = min(step.today, local_date(came)) if came else step.today
        step.connection.execute(update(contracts).where(this).values(known_since=known))
    return known


def _judge(
    visit: Visit,
    contract: ContractRow,
    records: list[tuple[dt.date, Row[tuple[object, ...]]]],
    holidays: frozenset[dt.date],
    known_since: dt.date,
) -> Iterator[Due]:
    timetable = contract.terms.timetable
    assert timetable is not None  # noqa: S101 - contracts without one are not judged
    since = timetable.starts_on or known_since
    since = max(since, visit.today - LOOK_BACK)
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals: dict[dt.date, dt.datetime] = {}
        for day, record in records:
            if is_of_kind(record, what):
                arrivals.setdefault(day, record.received_at)
        for owed in verdicts(timetable, arrivals, since=since, now=visit.now, holidays=holidays):
            yield Due(contract.terms.code, what, owed)


def _about(contract: ContractRow, due: Due) -> Subject:
    return Subject("missing", f"{due.what} {due.owed.day}", contract.id)


def _file_problem(step: Step, contract: ContractRow, due: Due) -> None:
    about = _about(contract, due)
    if due.owed.punctuality == "missing":
        if was_dealt_with(step.connection, about):
            return
        step.open_problem(
            about.kind,
            about.subject,
            contract_id=contract.id,
            contract=contract.terms.code,
            what=due.what,
            day=due.owed.day,
            due=instant_in_words(due.owed.due_at),
        )
    elif is_open(step.connection, about):
        step.close_problem(about.kind, about.subject, contract_id=contract.id, note="the file came")
