"""How what came in a row stood when somebody looked at it: a payment, a suspense item, a bank entry.

The version is four numbers: the newest decision about it, its postings, its newest match, and how many of its
matches have ended. What has another version than was seen is not decided about unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from paycards.decisions.decision import APPLIED, PROPOSED, REFUSED, WITHDRAWN, told_time
from paycards.decisions.kinds import kind_of
from paycards.errors import Stale
from paycards.reconcile.subjects import ENTRY, ITEM, PAYMENT, place
from paycards.store.step import Step
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.ledger import postings
from paycards.store.tables.settlement import match_ends, matches

STANDS = {
    PROPOSED: "it waits for a second person",
    APPLIED: "it is done",
    REFUSED: "it was refused",
    WITHDRAWN: "it was withdrawn",
}
Place = tuple[int, int]  # id of the file, and row


@dataclass(frozen=True)
class SeenRow:
    """A row by file id and number, and the version that somebody saw of it."""

    place: Place
    version: str


@dataclass(frozen=True)
class SeenItem:
    """A suspense item by its id, and the version that somebody saw of it; None: it was not looked at."""

    id: int
    version: str | None = None


WhichItem = int | SeenItem


def seen_item(which: WhichItem) -> SeenItem:
    """What is meant by an id, or an id with a version."""
    return which if isinstance(which, SeenItem) else SeenItem(which)


def version_of(connection: Connection, council_id: int, row: Place) -> str:
    """The version of a row of a council's file as it stands, such as `12.3.40.1`."""
    number = select(func.coalesce(func.max(decisions.c.number), 0)).select_from(_ABOUT)
    newest = connection.execute(number.where(*_its(council_id, row))).scalar_one()
    of_row = (postings.c.file_id == row[0], postings.c.row_no == row[1])
    posted = connection.execute(select(func.count()).select_from(postings).where(*of_row)).scalar_one()
    matched = (
        select(func.coalesce(func.max(matches.c.id), 0), func.count(match_ends.c.match_id))
        .select_from(matches.outerjoin(match_ends, match_ends.c.match_id == matches.c.id))
        .where(matches.c.file_id == row[0], matches.c.row_no == row[1])
    )
    made, ended = connection.execute(matched).one()
    return f"{newest}.{posted}.{made}.{ended}"


def require_version(step: Step, council_id: int, row: Place, seen: str | None) -> None:
    """Raise Stale, saying who decided meanwhile, unless a row stands as it was seen; None asks nothing."""
    if seen is None or version_of(step.connection, council_id, row) == seen:
        return
    query = (
        select(decisions.c.number, decisions.c.kind, decisions.c.proposed_by, decisions.c.proposed_at)
        .add_columns(decisions.c.decided_by, decisions.c.decided_at, decisions.c.state)
        .select_from(_ABOUT)
        .where(*_its(council_id, row))
        .order_by(decisions.c.number.desc())
    )
    newest = step.connection.execute(query.limit(1)).first()
    if newest is not None:
        raise _decided(newest)
    raise Stale("The books have changed since this page was shown.", code="books_changed")


_ABOUT = decisions.join(decision_subjects, decision_subjects.c.decision_id == decisions.c.id)


def _its(council_id: int, row: Place) -> tuple[Any, ...]:
    subjects = [place(kind, *row) for kind in (ITEM, PAYMENT, ENTRY)]
    return decision_subjects.c.council_id == council_id, decision_subjects.c.subject.in_(subjects)


def _decided(newest: Row[Any]) -> Stale:
    by, at = newest.decided_by or newest.proposed_by, newest.decided_at or newest.proposed_at
    did = f"{kind_of(newest.kind).does}; {STANDS[newest.state]} (decision {newest.number})"
    return Stale(
        f"{by} decided meanwhile, at {told_time(at)}: {did}.",
        code="decided_meanwhile",
        decision=newest.number,
        by=by,
        at=at.isoformat(),
    )
