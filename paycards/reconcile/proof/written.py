"""The proof of a closed day as it was written down, and who closed it or opened it again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.access.contracts import ContractRow
from paycards.clock import in_words, time_in_words
from paycards.money import to_pounds
from paycards.reconcile.proof.figure import CHECKS, COMPLETE, DayProof, Figure
from paycards.store.tables.councils import contracts
from paycards.store.tables.days import closed_days, closed_figures, day_exceptions
from paycards.store.tables.decisions import decisions


def written_proofs(
    connection: Connection, contracts: Collection[ContractRow], day: dt.date
) -> dict[int, DayProof]:
    """Return the figures of a day by the ids of contracts, of those whose council has closed it."""
    closed_ids = _closed_ids(connection, {each.council_id for each in contracts}, day)
    shut = [each for each in contracts if each.council_id in closed_ids]
    figures = _written(connection, closed_ids.values()) if shut else {}
    return {each.id: DayProof(each, day, tuple(figures.get(each.id, ()))) for each in shut}


def is_closed(connection: Connection, council_id: int, day: dt.date) -> bool:
    """Tell whether a council's day is closed."""
    return bool(_closed_ids(connection, {council_id}, day))


def _closed_ids(connection: Connection, council_ids: Collection[int], day: dt.date) -> dict[int, int]:
    query = select(closed_days.c.council_id, closed_days.c.id).where(
        closed_days.c.council_id.in_(council_ids),
        closed_days.c.day == day,
        closed_days.c.reopened_at.is_(None),
    )
    return dict(connection.execute(query).all())


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


def signatures_of(connection: Connection, council_id: int, day: dt.date) -> list[str]:
    """Say which checks of a day two people signed for though they do not agree, why, and until when."""
    query = (
        select(day_exceptions, contracts.c.code, decisions.c.number, decisions.c.proposed_by)
        .add_columns(decisions.c.decided_by)
        .join(contracts, contracts.c.id == day_exceptions.c.contract_id)
        .join(decisions, decisions.c.id == day_exceptions.c.decision_id)
        .where(day_exceptions.c.council_id == council_id, day_exceptions.c.day == day)
    )
    return [
        f"Signed for by {row.proposed_by} and {row.decided_by} (decision {row.number}): {row.check_name} of"
        f" {row.code}{_by(row.check_name, row.difference_pence)}, to be cleared by {in_words(row.until)}:"
        f" {row.why}"
        for row in connection.execute(query.order_by(day_exceptions.c.decision_id))
    ]


def _by(check: str, difference_pence: int | None) -> str:
    """By how much a check differed when it was signed for; what is unknown differs by no amount."""
    if difference_pence is None:
        return ", not known then"
    return f", {difference_pence if check == COMPLETE else to_pounds(difference_pence, thousands=True)} apart"


def closings_of(connection: Connection, council_id: int, day: dt.date) -> list[str]:
    """Say who closed a day, with the newest hash of the trail then, and who opened it again."""
    said = []
    for each in closings(connection, council_id, day):
        said.append(f"Closed by {each.closed_by} at {time_in_words(each.closed_at)}; trail {each.anchor}")
        if each.reopened_at is not None:
            said.append(f"Reopened by {each.reopened_by} at {time_in_words(each.reopened_at)}")
    return said


def _written(connection: Connection, closed_ids: Collection[int]) -> dict[int, list[Figure]]:
    query = select(closed_figures).where(closed_figures.c.closed_id.in_(closed_ids))
    found: defaultdict[int, list[Figure]] = defaultdict(list)
    for row in sorted(connection.execute(query), key=lambda row: CHECKS.index(row.check_name)):
        found[row.contract_id].append(Figure(row.check_name, row.left_pence, row.right_pence, row.why))
    return found
