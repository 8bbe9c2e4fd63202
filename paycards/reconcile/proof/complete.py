"""`complete`: the files owed for a day, by timetable, promises and numbers, against those that came.

It counts files, not pence. A file that is not due yet leaves the right side unknown.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select

from paycards.channels.timetable import Owed, verdict_on
from paycards.clock import ONE_DAY, end_of, in_words, instant_in_words, local
from paycards.problems import OF_ITS_DAY, WAITS
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.file_days import ANY_PAYMENTS, files_for, is_of_kind
from paycards.reconcile.proof.books import Books, DayBooks
from paycards.reconcile.proof.figure import COMPLETE, Figure, Part, of_parts, unknown
from paycards.store.problems import PAYCARDS, gap_of
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import contracts
from paycards.store.tables.files import accepted_files, files, promises


def complete(books: Books) -> Figure:
    """Count what is owed for a day and what of it came."""
    owed = list(_by_timetable(books))
    parts = [
        *(part for what, file in owed for part in _counted(what, file)),
        *_promised(books.its(_promises), books.its(_broken)),
        *_numbered(books),
    ]
    waiting = [(what, file) for what, file in owed if file.punctuality == "not_yet_due"]
    if not waiting:
        return of_parts(COMPLETE, parts, "; ".join(_missing(owed)))
    what, file = waiting[0]
    due = instant_in_words(file.due_at)
    return unknown(COMPLETE, parts, "right", f"the {what} file for {in_words(file.day)} is due on {due}")


def _missing(owed: Iterable[tuple[str, Owed]]) -> list[str]:
    """Say which files of the timetable did not come."""
    absent = [(what, file.day) for what, file in owed if file.arrived_at is None]
    return [f"the {what} file for {in_words(day)} has not come" for what, day in absent]


def _by_timetable(books: Books) -> Iterator[tuple[str, Owed]]:
    timetable, day, holidays = books.contract.terms.timetable, books.day, books.contract.holidays
    if timetable is None or day < (timetable.starts_on or books.its(_known_since) or day + ONE_DAY):
        return
    came = books.its(_came_for)
    for what in timetable.files or (ANY_PAYMENTS,):
        arrivals = [record.received_at for record in came if is_of_kind(record, what)]
        owed = verdict_on(timetable, day, arrivals[0] if arrivals else None, now=books.now, holidays=holidays)
        if owed is not None:
            yield what, owed


def _came_for(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    expecting = [each.id for each in books.contracts if each.terms.timetable is not None]
    return files_for(books.connection, expecting, books.day)


def _known_since(books: DayBooks) -> Mapping[int, dt.date | None]:
    query = select(contracts.c.id, contracts.c.known_since).where(contracts.c.id.in_(books.ids))
    return dict(books.connection.execute(query).all())


def _counted(what: str, owed: Owed) -> Iterator[Part]:
    yield Part("left", f"{what} file owed for {in_words(owed.day)}", 1)
    if owed.arrived_at is not None:
        yield Part("right", f"{what} file that came on {in_words(local(owed.arrived_at))}", 1)


def _promised(promised: Iterable[Row[Any]], broken: Mapping[str, bool]) -> Iterator[Part]:
    """What control files that came that day promise, but for what a person waits for no more."""
    for row in promised:
        if broken.get(row.file_name, True):
            yield Part("left", "file promised", 1, row.file_name)
        if row.file_name not in broken:
            yield Part("right", "file that came as promised", 1, row.file_name)


def _promises(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    query = (
        select(promises.c.contract_id, promises.c.file_name)
        .join(accepted_files, accepted_files.c.file_id == promises.c.file_id)
        .where(
            promises.c.contract_id.in_(books.ids),
            accepted_files.c.accepted_at >= end_of(books.day - ONE_DAY),
            accepted_files.c.accepted_at < end_of(books.day),
        )
        .order_by(promises.c.file_id, promises.c.row_no)
    )
    return by_contract(books.ids, books.connection.execute(query))


def _broken(books: DayBooks) -> Mapping[int, Mapping[str, bool]]:
    """Of each file that did not come as promised, whether it counts: not where a person waits no more.

    One that is the missing file of its day is counted by the timetable.
    """
    newest = select(func.max(problems.c.id)).where(
        problems.c.contract_id.in_(books.ids), problems.c.kind == "promise"
    )
    query = select(problems.c.contract_id, problems.c.subject, problems.c.closed_by, problems.c.note).where(
        problems.c.id.in_(newest.group_by(problems.c.contract_id, problems.c.subject)),
        problems.c.closed_by.is_distinct_from(PAYCARDS) | problems.c.note.in_((WAITS, OF_ITS_DAY)),
    )
    found = by_contract(books.ids, books.connection.execute(query))
    return {
        contract_id: {row.subject: row.closed_by is None or row.note == WAITS for row in rows}
        for contract_id, rows in found.items()
    }


def _numbered(books: Books) -> Iterator[Part]:
    """The numbers that were left out by a file of that day, but for those that a person waits for no more."""
    for row in books.its(_gaps):
        series, first, last = gap_of(row.subject)
        came = _came(books, series, first, last)
        if came:
            yield Part("left", "numbers left out that came late", came)
            yield Part("right", "numbers left out that came late", came)
        if came <= last - first:  # the problem names those that are still missing
            numbers = json.loads(row.facts).get("numbers", "numbers")
            yield Part("left", f"{numbers} left out", last - first + 1 - came)


def _gaps(books: DayBooks) -> Mapping[int, Sequence[Row[Any]]]:
    """The gaps that were first told of on that day; one may have been opened again since."""
    other = problems.alias("other")
    is_known = exists().where(
        other.c.contract_id == problems.c.contract_id,
        other.c.kind == problems.c.kind,
        other.c.subject == problems.c.subject,
        (other.c.id < problems.c.id) | (other.c.closed_by != PAYCARDS),
    )
    query = select(problems.c.contract_id, problems.c.subject, problems.c.facts).where(
        problems.c.contract_id.in_(books.ids),
        problems.c.kind == "gap",
        problems.c.opened_at >= end_of(books.day - ONE_DAY),
        problems.c.opened_at < end_of(books.day),
        ~is_known,
    )
    return by_contract(books.ids, books.connection.execute(query.order_by(problems.c.id)))


def _came(books: Books, series: str, first: int, last: int) -> int:
    query = select(files.c.position).where(
        files.c.contract_id == books.contract.id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
        files.c.position.between(first, last),
    )
    return len(set(books.connection.execute(query).scalars()))
