"""Ask for long work. While it waits or runs the same is not asked for twice: the second gets the first."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import insert, select

from paycards.store.step import Step
from paycards.store.tables.work import UNENDED, work

Arguments = Mapping[str, int | str | bool]  # ids, days and codes: never a name, a reference or a card number


def ask(step: Step, kind: str, arguments: Arguments) -> int:
    """Return the id of this work, asked for now or before.

    In the caller's step, so that what is asked for and what it is about are written together or not at all.
    `arguments` must name the council where the work is of one: works that are alike are told by them.
    """
    text = as_text(arguments)
    unended = select(work.c.id).where(
        work.c.kind == kind, work.c.arguments == text, work.c.state.in_(UNENDED)
    )
    found = step.connection.execute(unended).scalar()
    if found is not None:
        return int(found)
    values = _waiting(step) | {"kind": kind, "arguments": text}
    asked = int(step.connection.execute(insert(work).values(**values).returning(work.c.id)).scalar_one())
    step.record("work.asked", f"{kind} {asked}", after={"arguments": dict(arguments)})
    return asked


def as_text(arguments: Arguments) -> str:
    """The arguments as they are kept: works that are alike have the same text."""
    return json.dumps(dict(arguments), sort_keys=True, separators=(",", ":"))


def _waiting(step: Step) -> dict[str, object]:
    return {
        "council_id": step.council_id,
        "asked_at": step.at,
        "asked_by": step.actor,
        "state": "waiting",
        **dict.fromkeys(("attempt", "done", "total"), 0),
        **dict.fromkeys(("worker", "doing", "reason", "result"), ""),
    }
