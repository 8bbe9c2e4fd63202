"""`complete`: the files owed for a day, by timetable, promises and numbers, against those that came.

It counts files, not pence. A file that is not due yet leaves the right side unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import Owed, verdicts
from paycards.clock import ONE_DAY, end_of, local
from paycards.reconcile.file_days import ANY_PAYMENTS, dated_files, is_of_kind
from paycards.reconcile.proof.books import Books
from paycards.reconcile.proof.figure import COMPLETE, Figure, Part, of_parts, unknown
from paycards.store.problems import PAYCARDS, gap_of
from paycards.store.tables import accepted_files, contracts, files, problems, promises


def complete(books: Books) -> Figure:
    """Count what is owed for a day and what of it came."""
    connection, contract, day = books.connection, books.contract, books.day
    owed = list(_by_timetable(connection, contract, day, books.now))
    parts = [
        *(part for what, file in owed for part in _counted(what, file)),
        *_promised(connection, contract.id, day),
        *_numbered(connection, contract.id, day),
    ]
    waiting = [(what, file) for what, file in owed if file.punctuality == "not_yet_due"]
    if not waiting:
        return of_parts(COMPLETE, parts, "; ".join(_missing(owed)))
    what, file = waiting[0]
    due = f"{local(file.due_at):%d %B %Y at %H:%M}"
    return unknown(COMPLETE, parts, "right", f"the {what} file for {file.day:%d %B %Y} is due on {due}")


def _missing(owed: Iterable[tuple[str, Owed]]) -> list[str]:
    """Say which files of the timetable did not come."""
    absent = [(what, file.day) for what, file in owed if file.arrived_at is None]
    return [f"the {what} file for {day:%d %B %Y} has not come" for what, day in absent]


def _by_timetable(
    connection: Connection, contract: ContractRow, day: dt.date, now: dt.datetime
) -> Iterator[tuple[str, Owed]]:
    timetable = contract.terms.timetable
    if timetable is None:
        return
    since = timetable.starts_on or _known_since(connection, contract.id) or day + ONE_DAY
    if day < since:
        return
    came = [record for on, record in dated_files(connection, contract.id, day) if on == day]
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals = [record.received_at for record in came if is_of_kind(record, what)]
        by_day = {day: arrivals[0]} if arrivals else {}
        owed = verdicts(timetable, by_day, since=day, now=now, holidays=contract.holidays)
        yield from ((what, each) for each in owed if each.day == day)


def _known_since(connection: Connection, contract_id: int) -> dt.date | None:
    return connection.execute(select(contracts.c.known_since).where(contracts.c.id == contract_id)).scalar()


def _counted(what: str, owed: Owed) -> Iterator[Part]:
    yield Part("left", f"{what} file owed for {owed.day:%d %B %Y}", 1)
    if owed.arrived_at is not None:
        yield Part("right", f"{what} file that came on {local(owed.arrived_at):%d %B %Y}", 1)


def _promised(connection: Connection, contract_id: int, day: dt.date) -> Iterator[Part]:
    """What control files that came that day promise; one that broke its promise has an open problem."""
    of_day = (
        promises.c.contract_id == contract_id,
        accepted_files.c.accepted_at >= end_of(day - ONE_DAY),
        accepted_files.c.accepted_at < end_of(day),
    )
    query = (
        select(promises.c.file_name)
        .join(accepted_files, accepted_files.c.file_id == promises.c.file_id)
        .where(*of_day)
        .order_by(promises.c.file_id, promises.c.row_no)
    )
    broken = _open_subjects(connection, contract_id, "promise")
    for name in connection.execute(query).scalars():
        yield Part("left", "file promised", 1, name)
        if name not in broken:
            yield Part("right", "file that came as promised", 1, name)


def _numbered(connection: Connection, contract_id: int, day: dt.date) -> Iterator[Part]:
    """The numbers that were left out by a file of that day, but for those that a person waits for no more."""
    query = select(problems.c.subject).where(
        problems.c.contract_id == contract_id,
        problems.c.kind == "gap",
        problems.c.opened_at >= end_of(day - ONE_DAY),
        problems.c.opened_at < end_of(day),
        problems.c.closed_by.is_(None) | (problems.c.closed_by == PAYCARDS),
    )
    for subject in connection.execute(query.order_by(problems.c.id)).scalars():
        series, first, last = gap_of(subject)
        yield Part("left", "number left out", last - first + 1, subject)
        came = _came(connection, contract_id, series, first, last)
        if came:
            yield Part("right", "number that came late", came, subject)


def _came(connection: Connection, contract_id: int, series: str, first: int, last: int) -> int:
    query = select(files.c.position).where(
        files.c.contract_id == contract_id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
        files.c.position.between(first, last),
    )
    return len(set(connection.execute(query).scalars()))


def _open_subjects(connection: Connection, contract_id: int, kind: str) -> set[str]:
    query = select(problems.c.subject).where(
        problems.c.contract_id == contract_id, problems.c.kind == kind, problems.c.closed_at.is_(None)
    )
    return set(connection.execute(query).scalars())
