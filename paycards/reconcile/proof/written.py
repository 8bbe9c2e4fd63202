"""The proof of a closed day as it was written down, and who closed it or opened it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.clock import local
from paycards.reconcile.proof.figure import CHECKS, DayProof, Figure
from paycards.store.tables import closed_days, closed_figures


def written_proof(connection: Connection, contract: ContractRow, day: dt.date) -> DayProof | None:
    """Return the figures of a day that is closed; None where it is open."""
    closed_id = _closed_id(connection, contract.council_id, day)
    if closed_id is None:
        return None
    return DayProof(contract, day, tuple(_written(connection, closed_id, contract.id)))


def is_closed(connection: Connection, council_id: int, day: dt.date) -> bool:
    """Tell whether a council's day is closed."""
    return _closed_id(connection, council_id, day) is not None


def _closed_id(connection: Connection, council_id: int, day: dt.date) -> int | None:
    query = select(closed_days.c.id).where(
        closed_days.c.council_id == council_id, closed_days.c.day == day, closed_days.c.reopened_at.is_(None)
    )
    return connection.execute(query).scalar()


@dataclass(frozen=True)
class Closing:
    """One time that a day was closed, with the newest hash of the trail then; and who opened it again."""

    closed_by: str
    closed_at: dt.datetime
    anchor: str
    reopened_by: str = ""
    reopened_at: dt.datetime | None = None

    @property
    def stands(self) -> bool:
        """Tell whether nobody opened the day again."""
        return self.reopened_at is None


def closings(connection: Connection, council_id: int, day: dt.date) -> tuple[Closing, ...]:
    """Return each time that a day was closed, the newest last."""
    this = (closed_days.c.council_id == council_id) & (closed_days.c.day == day)
    rows = connection.execute(select(closed_days).where(this).order_by(closed_days.c.id))
    return tuple(
        Closing(row.closed_by, row.closed_at, row.anchor, row.reopened_by or "", row.reopened_at)
        for row in rows
    )


def closings_of(connection: Connection, council_id: int, day: dt.date) -> list[str]:
    """Say who closed a day, with the newest hash of the trail then, and who opened it again."""
    said = []
    for each in closings(connection, council_id, day):
        said.append(f"Closed by {each.closed_by} at {_time(each.closed_at)}; trail {each.anchor}")
        if each.reopened_at is not None:
            said.append(f"Reopened by {each.reopened_by} at {_time(each.reopened_at)}")
    return said


def _time(at: dt.datetime) -> str:
    return f"{local(at):%H:%M on %d %B %Y}"


def _written(connection: Connection, closed_id: int, contract_id: int) -> Iterable[Figure]:
    query = select(closed_figures).where(
        closed_figures.c.closed_id == closed_id, closed_figures.c.contract_id == contract_id
    )
    found = [
        Figure(row.check_name, row.left_pence, row.right_pence, row.why) for row in connection.execute(query)
    ]
    return sorted(found, key=lambda figure: CHECKS.index(figure.check))
