"""One event is one problem: what a refused file, or a missing one, says already is not said again.

A file that does not come can be noticed three times: its day is missing, a control file promised it, its
number is left out. The first of these that holds is kept, and the others are closed with a note. A file that
waits for a person says by itself why its number and its promise are not fulfilled. When what was kept ends
otherwise than by the file, as a person closes it or rejects what waits, the others are opened again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, select

from paycards.access.contracts import ContractRow
from paycards.channels.sequence import number_in_year
from paycards.clock import local_date
from paycards.intake.gaps import numbers_in_words
from paycards.intake.promises import watch_promises
from paycards.intake.recording import WAITING
from paycards.problems import OF_ITS_DAY, SAME_FILES, TOLD_ELSEWHERE, WAITS
from paycards.reconcile.file_days import ANY_PAYMENTS
from paycards.store.problems import PAYCARDS, gap_of
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files

NOT_COME = "which has not come"  # the fault of a promise whose file is not there
LOOKED_BACK = dt.timedelta(days=100)  # at what was closed because something else told of it


@dataclass(frozen=True)
class Missing:
    """A file that the timetable misses: its extension, or any payments, and the day that it is for."""

    what: str
    day: dt.date


def join_problems(
    step: Step, contract: ContractRow, missing: Collection[Missing], position_of: Callable[[str], int | None]
) -> None:
    """Close the promises and gaps of a contract that another open problem explains; open them again after it.

    `missing` are the files of which an open problem tells. `position_of` gives the place of a file name in a
    series that begins anew each day, else None.
    """
    waiting = _waiting(step, contract)
    names = {row.name for row in waiting}

    def told_by(name: str) -> str:
        if name in names:
            return WAITS
        position = position_of(name)
        is_missing = position and any(_is_for(each, name, _day_of(position)) for each in missing)
        return OF_ITS_DAY if is_missing else ""

    again = [row.subject for row in _joined(step, contract, "promise") if not told_by(row.subject)]
    watch_promises(step, contract, again)
    promised = _open(step, contract, "promise")
    for name in [row.subject for row in promised if NOT_COME in row.message]:
        if told_by(name):
            _close(step, contract, "promise", name, told_by(name))
    told = _Told(waiting, {position_of(row.subject) for row in promised} - {None}, missing)
    _join_gaps(step, contract, told, {position_of(row.name) for row in waiting} - {None})


def _join_gaps(step: Step, contract: ContractRow, told: _Told, in_series: Collection[int | None]) -> None:
    for row in (*_open(step, contract, "gap"), *_joined(step, contract, "gap")):
        series, first, last = gap_of(row.subject)
        around = _around(step, contract, series, (first, last))
        absent = set(range(first, last + 1)) - {each.position for each in around}
        is_told = (
            told.of_a_day(absent.difference(in_series), series) if series else told.of_a_run(absent, around)
        )
        if row.closed_at is None and is_told:
            _close(step, contract, "gap", row.subject, SAME_FILES)
        elif row.closed_at is not None and absent and not is_told:
            numbers = numbers_in_words(sorted(absent), _number_at(series, around))
            code = contract.terms.code
            step.open_problem("gap", row.subject, contract_id=contract.id, contract=code, numbers=numbers)


def _number_at(series: str, around: Sequence[Row[Any]]) -> Callable[[int], int]:
    """What number a file at a place of a gap carries, by the file behind it where numbers run on."""
    if series:
        return number_in_year
    turn = around[-1].position - around[-1].sequence
    return lambda position: position - turn


@dataclass(frozen=True)
class _Told:
    """What other open problems are about: files that wait for a person, promises, and missing files."""

    waiting: list[Row[Any]]
    promised: set[int | None]
    missing: Collection[Missing]

    def of_a_day(self, absent: set[int], series: str) -> bool:
        """Tell whether each of these places, in a series that begins anew each day, is told of."""
        left = absent - self.promised
        return all(any(_is_for(each, f".{series}", _day_of(at)) for each in self.missing) for at in left)

    def of_a_run(self, absent: set[int], around: list[Row[Any]]) -> bool:
        """Tell whether each of these places, where numbers run on, is told of."""
        if len(around) < 2:
            return False
        before, after = around[0], around[-1]
        turn = after.position - after.sequence
        left = absent - {row.sequence + turn for row in self.waiting if row.sequence}
        first, last = sorted(row.created_on or local_date(row.received_at) for row in (before, after))
        return len(left) <= sum(bool(first <= each.day <= last) for each in self.missing)


def _around(step: Step, contract: ContractRow, series: str, span: tuple[int, int]) -> list[Row[Any]]:
    """The files of a gap that came after all, with the last before it and the first after it."""
    came = select(files).where(
        files.c.contract_id == contract.id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
        files.c.position.is_not(None),
    )
    before = came.where(files.c.position < span[0]).order_by(files.c.position.desc()).limit(1)
    inside = came.where(files.c.position.between(*span)).order_by(files.c.position)
    after = came.where(files.c.position > span[1]).order_by(files.c.position).limit(1)
    return [row for query in (before, inside, after) for row in step.connection.execute(query)]


def _waiting(step: Step, contract: ContractRow) -> list[Row[Any]]:
    """The files that wait for a person."""
    query = select(files).where(
        files.c.contract_id == contract.id, files.c.state.in_(WAITING), files.c.rejected == 0
    )
    return list(step.connection.execute(query))


def _open(step: Step, contract: ContractRow, kind: str) -> list[Row[Any]]:
    query = select(problems).where(
        problems.c.contract_id == contract.id, problems.c.kind == kind, problems.c.closed_at.is_(None)
    )
    return list(step.connection.execute(query))


def _joined(step: Step, contract: ContractRow, kind: str) -> list[Row[Any]]:
    """The problems that were closed because another told of the same files, and were not opened since."""
    since = problems.alias("since")
    query = select(problems).where(
        problems.c.contract_id == contract.id,
        problems.c.kind == kind,
        problems.c.closed_by == PAYCARDS,
        problems.c.note.in_(TOLD_ELSEWHERE),
        problems.c.opened_at >= step.at - LOOKED_BACK,
        ~exists().where(
            since.c.contract_id == contract.id,
            since.c.kind == kind,
            since.c.subject == problems.c.subject,
            since.c.id > problems.c.id,
        ),
    )
    return list(step.connection.execute(query.order_by(problems.c.id)))


def _close(step: Step, contract: ContractRow, kind: str, subject: str, note: str) -> None:
    step.close_problem(kind, subject, contract_id=contract.id, note=note)


def _is_for(missing: Missing, name: str, day: dt.date) -> bool:
    return bool(missing.day == day) and missing.what in (ANY_PAYMENTS, name.rpartition(".")[2])


def _day_of(position: int) -> dt.date:
    """The day of a place in a series that begins anew each day: year and day of the year, then the number."""
    year, day_of_year = divmod(position // 1000, 1000)
    return dt.date(year, 1, 1) + dt.timedelta(days=day_of_year - 1)
