"""What is awaited of contracts: files that are refused, held or missing, which may hold a payment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, or_, select

from paycards.clock import local_date
from paycards.store.tables.audit import problems
from paycards.store.tables.files import files

WAITING = {"quarantined": "refused", "held": "held"}
AWAITED = ("missing", "gap", "promise", "drop")  # kinds of problem
AFTER = dt.timedelta(days=31)  # a payment that is not in a file by then is not looked for in later ones


def awaited(
    connection: Connection, contract_ids: Collection[int], paid_on: dt.date | None
) -> dict[int, list[str]]:
    """Say what each contract waits for that may hold a payment of this day, or of any; by contract id."""
    found: dict[int, list[str]] = defaultdict(list)
    for contract_id, day, said in [
        *_files(connection, contract_ids, paid_on),
        *_problems(connection, contract_ids),
    ]:
        if paid_on is None or paid_on <= day <= paid_on + AFTER:
            found[contract_id].append(said)
    return found


def _files(
    connection: Connection, contract_ids: Collection[int], paid_on: dt.date | None
) -> Iterator[tuple[int, dt.date, str]]:
    query = (
        select(files)
        .where(files.c.contract_id.in_(contract_ids), files.c.state.in_(WAITING), files.c.rejected == 0)
        .order_by(files.c.id)
    )
    if paid_on:
        query = query.where(or_(files.c.created_on.is_(None), files.c.created_on >= paid_on))
    for file in connection.execute(query):
        said = f"the file {file.name} is {WAITING[file.state]}: {file.reason.rstrip('.')}"
        yield file.contract_id, local_date(file.received_at), said


def _problems(connection: Connection, contract_ids: Collection[int]) -> Iterator[tuple[int, dt.date, str]]:
    query = (
        select(problems)
        .where(
            problems.c.contract_id.in_(contract_ids),
            problems.c.kind.in_(AWAITED),
            problems.c.closed_at.is_(None),
        )
        .order_by(problems.c.id)
    )
    for problem in connection.execute(query):
        yield problem.contract_id, _day(problem.subject) or local_date(problem.opened_at), problem.message


def _day(subject: str) -> dt.date | None:
    """The day that a missing file is for, which ends the subject."""
    try:
        return dt.date.fromisoformat(subject[-10:])
    except ValueError:
        return None


def awaited_since(connection: Connection, contract_ids: Collection[int]) -> dict[int, tuple[dt.date, str]]:
    """Say since when, and for what, each contract waits that waits for anything; by contract id."""
    found: dict[int, tuple[dt.date, str]] = {}
    for contract_id, day, said in sorted(
        [*_files(connection, contract_ids, None), *_problems(connection, contract_ids)]
    ):
        found.setdefault(contract_id, (day, said.rstrip(".")))
    return found
