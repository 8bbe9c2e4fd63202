"""Notes on a suspense item, and who is to see to it: written down for whoever comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.suspense import suspense_items, suspense_notes

COLUMNS = ("number", "written_by", "written_at", "note", "assigned_to", "due_on")


@dataclass(frozen=True)
class Note:
    """A note; `assigned_to` is None where it assigns the item to nobody new, and empty where it frees it."""

    number: int
    written_by: str
    written_at: dt.datetime
    note: str
    assigned_to: str | None
    due_on: dt.date | None


@dataclass(frozen=True)
class Owner:
    """Who is to see to an item, and by when; no `name`: nobody."""

    name: str = ""
    due_on: dt.date | None = None


def notes_on(connection: Connection, file_id: int, row_no: int) -> list[Note]:
    """Return the notes on an item, oldest first."""
    query = (
        select(*(suspense_notes.c[name] for name in COLUMNS))
        .where(suspense_notes.c.file_id == file_id, suspense_notes.c.row_no == row_no)
        .order_by(suspense_notes.c.number)
    )
    return [Note(**row._mapping) for row in connection.execute(query)]


def owner_of(notes: list[Note]) -> Owner:
    """Whom the last assignment among the notes names."""
    last = next((note for note in reversed(notes) if note.assigned_to is not None), None)
    return Owner(last.assigned_to or "", last.due_on) if last else Owner()


def write_note(step: Step, item: Row[Any], note: str) -> None:
    """Add a note to an item, open or not."""
    _insert(step, item, note)
    step.record("suspense.noted", f"{item.name}:{item.row_no}", after=_place(item) | {"note": note})


def assign(step: Step, item: Row[Any], owner: Owner, note: str) -> None:
    """Say who is to see to an open item. While somebody is, the night does not try it."""
    _insert(step, item, note, assigned_to=owner.name, due_on=owner.due_on)
    taken = update(suspense_items).where(suspense_items.c.id == item.id).values(taken_by=owner.name or None)
    step.connection.execute(taken)
    step.record(
        "suspense.assigned",
        f"{item.name}:{item.row_no}",
        before={"to": item.taken_by or ""},
        after=_place(item) | {"to": owner.name, "due_on": owner.due_on, "note": note},
    )


def _insert(step: Step, item: Row[Any], note: str, **assigned: object) -> None:
    its = (suspense_notes.c.file_id == item.file_id) & (suspense_notes.c.row_no == item.row_no)
    next_number = select(func.coalesce(func.max(suspense_notes.c.number), 0) + 1).where(its)
    new = insert(suspense_notes).values(
        file_id=item.file_id,
        row_no=item.row_no,
        number=step.connection.execute(next_number).scalar_one(),
        council_id=step.owner,
        written_by=plain(step.actor),
        written_at=step.at,
        note=plain(note),
        **assigned,
    )
    step.connection.execute(new)


def _place(item: Row[Any]) -> dict[str, object]:
    return {"file_id": item.file_id, "row_no": item.row_no}
