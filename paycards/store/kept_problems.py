"""Problems that are found anew each night: opened, brought up to date, and closed when they hold no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, select, update

from paycards.store.plain_text import key
from paycards.store.problems import PAYCARDS, Closing, said
from paycards.store.tables.audit import problems

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Kept:
    """All problems of one kind of a contract."""

    kind: str
    contract_id: int
    council_id: int | None


def keep_open(connection: Connection, kept: Kept, wanted: Mapping[str, Facts], closing: Closing) -> None:
    """Have exactly these problems open, by subject, but for those that a person closed; close the others.

    They are read and written together: of a year there are hundreds.
    """
    now = {key(subject): said(kept.kind, facts) for subject, facts in wanted.items()}
    opened, dealt_with = _open(connection, kept), _dealt_with(connection, kept) if now else set()
    gone = [{"its_id": opened[subject]} for subject in sorted(opened.keys() - now.keys())]
    known = [
        {"its_id": opened[subject], **text}
        for subject, text in now.items()
        if subject in opened and subject not in dealt_with
    ]
    new = [
        {**vars(kept), "subject": subject, "opened_at": closing.at, **text}
        for subject, text in now.items()
        if subject not in opened and subject not in dealt_with
    ]
    if gone:
        connection.execute(_ITS.values(closing.told()), gone)
    if known:
        connection.execute(_ITS, known)
    if new:
        connection.execute(insert(problems), new)


_ITS = update(problems).where(problems.c.id == bindparam("its_id"))


def _open(connection: Connection, kept: Kept) -> dict[str, int]:
    query = select(problems.c.subject, problems.c.id).where(_all(kept), problems.c.closed_at.is_(None))
    return {row.subject: row.id for row in connection.execute(query)}


def _dealt_with(connection: Connection, kept: Kept) -> set[str]:
    """What a person closed before: what they decided is not asked again."""
    query = select(problems.c.subject).where(_all(kept), problems.c.closed_by != PAYCARDS)
    return set(connection.execute(query).scalars())


def _all(kept: Kept) -> ColumnElement[bool]:
    return and_(problems.c.contract_id == kept.contract_id, problems.c.kind == kept.kind)
