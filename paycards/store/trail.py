"""The audit trail: who did what, when, before and after, each entry chained to the one before.

hash = SHA-256 of the previous entry's hash and this entry's own text; one chain for each council.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, type_coerce

from paycards.store.tables.audit import audit_trail
from paycards.store.tables.base import AnyInstant

FIRST = "0" * 64
CLOCK = "clock"  # in `after`: what the clock said, where it was behind the last entry


@dataclass(frozen=True)
class Act:
    """What somebody did: to what, and what it was before and after, as plain data for JSON."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


_LAST = (
    select(audit_trail.c.number, audit_trail.c.at, audit_trail.c.hash)
    .where(audit_trail.c.council_id == bindparam("of_council"))
    .order_by(audit_trail.c.number.desc())
    .limit(1)
)
_APPEND = insert(audit_trail)


def append(connection: Connection, council_id: int, act: Act) -> None:
    """Append an entry. The caller holds the council, so that the chain cannot fork.

    Time never runs backwards in the trail: where the clock is behind the last entry, the entry has that
    one's instant, and what the clock said stands in `after` as `clock`.
    """
    last = connection.execute(_LAST, {"of_council": council_id}).first()
    if last and act.at < last.at:
        told = {**act.after, CLOCK: act.at.astimezone(dt.UTC).isoformat()}
        act = replace(act, at=last.at, after=told)
    entry = {
        "council_id": council_id,
        "number": last.number + 1 if last else 1,
        "at": act.at,
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "before": _text(act.before),
        "after": _text(act.after),
        "previous_hash": last.hash if last else FIRST,
    }
    connection.execute(_APPEND, entry | {"hash": entry_hash(entry)})


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Return the hash of an entry, from its other fields."""
    at = entry["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    names = ("previous_hash", "council_id", "number", "actor", "action", "subject", "before", "after")
    text = _text({"at": at} | {name: entry[name] for name in names})
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(connection: Connection, council_id: int) -> list[int]:
    """Return the numbers of the entries whose hash or chain is wrong; empty when the trail is whole."""
    return broken_among(entries(connection, council_id))


def broken_among(whole: Iterable[Row[Any]]) -> list[int]:
    """The same, of a whole trail that was read, in order."""
    broken, previous, number = [], FIRST, 0
    for entry in whole:
        number += 1
        if (
            entry.number != number
            or entry.previous_hash != previous
            or entry.at is None
            or entry.hash != entry_hash(entry._asdict())
        ):
            broken.append(entry.number)
        previous, number = entry.hash, entry.number
    return broken


def entries(connection: Connection, council_id: int, after: int = 0) -> list[Row[Any]]:
    """Return a council's entries in order, those after a number; `at` is None where it is no instant."""
    return rows(connection, audit_trail.c.council_id == council_id, audit_trail.c.number > after)


_AT = type_coerce(audit_trail.c.at, AnyInstant).label("at")
_COLUMNS = tuple(_AT if column.name == "at" else column for column in audit_trail.c)


def rows(connection: Connection, *which: ColumnElement[bool]) -> list[Row[Any]]:
    """Return the entries of which all this holds, by council and number, as `entries` does."""
    query = select(*_COLUMNS).where(*which).order_by(audit_trail.c.council_id, audit_trail.c.number)
    return list(connection.execute(query))


def newest(connection: Connection, council_id: int) -> Row[Any] | None:
    """Return a council's newest entry, or None before the first."""
    query = select(*_COLUMNS).where(audit_trail.c.council_id == council_id)
    return connection.execute(query.order_by(audit_trail.c.number.desc()).limit(1)).first()


def length(connection: Connection, council_id: int) -> int:
    """Return how many entries a council's trail has."""
    query = select(func.count()).where(audit_trail.c.council_id == council_id)
    return connection.execute(query).scalar_one()


def _text(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
