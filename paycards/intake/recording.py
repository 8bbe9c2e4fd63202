"""The record of a file: what came, what was read of it, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, update

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.store.plain_text import key
from paycards.store.step import Step
from paycards.store.tables.files import files

WAITING = ("quarantined", "held")  # states in which a file waits for a person


@dataclass(frozen=True)
class Received:
    """A file as it came, before anything is known of what is in it.

    `again`: a held one, too, is evaluated anew. `read_by` says by what it was read (`reads_by`).
    """

    name: str
    sha256: str
    size_bytes: int
    in_hand: bool = False  # no drop says whose it is
    again: bool = False
    read_by: str = ""

    def record_among(
        self, contract: ContractRow | None, records: Mapping[tuple[int, str, str], Row[Any]]
    ) -> Row[Any] | None:
        """Its own record; that of one in hand may stand where nobody knew whose it was."""
        own = records.get((contract.id if contract else 0, self.name, self.sha256))
        return own or (records.get((0, self.name, self.sha256)) if self.in_hand else None)


@dataclass(frozen=True)
class FileEntry:
    """What is to be written down of a file; `known_id` is its record where it has one already.

    `decoded` is None where it could not be read: then `sequence` is what its name says.
    """

    received: Received
    contract: ContractRow | None
    state: str
    reason: str = ""
    decoded: Decoded | None = None
    position: int | None = None
    sequence: int | None = None
    known_id: int | None = None


def name_to_keep(name: str) -> str:
    """The name under which a file is recorded: its own, unless no database or screen could bear it."""
    return key(name) or "(no name)"


_NEW = insert(files).returning(files.c.id)


def record_file(step: Step, entry: FileEntry) -> int:
    """Write, or bring up to date, the record of a file; return its id."""
    values = _identity(entry) | _content(entry)
    decoded = entry.decoded
    if entry.state == "accepted" and decoded and decoded.kind != "payments":
        values["decided_at"] = step.at  # there is no money in it to place
    if entry.known_id is None:
        return int(step.connection.execute(_NEW, values | {"received_at": step.at}).scalar_one())
    step.connection.execute(update(files).where(files.c.id == entry.known_id).values(**values))
    return entry.known_id


def _identity(entry: FileEntry) -> dict[str, Any]:
    return {
        "council_id": entry.contract.council_id if entry.contract else None,
        "contract_id": entry.contract.id if entry.contract else None,
        "name": entry.received.name,
        "sha256": entry.received.sha256,
        "size_bytes": entry.received.size_bytes,
        "position": entry.position,
        "state": entry.state,
        "reason": entry.reason,
        "read_by": entry.received.read_by if entry.state in WAITING else "",
    }


def _content(entry: FileEntry) -> dict[str, Any]:
    decoded = entry.decoded
    if decoded is None:
        nothing = {"layout": "", "kind": "", "series": "", "created_on": None}
        return nothing | {"sequence": entry.sequence, "row_count": 0, "total_pence": 0}
    return {
        "layout": decoded.layout,
        "kind": decoded.kind,
        "series": decoded.series,
        "sequence": decoded.sequence,
        "created_on": date_of(decoded.created_on),
        "row_count": decoded.rows,
        "total_pence": decoded.total_pence,
    }


def date_of(text: str) -> dt.date | None:
    """Return an ISO date, or None where a file names none."""
    return dt.date.fromisoformat(text) if text else None
