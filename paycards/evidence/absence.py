"""The proof of a negative: no such payment came, and no file is missing that could have brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, select

from paycards.access.contracts import ContractRow
from paycards.evidence.covering import Coverage, coverage
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines


@dataclass(frozen=True)
class Sought:
    """A payment that somebody says was made: of which contract, between which days, and what else is known.

    What is empty or None is not asked for. `card_ends` are the last digits of the card.
    """

    contract: str
    first: dt.date
    last: dt.date
    outlet: str = ""
    amount_pence: int | None = None
    card_ends: str = ""
    receipt: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What a line must say to be such a payment."""
        yield lines.c.paid_on.between(self.first, self.last)
        if self.outlet:
            yield lines.c.outlet == self.outlet
        if self.amount_pence is not None:
            yield lines.c.amount_pence == self.amount_pence
        if self.card_ends:
            yield lines.c.card_number.endswith(self.card_ends, autoescape=True)
        if self.receipt:
            yield lines.c.receipt.contains(self.receipt, autoescape=True)


@dataclass(frozen=True)
class Looked:
    """A file that was looked through: what it holds, and how much of it is of that outlet and these days."""

    id: int
    name: str
    sha256: str
    size_bytes: int
    kind: str
    state: str
    day: dt.date
    series: str
    sequence: int | None
    position: int | None
    received_at: dt.datetime
    rows: int
    total_pence: int
    there: tuple[tuple[int, int], ...]  # each row of that outlet and these days, with its pence

    @property
    def rows_there(self) -> int:
        """How many of its rows are of that outlet and these days."""
        return len(self.there)

    @property
    def pence_there(self) -> int:
        """What these come to."""
        return sum(pence for _, pence in self.there)


@dataclass(frozen=True)
class Absence:
    """What was looked for and found: `found` are the rows, FILE:ROW, that are such payments."""

    sought: Sought
    until: dt.date
    delay_days: int
    files: tuple[Looked, ...]
    found: tuple[str, ...]
    obstacles: tuple[str, ...]

    @property
    def proved(self) -> bool:
        """Tell whether it is sure that there is no such payment."""
        return not self.found and not self.obstacles


def look_for(
    connection: Connection,
    contract: ContractRow,
    sought: Sought,
    now: dt.datetime,
    holidays: frozenset[dt.date],
) -> Absence:
    """Look for a payment in every file of a contract, and for files that are missing."""
    covered = coverage(connection, contract, (sought.first, sought.last), now, holidays)
    return Absence(
        sought=sought,
        until=covered.days.until,
        delay_days=covered.days.delay,
        files=tuple(_looked(connection, covered, sought)),
        found=tuple(_found(connection, contract, sought)),
        obstacles=covered.obstacles,
    )


def _found(connection: Connection, contract: ContractRow, sought: Sought) -> Iterator[str]:
    query = (
        select(files.c.name, lines.c.row_no)
        .join(files, files.c.id == lines.c.file_id)
        .where(lines.c.contract_id == contract.id, *sought.conditions())
        .order_by(lines.c.file_id, lines.c.row_no)
    )
    return (f"{name}:{row}" for name, row in connection.execute(query))


def _looked(connection: Connection, covered: Coverage, sought: Sought) -> Iterator[Looked]:
    for each in covered.files:
        record = each.record
        there = and_(
            lines.c.file_id == record.id,
            lines.c.paid_on.between(sought.first, sought.last),
            *([lines.c.outlet == sought.outlet] if sought.outlet else []),
        )
        query = select(lines.c.row_no, lines.c.amount_pence).where(there).order_by(lines.c.row_no)
        rows = tuple((row, int(pence)) for row, pence in connection.execute(query))
        said = {
            name: record._mapping[name] for name in Looked.__dataclass_fields__ if name in record._mapping
        }
        yield Looked(**said, day=each.day, rows=record.row_count, there=rows)
