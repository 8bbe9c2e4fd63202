"""Close a council's day: in order, none left out, with every check of its proof agreed or signed for.

The figures are written down as they stand. The database refuses whatever would be booked on a closed day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from paycards.clock import ONE_DAY, in_words, local_date
from paycards.errors import NotAllowed, Stale
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.to_sign import ToSign
from paycards.reconcile.proof.written import is_closed
from paycards.store import trail
from paycards.store.nights import last_night
from paycards.store.step import Step
from paycards.store.tables.councils import contracts
from paycards.store.tables.days import closed_days, closed_figures, day_exceptions
from paycards.store.tables.files import accepted_files

FIGURE = [column.name for column in closed_figures.c]


def next_to_close(connection: Connection, council_id: int) -> dt.date | None:
    """Return the day that is closed next: after the last one, or that of the council's first file."""
    closed = newest_closed(connection, council_id)
    return closes_after(closed, first_day(connection, council_id) if closed is None else None)


def closes_after(closed: dt.date | None, first: dt.date | None) -> dt.date | None:
    """Return the day that is closed after this one; with none closed, that of the first file."""
    return first if closed is None else closed + ONE_DAY


def first_day(connection: Connection, council_id: int) -> dt.date | None:
    """Return the day of a council's first accepted file; None before it."""
    first = (
        select(func.min(accepted_files.c.accepted_at))
        .join(contracts, contracts.c.id == accepted_files.c.contract_id)
        .where(contracts.c.council_id == council_id)
    )
    came = connection.execute(first).scalar()
    return None if came is None else local_date(came)


def close_day(step: Step, day: dt.date, proofs: Sequence[DayProof], seen: str | None = None) -> None:
    """Close a day with the proofs of all contracts. Raises NotAllowed, saying what is missing.

    `seen` is the version of the figures that were shown to whoever closes: Stale where they are others now.
    """
    _require_next(step, day)
    if seen is not None and version_of(proofs) != seen:
        raise Stale(
            f"The figures of {in_words(day)} are not those that you were shown.",
            code="figures_changed",
            day=str(day),
        )
    _require_night(step, day)
    open_checks = [check for proof in proofs for check in unsigned(step.connection, proof, step.today)]
    if open_checks:
        _refuse(day, open_checks)
    last = trail.newest(step.connection, step.owner)
    write_closed(step, day, last.hash if last else trail.FIRST, _told(proofs))


def version_of(proofs: Sequence[DayProof]) -> str:
    """A short digest of the figures of a day: the same as long as none of them is another one."""
    return hashlib.sha256(json.dumps(_told(proofs)).encode()).hexdigest()[:16]


def write_closed(step: Step, day: dt.date, anchor: str, figures: Sequence[Sequence[Any]]) -> None:
    """Write a closed day down, with the newest hash of the trail before it.

    `figures` are contract, check, left, right, state and why of each.
    """
    closed_id = step.connection.execute(
        insert(closed_days)
        .values(council_id=step.owner, day=day, closed_by=step.actor, closed_at=step.at, anchor=anchor)
        .returning(closed_days.c.id)
    ).scalar_one()
    query = select(contracts.c.code, contracts.c.id).where(contracts.c.council_id == step.owner)
    ids = {row.code: row.id for row in step.connection.execute(query)}
    rows = [dict(zip(FIGURE, (closed_id, ids[contract], *said), strict=True)) for contract, *said in figures]
    if rows:
        step.connection.execute(insert(closed_figures), rows)
    said = {"anchor": anchor, "figures": [list(figure) for figure in figures]}
    step.record("day.closed", day.isoformat(), after=said)


def unsigned(connection: Connection, proof: DayProof, today: dt.date) -> list[ToSign]:
    """Return the checks of a proof that do not agree and that nobody signed for as they stand."""
    return [
        ToSign(proof.contract.terms.code, figure.check, figure.state, figure.difference_pence, figure.why)
        for figure in proof.figures
        if figure.state != "agrees" and not _is_signed(connection, proof, figure, today)
    ]


def _is_signed(connection: Connection, proof: DayProof, figure: Figure, today: dt.date) -> bool:
    query = select(day_exceptions.c.difference_pence).where(
        day_exceptions.c.contract_id == proof.contract.id,
        day_exceptions.c.day == proof.day,
        day_exceptions.c.check_name == figure.check,
        day_exceptions.c.until >= today,
    )
    return figure.difference_pence in set(connection.execute(query).scalars())


def _require_next(step: Step, day: dt.date) -> None:
    due = next_to_close(step.connection, step.owner)
    if due is None:
        raise NotAllowed(
            "No file has been received yet, so there is no day to close.", code="no_day_to_close"
        )
    if is_closed(step.connection, step.owner, day):
        raise NotAllowed(f"{in_words(day)} is closed already.", code="day_closed", day=str(day))
    if day < due:
        raise NotAllowed(
            f"{in_words(day)} lies before the first file: there is nothing to close.",
            code="no_day_to_close",
            day=str(day),
        )
    if day > due:
        raise NotAllowed(
            f"{in_words(due)} is closed first: days are closed in order, none left out.",
            code="day_out_of_order",
            day=str(day),
            due=str(due),
        )


def is_over(connection: Connection, council_id: int, day: dt.date, today: dt.date) -> bool:
    """Tell whether a day may be closed as far as time goes: it is over, or today and the night has run."""
    if day != today:
        return day < today
    night = last_night(connection, council_id).night
    return night is not None and night >= day


def _require_night(step: Step, day: dt.date) -> None:
    if not is_over(step.connection, step.owner, day, step.today):
        raise NotAllowed(
            f"{in_words(day)} is not over, and its night has not run.", code="day_not_over", day=str(day)
        )


def _refuse(day: dt.date, open_checks: Sequence[ToSign]) -> None:
    said = ", ".join(f"{check.check} of {check.contract} {check.state}" for check in open_checks)
    raise NotAllowed(
        f"{in_words(day)} cannot be closed yet: {said}.",
        code="day_not_proved",
        day=str(day),
        checks=said,
    )


def _told(proofs: Sequence[DayProof]) -> list[list[object]]:
    """The figures as the trail keeps them: contract, check, left, right, state, why."""
    return [
        [
            proof.contract.terms.code,
            figure.check,
            figure.left_pence,
            figure.right_pence,
            figure.state,
            figure.why,
        ]
        for proof in proofs
        for figure in proof.figures
    ]
