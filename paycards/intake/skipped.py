"""What is left in a drop for a later night: once without a word, from the second night on as a problem."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from paycards.access.reading import Reading
from paycards.intake.places import KIND, Place
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.files import skipped_files


def skipped_before(seen: Reading, place: Place) -> tuple[dict[str, dt.date], dict[str, dt.date]]:
    """Return since when each name is left, and when a person last dealt with a problem of each subject."""
    return _known(seen.connection, place), _dealt_with(seen.connection, place)


def note_skipped(step: Step, place: Place, since: dict[str, dt.date]) -> None:
    """Write down the names that are left in a drop now, each with the first night."""
    step.connection.execute(delete(skipped_files).where(_here(place)))
    if since:
        of = {"council_id": place.council_id, "owner": place.owner}
        values = [of | {"name": name, "since": first} for name, first in since.items()]
        step.connection.execute(insert(skipped_files), values)


def _here(place: Place) -> ColumnElement[bool]:
    return (skipped_files.c.council_id == place.council_id) & (skipped_files.c.owner == place.owner)


def _known(connection: Connection, place: Place) -> dict[str, dt.date]:
    query = select(skipped_files.c.name, skipped_files.c.since).where(_here(place))
    return {found.name: found.since for found in connection.execute(query)}


def _dealt_with(connection: Connection, place: Place) -> dict[str, dt.date]:
    query = (
        select(problems.c.subject, func.max(problems.c.closed_at, type_=problems.c.closed_at.type))
        .where(
            problems.c.council_id == place.council_id,
            problems.c.contract_id.is_not_distinct_from(place.contract_id),
            problems.c.kind == KIND,
            problems.c.closed_by != "paycards",
        )
        .group_by(problems.c.subject)
    )
    return {subject: closed_at.date() for subject, closed_at in connection.execute(query)}
