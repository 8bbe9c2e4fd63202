"""What people decided, and how files wait: each decision stands in the trail, and has its effect.

The machine's own rulings on files that are not accepted are not in the trail. But a file that waits has an
open problem, and one that repeats another has one that was accepted beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.engine import default

from paycards.intake.recording import WAITING
from paycards.problems import KINDS
from paycards.store.plain_text import key, plain
from paycards.store.problems import PAYCARDS, file_subject
from paycards.store.tables.audit import problems
from paycards.store.tables.base import Instant
from paycards.store.tables.card_batches import card_batches
from paycards.store.tables.files import files
from paycards.store.tables.outgoing import outgoing_runs
from paycards.verify.check import as_text, columns_of
from paycards.verify.findings import NOT_THERE, Difference
from paycards.verify.trail_entry import UNREADABLE, Entry, read_entry

Told = tuple[str, str, str]  # about, database, trail


def wrong_decisions(
    database: Connection, council_id: int, council: str, trail: Iterable[Row[Any]]
) -> Iterator[Difference]:
    """Give each decision that the database and the trail tell differently."""
    told = _Told.of(trail)
    for kind, found in (
        ("decision on a file", _files(database, council_id, told)),
        ("closed problem", _problems(database, council_id, told)),
        ("outgoing run", _runs(database, council_id, told)),
        ("bulk issue", _bulk_issues(database, council_id, told)),
    ):
        for about, ours, theirs in found:
            yield Difference(kind, council, ours, theirs, about=about)


@dataclass(frozen=True)
class _Told:
    """The decisions of a trail, by what they are about."""

    rejected: dict[int, Entry]
    repeated: dict[int, Entry]  # bank files that say what another one says
    closed: dict[int, Entry]
    runs: dict[int, str]  # nights by run
    begun: dict[tuple[str, str], Entry]  # bulk issues by list and sheet
    finished: dict[tuple[str, str], Entry]

    @staticmethod
    def of(trail: Iterable[Row[Any]]) -> _Told:
        told = _Told({}, {}, {}, {}, {}, {})
        for entry in _readable(trail):
            said = entry.after
            match entry.action:
                case "file.rejected":
                    told.rejected[said["file_id"]] = entry
                case "bank.repeated":
                    told.repeated[said["file_id"]] = entry
                case "problem.closed":
                    told.closed[said["problem_id"]] = entry
                case "outgoing.written":
                    told.runs[said["run_id"]] = entry.subject
                case "cards.batch_begun":
                    told.begun[said["sha256"], said["sheet"]] = entry
                case "cards.batch_finished":
                    told.finished[said["sha256"], said["sheet"]] = entry
        return told


# What the entries of each of these actions tell, and as what.
TOLD: Mapping[str, Mapping[str, type]] = {
    "file.rejected": {"file_id": int, "sha256": str, "state": str},
    "bank.repeated": {"file_id": int, "sha256": str},
    "problem.closed": {"problem_id": int, "note": str},
    "outgoing.written": {"run_id": int},
    "cards.batch_begun": {"sha256": str, "sheet": str, "office": str, "rows": dict},
    "cards.batch_finished": {"sha256": str, "sheet": str},
}


def _readable(trail: Iterable[Row[Any]]) -> Iterator[Entry]:
    """The entries that tell of decisions. Of one that cannot be read the decision is missing."""
    for row in trail:
        if row.action in TOLD:
            try:
                entry = read_entry(row)
            except UNREADABLE:
                continue
            if all(isinstance(entry.after.get(name), kind) for name, kind in TOLD[entry.action].items()):
                yield entry


def _files(database: Connection, council_id: int, told: _Told) -> Iterator[Told]:
    found = database.execute(select(*columns_of(files)).where(files.c.council_id == council_id)).all()
    waiting = _open_problems(database, council_id)
    taken = {_content(file) for file in found if file.state == "accepted"}
    for file in found:
        about = f"file {file.id}, {file.name}"
        decided = told.rejected.get(file.id)
        subject = (file.state, file.contract_id, key(file_subject(file.name, file.sha256)))
        if file.rejected and not _is_rejection(decided, file):
            yield about, "rejected", "no such decision"
        elif decided is not None and not file.rejected:
            yield about, file.state, "rejected"
        elif file.state in WAITING and not file.rejected and subject not in waiting:
            yield about, file.state, "no problem is open that says so"
        elif file.state == "repeat" and not _repeats(file, taken, told):
            yield about, file.state, "no accepted file has the same content"
    for file_id in sorted(told.rejected.keys() - {file.id for file in found}):
        yield f"file {file_id}, {told.rejected[file_id].subject}", NOT_THERE, "rejected"


def _repeats(file: Row[Any], taken: set[tuple[object, ...]], told: _Told) -> bool:
    """Whether another file says the same; a bank's may say it in another format."""
    if file.kind != "bank":
        return _content(file) in taken
    entry = told.repeated.get(file.id)
    return entry is not None and (entry.subject, entry.after["sha256"]) == (file.name, file.sha256)


def _content(file: Row[Any]) -> tuple[object, ...]:
    """What a repeat shares with the file that it repeats: its number too, where it carries payments."""
    number = (file.series, file.position) if file.kind == "payments" and file.row_count else None
    return file.contract_id, file.sha256, number


def _is_rejection(decided: Entry | None, file: Row[Any]) -> bool:
    return decided is not None and (decided.subject, decided.after["sha256"], decided.after["state"]) == (
        file.name,
        file.sha256,
        file.state,
    )


def _open_problems(database: Connection, council_id: int) -> set[tuple[str, int | None, str]]:
    query = select(problems.c.kind, problems.c.contract_id, problems.c.subject).where(
        problems.c.council_id == council_id, problems.c.closed_at.is_(None), problems.c.kind.in_(WAITING)
    )
    return {(kind, contract_id, subject) for kind, contract_id, subject in database.execute(query)}


def _problems(database: Connection, council_id: int, told: _Told) -> Iterator[Told]:
    query = select(*columns_of(problems)).where(
        problems.c.council_id == council_id, problems.c.closed_at.is_not(None)
    )
    closed = {row.id: row for row in database.execute(query.order_by(problems.c.id))}
    for row in closed.values():
        entry = told.closed.get(row.id)
        if entry is None and _needs_a_decision(row):
            yield f"problem {row.id}, {row.kind} {row.subject}", f"closed by {row.closed_by}", "open"
        elif entry is not None and _closing(row) != _closing_of(entry):
            yield f"problem {row.id}, {entry.subject}", _closing(row), _closing_of(entry)
        elif entry is not None and row.note != entry.after["note"]:
            yield f"problem {row.id}, {entry.subject}", "note withheld", "note withheld"
    for problem_id in sorted(told.closed.keys() - closed.keys()):
        yield f"problem {problem_id}, {told.closed[problem_id].subject}", "not closed", "closed"


def _needs_a_decision(problem: Row[Any]) -> bool:
    """Whether only a person closes such a problem so; that of a file is closed with the file's own state."""
    if problem.closed_by == PAYCARDS or problem.kind in WAITING:
        return False
    return not any(kind.code == problem.kind and problem.note in kind.ended for kind in KINDS)


def _closing(row: Row[Any]) -> str:
    return f"{row.kind} {row.subject}".strip() + f" closed by {row.closed_by} at {row.closed_at}"


def _closing_of(entry: Entry) -> str:
    return f"{entry.subject} closed by {plain(entry.actor)} at {_text(entry)}"


def _text(entry: Entry) -> str:
    """The instant of an entry as the database has it."""
    return Instant().process_bind_param(entry.at, default.DefaultDialect()) or ""


def _runs(database: Connection, council_id: int, told: _Told) -> Iterator[Told]:
    query = select(outgoing_runs.c.id, as_text(outgoing_runs.c.night, "night"))
    rows = database.execute(query.where(outgoing_runs.c.council_id == council_id))
    found: dict[int, str] = {row.id: row.night for row in rows}
    for run_id in sorted(found.keys() | told.runs.keys()):
        ours, theirs = found.get(run_id, NOT_THERE), told.runs.get(run_id, NOT_THERE)
        if ours != theirs:
            yield f"run {run_id}", ours, theirs


def _bulk_issues(database: Connection, council_id: int, told: _Told) -> Iterator[Told]:
    of_council = card_batches.c.council_id == council_id
    found = database.execute(select(*columns_of(card_batches)).where(of_council)).all()
    issues = {(row.sha256, row.sheet): row for row in found}
    for which in sorted(issues.keys() | told.begun.keys(), key=str):
        row, entry = issues.get(which), told.begun.get(which)
        ours = NOT_THERE if row is None else _issue(row)
        theirs = NOT_THERE if entry is None else _issue_of(entry, told.finished.get(which))
        if ours != theirs:
            yield f"list {which[0][:12]} {which[1]}".strip(), ours, theirs


def _issue(row: Row[Any]) -> str:
    begun = f"{row.list_name}, office {row.office or '-'}, rows {row.row_count}"
    return f"{begun}, begun by {row.started_by} at {row.started_at}, finished {row.finished_at or '-'}"


def _issue_of(begun: Entry, finished: Entry | None) -> str:
    said = begun.after
    told = f"{begun.subject}, office {said['office'] or '-'}, rows {_count(said['rows'])}"
    return (
        f"{told}, begun by {begun.actor} at {_text(begun)}, finished {_text(finished) if finished else '-'}"
    )


def _count(rows: Mapping[str, object]) -> int:
    return sum(count for count in rows.values() if isinstance(count, int))
