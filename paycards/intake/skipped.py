"""What is left in a drop for a later night: once without a word, from the second night on as a problem."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, func, insert, select

from paycards.access.contracts import ContractRow
from paycards.access.reading import Reading
from paycards.store.step import Step
from paycards.store.tables import problems, skipped_files


def skipped_before(seen: Reading, contract: ContractRow) -> tuple[dict[str, dt.date], dict[str, dt.date]]:
    """Return since when each name is left, and when a person last dealt with one."""
    return _known(seen.connection, contract), _dealt_with(seen.connection, contract)


def note_skipped(step: Step, contract: ContractRow, since: dict[str, dt.date]) -> None:
    """Write down the names that are left in a drop now, each with the first night."""
    step.connection.execute(delete(skipped_files).where(skipped_files.c.contract_id == contract.id))
    if since:
        values = [{"contract_id": contract.id, "name": name, "since": first} for name, first in since.items()]
        step.connection.execute(insert(skipped_files), values)


def _known(connection: Connection, contract: ContractRow) -> dict[str, dt.date]:
    query = select(skipped_files.c.name, skipped_files.c.since).where(
        skipped_files.c.contract_id == contract.id
    )
    return {found.name: found.since for found in connection.execute(query)}


def _dealt_with(connection: Connection, contract: ContractRow) -> dict[str, dt.date]:
    """When a person last closed a problem of each name."""
    by_hand = (problems.c.kind == "drop") & (problems.c.closed_by != "paycards")
    query = (
        select(problems.c.subject, func.max(problems.c.closed_at, type_=problems.c.closed_at.type))
        .where(problems.c.contract_id == contract.id, by_hand)
        .group_by(problems.c.subject)
    )
    return {name: closed_at.date() for name, closed_at in connection.execute(query)}
