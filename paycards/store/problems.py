"""What needs a person: a row that screens show until it is dealt with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from paycards.store.plain_text import key, plain
from paycards.store.tables import problems

BLOCKING = (
    "quarantined",
    "held",
    "gap",
    "missing",
    "promise",
    "statement",
    "drop",
    "unlearned_card",
    "outgoing",
    "card_order_unanswered",
)


def open_problem(
    connection: Connection,
    *,
    council_id: int | None,
    contract_id: int | None,
    kind: str,
    subject: str,
    message: str,
    action: str,
    at: dt.datetime,
) -> None:
    """Open a problem, or bring the message of the same open one up to date.

    Whatever the texts hold, the row can be written: see `store/plain_text.py`.
    """
    message, action = plain(message), plain(action)
    of_council = problems.c.council_id.is_not_distinct_from(council_id)
    same = and_(of_council, _same(contract_id, kind, subject))
    known = connection.execute(select(problems.c.id).where(same)).scalar()
    if known is not None:
        connection.execute(
            update(problems).where(problems.c.id == known).values(message=message, action=action)
        )
        return
    connection.execute(
        insert(problems).values(
            council_id=council_id,
            contract_id=contract_id,
            kind=kind,
            subject=key(subject),
            message=message,
            action=action,
            opened_at=at,
        )
    )


def close_problem(
    connection: Connection,
    *,
    contract_id: int | None,
    kind: str,
    subject: str,
    at: dt.datetime,
    by: str,
    note: str = "",
) -> None:
    """Close the open problem of this kind and subject, if there is one."""
    connection.execute(
        update(problems)
        .where(_same(contract_id, kind, subject))
        .values(closed_at=at, closed_by=plain(by), note=plain(note))
    )


def file_subject(name: str, sha256: str) -> str:
    """Name a file in a problem: other bytes under the same name are another problem."""
    return f"{name} {sha256[:12]}"


def is_open(connection: Connection, *, contract_id: int | None, kind: str, subject: str) -> bool:
    """Tell whether there is an open problem of this kind and subject."""
    query = select(problems.c.id).where(_same(contract_id, kind, subject))
    return connection.execute(query).first() is not None


def was_dealt_with(connection: Connection, *, contract_id: int | None, kind: str, subject: str) -> bool:
    """Tell whether a person closed this problem before: what they decided is not asked again."""
    this = and_(_of(contract_id, kind, subject), problems.c.closed_by != "paycards")
    return connection.execute(select(problems.c.id).where(this)).first() is not None


def _same(contract_id: int | None, kind: str, subject: str) -> ColumnElement[bool]:
    return and_(_of(contract_id, kind, subject), problems.c.closed_at.is_(None))


def _of(contract_id: int | None, kind: str, subject: str) -> ColumnElement[bool]:
    contract = (
        problems.c.contract_id.is_(None) if contract_id is None else problems.c.contract_id == contract_id
    )
    return and_(contract, problems.c.kind == kind, problems.c.subject == key(subject))
