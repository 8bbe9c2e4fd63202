"""Whether each open problem says what its kind says of its facts: no screen shows anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.reading import Reading
from paycards.store.problems import said
from paycards.store.tables.audit import problems
from paycards.store.tables.base import instant_of
from paycards.store.tables.councils import councils
from paycards.verify.check import as_text
from paycards.verify.findings import Difference
from paycards.verify.trail_entry import UNREADABLE


def wrong_problems(seen: Reading) -> Iterator[Difference]:
    """Give each open problem whose texts are not those of its facts, or that was opened at no instant."""
    for row in _open(seen.connection, seen):
        wrong = _wrong(row)
        if wrong:
            about = f"problem {row.id}, {row.kind} {row.subject}"
            yield Difference("open problem", row.council or "", *wrong, about=about)


def _open(connection: Connection, seen: Reading) -> list[Row[Any]]:
    opened_at = as_text(problems.c.opened_at, "opened_at")
    told = (problems.c.id, problems.c.kind, problems.c.subject, problems.c.message, problems.c.action)
    query = (
        select(*told, problems.c.facts, opened_at, councils.c.code.label("council"))
        .outerjoin(councils, councils.c.id == problems.c.council_id)
        .where(problems.c.closed_at.is_(None), seen.covers(problems.c.council_id))
    )
    return list(connection.execute(query.order_by(problems.c.id)))


def _wrong(row: Row[Any]) -> tuple[str, str] | None:
    if instant_of(row.opened_at) is None:
        return f"opened at {row.opened_at}", "an instant"
    try:
        due = said(row.kind, json.loads(row.facts))
    except UNREADABLE:
        return "facts of which its kind says nothing", "the facts of its kind"
    differ = [name for name in ("message", "action") if getattr(row, name) != due[name]]
    if not differ:
        return None
    return f"another {' and '.join(differ)}", "; ".join(due[name] for name in differ)
