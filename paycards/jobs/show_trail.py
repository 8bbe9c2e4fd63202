"""Show the audit trail of a council page by page, the newest first: to each as much as their role may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from paycards.access.permission import SEES_ACTS, Permission
from paycards.access.visit import Visit
from paycards.evidence.audit_trail import AuditEntry, newest_entries
from paycards.money import told
from paycards.store.tables.audit import audit_trail

MOST = 50
MOST_ROWS = 8  # of a list within an entry
ABOUT_THE_SYSTEM = ("file.", "people.", "person.", "staff.", "work.", "layout.", "settings.", "cards.batch")


@dataclass(frozen=True)
class TrailEntry:
    """One entry. Subject and details are empty where this visitor may not see what it is about."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    details: tuple[str, ...]
    anchor: str


@dataclass(frozen=True)
class TrailPage:
    """A page of a council's trail; `older` is the number to go on before, None where there is nothing older.

    `councils` are those whose trail the visitor may open.
    """

    council: str
    councils: tuple[str, ...]
    entries: tuple[TrailEntry, ...]
    total: int
    older: int | None
    is_older: bool  # than the newest page
    only_own: bool
    with_details: bool
    as_at: dt.datetime


def show_trail(visit: Visit, council: str = "", before: int = 0) -> TrailPage:
    """Return entries before a number, or the newest, of a council, or of the first. Raises NotFound."""
    rights = visit.visitor.permissions
    with visit.reading(may=SEES_ACTS) as seen:
        code = council or min(seen.councils)
        of_council = audit_trail.c.council_id == seen.council(code)
        only_own = Permission.SEE_TRAIL not in rights
        shown: list[ColumnElement[bool]] = [of_council]
        shown += [audit_trail.c.actor == visit.visitor.name] if only_own else []
        total = seen.connection.execute(select(func.count()).where(*shown)).scalar_one()
        older = [audit_trail.c.number < before] if before else []
        entries = newest_entries(seen, MOST + 1, *shown, *older)
    with_details = only_own or Permission.SEE_MONEY in rights
    return TrailPage(
        council=code,
        councils=tuple(sorted(seen.councils)),
        entries=tuple(_shown(each, with_details=with_details) for each in entries[:MOST]),
        total=total,
        older=entries[MOST - 1].number if len(entries) > MOST else None,
        is_older=before > 0,
        only_own=only_own,
        with_details=with_details,
        as_at=visit.now,
    )


def _shown(entry: AuditEntry, *, with_details: bool) -> TrailEntry:
    is_plain = entry.action.startswith(ABOUT_THE_SYSTEM)
    return TrailEntry(
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject if with_details or is_plain else "",
        details=tuple(_details(entry)) if with_details else (),
        anchor=entry.hash[:12],
    )


def _details(entry: AuditEntry) -> Iterator[str]:
    """What was said, in a line for each thing."""
    if entry.before:
        yield from (f"Before: {line}" for line in _lines(entry.before))
        yield from (f"After: {line}" for line in _lines(entry.after))
    else:
        yield from _lines(entry.after)


def _lines(said: Mapping[str, object]) -> Iterator[str]:
    for name, value in said.items():
        rows = value if isinstance(value, list) and value and isinstance(value[0], Mapping) else [value]
        for row in rows[:MOST_ROWS]:
            yield f"{_named(name)}: {_worded(name, row)}"
        if len(rows) > MOST_ROWS:
            yield f"{_named(name)}: and {len(rows) - MOST_ROWS:,} more"


def _named(name: str) -> str:
    return name.removesuffix("_pence").replace("_", " ")


def _worded(name: str, value: object) -> str:
    """A value in words; within it each thing with its name."""
    if name.endswith("pence") and isinstance(value, int):
        return told(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{_named(key)} {_worded(key, each)}" for key, each in value.items())
    if isinstance(value, list):
        more = f" and {len(value) - MOST_ROWS:,} more" if len(value) > MOST_ROWS else ""
        return ", ".join(_worded(name, each) for each in value[:MOST_ROWS]) + more or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == "" else str(value)
