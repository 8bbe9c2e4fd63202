"""The entries of the audit trail that tell of one row: of its file as a whole, of itself, of its nights."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Boolean, ColumnElement, String, and_, case, cast, false, or_

from paycards.access.reading import Reading
from paycards.evidence.audit_trail import AuditEntry, entries_where
from paycards.evidence.which_row import WhichRow
from paycards.store.json_text import json_text
from paycards.store.tables.audit import audit_trail

TAKEN = ("file.accepted", "file.released")
MATCHED = "settlement.matched"
IMPORTED, RETRIED, LEFT = "bank.imported", "suspense.retried", "outgoing.written"


@dataclass(frozen=True)
class Ties:
    """What else ties entries to a row: when it was tried again, the runs it left with, what was decided."""

    contract: str
    tried_at: frozenset[dt.datetime]
    runs: frozenset[int]
    decisions: frozenset[int]  # their numbers
    settled_by: frozenset[int]  # the files that prove what the supplier owed and paid
    due: str  # the key of what it owed; empty where there is none


def trail_of(seen: Reading, which: WhichRow, ties: Ties) -> tuple[AuditEntry, ...]:
    """Return each entry that tells of a row, in order; none where its file belongs to no council."""
    of_council = audit_trail.c.council_id == which.file.council_id
    return tuple(entries_where(seen, and_(of_council, or_(*_tells_of(which, ties)))))


def _tells_of(which: WhichRow, ties: Ties) -> Iterator[ColumnElement[bool]]:
    column = audit_trail.c
    yield _any_of(column.action.startswith("decision."), "number", ties.decisions)
    for said in (column.before, column.after):
        of_file = _says(said, "file_id", which.file.id)
        yield and_(of_file, or_(json_text(said, "row_no").is_(None), _says(said, "row_no", which.row)))
    for file_id in sorted({which.file.id, *ties.settled_by}):
        # an import of several bank files names each of them
        yield and_(column.action == IMPORTED, column.after.contains(f'"file_id":{file_id},'))
    yield _any_of(column.action.in_(TAKEN), "file_id", ties.settled_by)
    if ties.due:
        names_it = column.after.contains(json.dumps(ties.due), autoescape=True)
        yield and_(column.action == MATCHED, column.subject == ties.contract, names_it)
    yield and_(column.action == RETRIED, column.subject == ties.contract, column.at.in_(ties.tried_at))
    yield _any_of(column.action == LEFT, "run_id", ties.runs)


def _any_of(acts: ColumnElement[bool], key: str, numbers: Collection[int]) -> ColumnElement[bool]:
    """Entries of these acts that say one of these numbers."""
    says = [_says(audit_trail.c.after, key, number) for number in sorted(numbers)]
    return and_(acts, or_(false(), *says))


def _says(said: ColumnElement[str], key: str, number: int) -> ColumnElement[bool]:
    """Whether an entry says this number: only an entry that can hold it is read as JSON."""
    holds = cast(json_text(said, key), String) == str(number)
    return case((said.contains(f'"{key}":'), holds), else_=cast(false(), Boolean))
