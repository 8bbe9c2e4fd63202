"""Close a problem that is dealt with, with a note."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import told_time
from paycards.decisions.problem_list import Problem, shown
from paycards.errors import NotAllowed, NotFound, Stale
from paycards.intake.recording import WAITING
from paycards.intake.records import same_contract
from paycards.store.problems import file_subject
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files


def close_problem(visit: Visit, problem_id: int, *, note: str) -> Problem:
    """Close an open problem; the trail keeps it if it is a council's.

    Raises NotFound for an unknown problem, Invalid for an empty note; Stale when it is closed
    already, NotAllowed when its file still waits for a decision: it would be money that no screen shows.
    """
    note = checked_note(note)
    with visit.reading(may=Permission.CLOSE_PROBLEMS) as seen:
        council_id = _found(seen.connection, problem_id, seen.covers(problems.c.council_id)).council_id
    with visit.step(council_id, Permission.CLOSE_PROBLEMS) as step:
        mine = problems.c.council_id.is_not_distinct_from(council_id)
        problem = _found(step.connection, problem_id, mine)
        _require_closable(step.connection, problem)
        step.connection.execute(
            update(problems)
            .where(problems.c.id == problem_id)
            .values(closed_at=step.at, closed_by=step.actor, note=note)
        )
        _note_closing(step, problem, note)
        return shown(step.connection, problem_id)


def _found(connection: Connection, problem_id: int, seen: ColumnElement[bool]) -> Row[Any]:
    problem = connection.execute(select(problems).where(problems.c.id == problem_id, seen)).first()
    if problem is None:
        raise NotFound("problem", problem_id)
    return problem


def _require_closable(connection: Connection, problem: Row[Any]) -> None:
    if problem.closed_at is not None:
        raise Stale(
            f"The problem {problem.id} was closed by {problem.closed_by} before,"
            f" at {told_time(problem.closed_at)}: {problem.note}",
            code="problem_closed",
            by=problem.closed_by,
        )
    waiting = _waiting_file(connection, problem)
    if waiting is not None:
        ways = "release or reject" if waiting.state == "held" else "reject"
        raise NotAllowed(
            f"The file of problem {problem.id} is still {waiting.state}: {ways} file {waiting.id},"
            " and the problem closes with it.",
            code="file_waits",
            problem=problem.id,
            state=waiting.state,
            ways=ways,
            file=waiting.id,
        )


def _waiting_file(connection: Connection, problem: Row[Any]) -> Row[Any] | None:
    """Find the file that a person must decide about before its problem can be closed."""
    if problem.kind not in WAITING:
        return None
    undecided = select(files).where(
        same_contract(files, problem.contract_id),
        files.c.name == problem.subject.rpartition(" ")[0],
        files.c.state.in_(WAITING),
        files.c.rejected == 0,
    )
    found = connection.execute(undecided).all()
    return next((file for file in found if file_subject(file.name, file.sha256) == problem.subject), None)


def _note_closing(step: Step, problem: Row[Any], note: str) -> None:
    step.record(
        "problem.closed",
        f"{problem.kind} {problem.subject}".strip(),
        before={"problem_id": problem.id, "state": "open", "message": problem.message},
        after={"problem_id": problem.id, "state": "closed", "note": note},
    )
