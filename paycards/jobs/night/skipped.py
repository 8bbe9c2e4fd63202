"""What is left in a drop for a later night: once without a word, from the second night on as a problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from paycards.jobs.context import Context
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.tables import problems, skipped_files


def skipped_again(context: Context, row: ContractRow, names: Collection[str]) -> dict[str, dt.date]:
    """Note the names that are left in a drop now; return those left on an earlier night too, with the first.

    A night is a local date: how often a drop is looked at in one night does not matter. What a person has
    dealt with since is not returned again.
    """
    with reading(context.engine) as connection:
        known = _known(connection, row)
        dealt_with = _dealt_with(connection, row)
    since = {name: min(known.get(name, context.today), context.today) for name in names}
    if since != known:
        with council_step(context.engine, row.council_id) as connection:
            _note(connection, row, since)
    return {
        name: first
        for name, first in since.items()
        if first < context.today and dealt_with.get(name, dt.date.min) < first
    }


def _known(connection: Connection, row: ContractRow) -> dict[str, dt.date]:
    query = select(skipped_files.c.name, skipped_files.c.since).where(skipped_files.c.contract_id == row.id)
    return {found.name: found.since for found in connection.execute(query)}


def _dealt_with(connection: Connection, row: ContractRow) -> dict[str, dt.date]:
    """When a person last closed a problem of each name."""
    by_hand = (problems.c.kind == "drop") & (problems.c.closed_by != "paycards")
    query = (
        select(problems.c.subject, func.max(problems.c.closed_at, type_=problems.c.closed_at.type))
        .where(problems.c.contract_id == row.id, by_hand)
        .group_by(problems.c.subject)
    )
    return {name: closed_at.date() for name, closed_at in connection.execute(query)}


def _note(connection: Connection, row: ContractRow, since: dict[str, dt.date]) -> None:
    connection.execute(delete(skipped_files).where(skipped_files.c.contract_id == row.id))
    if since:
        values = [{"contract_id": row.id, "name": name, "since": first} for name, first in since.items()]
        connection.execute(insert(skipped_files), values)
