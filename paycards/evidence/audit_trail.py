"""The audit trail for whoever audits: its entries, and whether the chain holds."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from paycards.access.reading import Reading
from paycards.errors import Invalid
from paycards.store import trail
from paycards.store.anchors import Anchor, anchor_of
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.councils import councils

WHOLE_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Wanted:
    """Which entries: from an instant on, about one subject (a part is enough), of one act, by one person."""

    since: dt.datetime | None = None
    subject: str = ""
    action: str = ""
    actor: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an entry must fulfil."""
        column = audit_trail.c
        if self.since is not None:
            yield column.at >= self.since
        if self.subject:
            yield func.lower(column.subject).contains(self.subject.lower(), autoescape=True)
        if self.action:
            yield (column.action == self.action) | column.action.startswith(
                f"{self.action}.", autoescape=True
            )
        if self.actor:
            yield func.lower(column.actor) == self.actor.lower()


@dataclass(frozen=True)
class AuditEntry:
    """An entry of the trail. `before` and `after` are what the act said, as plain data."""

    council: str
    council_id: int
    number: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    previous_hash: str
    hash: str

    def as_dict(self) -> dict[str, object]:
        """The entry as plain data, `at` in the very form that its hash covers."""
        return asdict(self) | {"at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")}


@dataclass(frozen=True)
class FoundAnchor:
    """An anchor from paper, and the entry whose hash it is; `council` is empty where no chain has it."""

    hash: str
    council: str = ""
    number: int = 0
    at: dt.datetime | None = None
    entries_since: int = 0

    @property
    def found(self) -> bool:
        """Tell whether a chain has it."""
        return bool(self.council)


@dataclass(frozen=True)
class CheckedChain:
    """A council's chain, each hash worked out anew: its entries, the newest, and those that are wrong."""

    council: str
    entries: int
    newest: Anchor
    broken: list[int]


@dataclass
class CheckedTrail:
    """The chains of all councils, and the anchors that were looked for in them."""

    chains: list[CheckedChain] = field(default_factory=list)
    anchors: list[FoundAnchor] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Tell whether every chain is whole and has every anchor."""
        return not any(chain.broken for chain in self.chains) and all(each.found for each in self.anchors)


def audit_entries(seen: Reading, wanted: Wanted) -> list[AuditEntry]:
    """Return the entries that are wanted, council by council, oldest first."""
    return entries_where(seen, *wanted.conditions())


def entries_where(seen: Reading, *conditions: ColumnElement[bool]) -> list[AuditEntry]:
    """The same, by conditions on the table itself."""
    query = _entries(seen, *conditions).order_by(councils.c.code, audit_trail.c.number)
    return [_entry(row) for row in seen.connection.execute(query)]


def _entries(seen: Reading, *conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(audit_trail, councils.c.code.label("council"))
        .join(councils, councils.c.id == audit_trail.c.council_id)
        .where(seen.covers(audit_trail.c.council_id), *conditions)
    )


def newest_entries(seen: Reading, most: int, *conditions: ColumnElement[bool]) -> list[AuditEntry]:
    """Return the newest entries of one council that fulfil conditions, the newest first."""
    query = _entries(seen, *conditions).order_by(audit_trail.c.number.desc()).limit(most)
    return [_entry(row) for row in seen.connection.execute(query)]


def chain_from(seen: Reading, council_id: int, first: int) -> list[AuditEntry]:
    """Return a council's entries from a number on, in order."""
    column = audit_trail.c
    return entries_where(seen, column.council_id == council_id, column.number >= first)


def check_trail(seen: Reading, anchors: Sequence[str] = ()) -> CheckedTrail:
    """Work out every hash of every chain anew, and look for anchors. Raises Invalid for what is no hash."""
    left = {_whole(anchor): FoundAnchor(_whole(anchor)) for anchor in anchors}
    checked = CheckedTrail()
    for code, council_id in seen.councils.items():
        rows = trail.entries(seen.connection, council_id)
        broken = trail.broken_among(rows)
        newest = anchor_of(seen.connection, code, council_id)
        checked.chains.append(CheckedChain(code, len(rows), newest, broken))
        left |= _found(code, rows, set(broken), left.keys())
    checked.anchors = list(left.values())
    return checked


def _found(
    council: str, rows: Sequence[Row[Any]], broken: set[int], wanted: set[str] | Any
) -> dict[str, FoundAnchor]:
    """The anchors that a chain has; an entry whose hash is not its own is none."""
    return {
        row.hash: FoundAnchor(row.hash, council, row.number, row.at, len(rows) - place)
        for place, row in enumerate(rows, start=1)
        if row.hash in wanted and row.number not in broken
    }


def _whole(anchor: str) -> str:
    """An anchor as it is compared: people copy it from paper, with spaces or in capitals."""
    bare = "".join(anchor.split()).lower()
    if not WHOLE_HASH.fullmatch(bare):
        raise Invalid("anchor", f"{anchor!r} is no anchor: an anchor is a hash of 64 hexadecimal digits.")
    return bare


def _entry(row: Row[Any]) -> AuditEntry:
    said = {name: _said(row._mapping[name]) for name in ("before", "after")}
    values = {name: row._mapping[name] for name in AuditEntry.__dataclass_fields__}
    return AuditEntry(**values | said)


def _said(text: str) -> dict[str, Any]:
    """What an entry says; one that was damaged is shown as it stands."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {"unreadable": text}
