"""What is known of the files that came: all of them in a list, or one with everything about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, Row, Select, cast, func, or_, select

from paycards.access.reading import Reading
from paycards.errors import Invalid, NotFound
from paycards.store.plain_text import key
from paycards.store.problems import file_subject
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines

if TYPE_CHECKING:
    from paycards.intake.waiting import FileSays, OtherFile, OtherText
    from paycards.reconcile.bank.beside import BankFileSays

STATES = ("accepted", "quarantined", "held", "repeat")
WAITING = ("quarantined", "held")  # for a decision


@dataclass(frozen=True)
class FileRow:
    """A file as it stands; `council` and `contract` are empty where it belongs to none."""

    id: int
    council: str
    contract: str
    name: str
    sequence: int | None
    state: str
    rejected: bool
    rows: int
    total_pence: int
    reason: str
    received_at: dt.datetime


@dataclass(frozen=True)
class FileProblem:
    """A problem that a file has or had; open while `closed_at` is None."""

    id: int
    kind: str
    message: str
    action: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str | None
    note: str | None


@dataclass(frozen=True)
class FileDetails:
    """Everything known of a file. `lines` holds count and pence by state; `bytes_at` its kept bytes.

    A file that waits for a decision has what it `says`, not proved; a held one what it stands `beside`.
    A file of the `bank` has both there.
    """

    file: FileRow
    layout: str
    kind: str
    position: int | None
    created_on: dt.date | None
    decided_at: dt.datetime | None
    size_bytes: int
    sha256: str
    bytes_at: Path
    lines: dict[str, tuple[int, int]]
    problems: tuple[FileProblem, ...]
    says: FileSays | None = None
    beside: OtherFile | None = None
    beside_text: OtherText | None = None
    bank: BankFileSays | None = None


def list_rows(seen: Reading, state: str | None = None) -> list[FileRow]:
    """Return the files in the order in which they came. Raises NotFound for an unknown state."""
    query = _FILES.where(seen.covers(files.c.council_id)).order_by(files.c.id)
    if state is not None:
        if state not in STATES:
            raise NotFound("state", state, choices=STATES)
        query = query.where(files.c.state == state)
    return [_as_row(found) for found in seen.connection.execute(query)]


def details_of(connection: Connection, record: Row[Any], bytes_at: Path) -> FileDetails:
    """Return everything known of a file that `find_file` found."""
    return FileDetails(
        file=listed(connection, record.id),
        layout=record.layout,
        kind=record.kind,
        position=record.position,
        created_on=record.created_on,
        decided_at=record.decided_at,
        size_bytes=record.size_bytes,
        sha256=record.sha256,
        bytes_at=bytes_at,
        lines=line_states(connection, record.id),
        problems=_problems_of(connection, record),
    )


def find_file(seen: Reading, which: str) -> Row[Any]:
    """Return the record of a file by its id, or by its name if only one bears it.

    Raises NotFound for an unknown file, Invalid where several bear the name.
    """
    named = files.c.name == key(which)  # as names are kept
    if re.fullmatch("[0-9]{1,18}", which):
        named = or_(named, files.c.id == int(which))
    query = select(files).where(named, seen.covers(files.c.council_id)).order_by(files.c.id)
    found = seen.connection.execute(query).all()
    if not found:
        raise NotFound("file", which)
    if len(found) > 1:
        ids = ", ".join(str(record.id) for record in found)
        raise Invalid("file", f"More than one file is named {which}: say which by its id, {ids}.")
    return found[0]


def record_of(step: Step, file_id: int) -> Row[Any]:
    """Return the record of a file that was found before, as it stands in this step."""
    return step.connection.execute(select(files).where(files.c.id == file_id)).one()


def listed(connection: Connection, file_id: int) -> FileRow:
    """Return one file as the list shows it."""
    return _as_row(connection.execute(_FILES.where(files.c.id == file_id)).one())


def same_contract(table: FromClause, contract_id: int | None) -> ColumnElement[bool]:
    """Tell whether a row is of this contract, or, where there is none, of none."""
    return table.c.contract_id.is_not_distinct_from(contract_id)


_FILES: Select[Any] = (
    select(
        files.c.id,
        func.coalesce(councils.c.code, "").label("council"),
        func.coalesce(contracts.c.code, "").label("contract"),
        files.c.name,
        files.c.sequence,
        files.c.state,
        files.c.rejected,
        files.c.row_count.label("rows"),
        files.c.total_pence,
        files.c.reason,
        files.c.received_at,
    )
    .outerjoin(contracts, contracts.c.id == files.c.contract_id)
    .outerjoin(councils, councils.c.id == files.c.council_id)
)


def _as_row(found: Row[Any]) -> FileRow:
    return FileRow(**{**found._mapping, "rejected": bool(found.rejected)})


def line_states(connection: Connection, file_id: int) -> dict[str, tuple[int, int]]:
    """Return count and pence of a file's lines by the state in which they stand now."""
    from paycards.ledger.line_states import LINE_STATES

    line = LINE_STATES.where(lines.c.file_id == file_id).subquery("line")
    pence = cast(func.sum(line.c.amount_pence), BigInteger)
    query = select(line.c.state, func.count(), pence).group_by(line.c.state).order_by(line.c.state)
    with _joined_whole(connection):
        return {state: (count, total) for state, count, total in connection.execute(query)}


@contextmanager
def _joined_whole(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL join all rows of a file at once: before it looked at them, it takes them for a few."""
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
    yield
    if is_postgresql:
        connection.exec_driver_sql("SET LOCAL enable_nestloop = on")


def _problems_of(connection: Connection, record: Row[Any]) -> tuple[FileProblem, ...]:
    """Find the problems about a file, whether their subject is its name or its name and bytes."""
    about = or_(
        problems.c.subject == record.name,
        problems.c.subject == file_subject(record.name, record.sha256),
    )
    columns = [problems.c[name] for name in FileProblem.__dataclass_fields__]
    query = select(*columns).where(same_contract(problems, record.contract_id), about).order_by(problems.c.id)
    return tuple(FileProblem(**found._mapping) for found in connection.execute(query))
