"""The problems that need a person: see them, and close one with a note."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from paycards.access.note import checked_note, council_named, decision
from paycards.access.visit import Visit
from paycards.errors import NotAllowed, UsageError
from paycards.intake.import_files import WHAT_TO_DO
from paycards.intake.records import same_contract
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.problems import file_subject
from paycards.store.tables import contracts, councils, files, problems


@dataclass(frozen=True)
class Problem:
    """A problem; open while `closed_at` is None. `council` and `contract` are empty where it has none."""

    id: int
    council: str
    contract: str
    kind: str
    subject: str
    message: str
    action: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str | None
    note: str | None


def list_problems(visit: Visit, *, closed_too: bool = False, council: str | None = None) -> list[Problem]:
    """Return the open problems, or all there ever were, oldest first. Raises UsageError.

    `council` is a council's code: only its problems.
    """
    query = _PROBLEMS if closed_too else _PROBLEMS.where(problems.c.closed_at.is_(None))
    with reading(visit.installation.engine) as connection:
        if council is not None:
            query = query.where(problems.c.council_id == council_named(connection, council))
        return [Problem(**found._mapping) for found in connection.execute(query)]


def close_by_hand(visit: Visit, problem_id: int, *, note: str) -> Problem:
    """Close an open problem; the trail keeps it if it is a council's.

    Raises UsageError for an unknown problem or an empty note; NotAllowed when it is closed already,
    or when its file still waits for a decision: it would be money that no screen shows.
    """
    note = checked_note(note)
    with reading(visit.installation.engine) as connection:
        council_id = _found(connection, problem_id).council_id
    with decision(visit, council_id) as connection:
        problem = _found(connection, problem_id)
        _require_closable(connection, problem)
        connection.execute(
            update(problems)
            .where(problems.c.id == problem_id)
            .values(closed_at=visit.now, closed_by=visit.visitor.name, note=note)
        )
        if council_id is not None:
            _record(connection, visit, problem, note)
        return Problem(**connection.execute(_PROBLEMS.where(problems.c.id == problem_id)).one()._mapping)


_PROBLEMS: Select[Any] = (
    select(
        problems.c.id,
        func.coalesce(councils.c.code, "").label("council"),
        func.coalesce(contracts.c.code, "").label("contract"),
        *(problems.c[name] for name in list(Problem.__dataclass_fields__)[3:]),
    )
    .outerjoin(councils, councils.c.id == problems.c.council_id)
    .outerjoin(contracts, contracts.c.id == problems.c.contract_id)
    .order_by(problems.c.id)
)


def _found(connection: Connection, problem_id: int) -> Row[Any]:
    problem = connection.execute(select(problems).where(problems.c.id == problem_id)).first()
    if problem is None:
        raise UsageError(f"There is no problem {problem_id}: `paycards problems list` shows those there are.")
    return problem


def _require_closable(connection: Connection, problem: Row[Any]) -> None:
    if problem.closed_at is not None:
        raise NotAllowed(f"The problem {problem.id} was closed by {problem.closed_by} before.")
    waiting = _waiting_file(connection, problem)
    if waiting is not None:
        ways = "release or reject" if waiting.state == "held" else "reject"
        raise NotAllowed(
            f"The file of problem {problem.id} is still {waiting.state}: {ways} file {waiting.id} with"
            " `paycards files`, and the problem closes with it."
        )


def _waiting_file(connection: Connection, problem: Row[Any]) -> Row[Any] | None:
    """Find the file that a person must decide about before its problem can be closed."""
    if problem.kind not in WHAT_TO_DO:
        return None
    undecided = select(files).where(
        same_contract(files, problem.contract_id),
        files.c.name == problem.subject.rpartition(" ")[0],
        files.c.state.in_(WHAT_TO_DO),
        files.c.rejected == 0,
    )
    found = connection.execute(undecided).all()
    return next((file for file in found if file_subject(file.name, file.sha256) == problem.subject), None)


def _record(connection: Connection, visit: Visit, problem: Row[Any], note: str) -> None:
    trail.record(
        connection,
        problem.council_id,
        at=visit.now,
        actor=visit.visitor.name,
        action="problem.closed",
        subject=f"{problem.kind} {problem.subject}".strip(),
        before={"problem_id": problem.id, "state": "open", "message": problem.message},
        after={"problem_id": problem.id, "state": "closed", "note": note},
    )
