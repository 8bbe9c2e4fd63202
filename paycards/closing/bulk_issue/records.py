"""A card batch in the database: begun once, its rows decided in parts, finished once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, Integer, Row, String, Table, Text, func, insert, select, update

from paycards.closing.bulk_issue.outcomes import WAITING
from paycards.closing.bulk_issue.planning import PlannedRow
from paycards.closing.office_list.reading import OfficeList
from paycards.errors import UsageError
from paycards.store import bulk, trail
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import card_batch_rows, card_batches
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

SAID = ("language", "large_print", "payments_a_year", "last_paid_on", "usual_amount_pence")


@dataclass(frozen=True)
class Batch:
    """A batch as it was begun."""

    id: int
    council_id: int
    office: str
    list_name: str
    sheet: str
    sha256: str
    row_count: int
    started_at: dt.datetime
    started_by: str
    finished_at: dt.datetime | None


@dataclass(frozen=True)
class Settled:
    """What became of a row that waited, or whose card was drawn."""

    row_no: int
    outcome: str
    message: str
    request_no: int | None


def find_batch(connection: Connection, council_id: int, sha256: str, sheet: str) -> Batch | None:
    """Return the batch of this list, if it was begun."""
    query = select(card_batches).where(
        card_batches.c.council_id == council_id,
        card_batches.c.sha256 == sha256,
        card_batches.c.sheet == sheet,
    )
    row = connection.execute(query).first()
    return None if row is None else Batch(**row._asdict())


def require_same_office(batch: Batch, office: str) -> None:
    """Raise UsageError when a list is given again for another office."""
    if office and office != batch.office:
        raise UsageError(
            f"This list was begun for the office {batch.office or 'that nobody named'}: give it so again."
        )


def begin_batch(
    connection: Connection,
    council_id: int,
    office_list: OfficeList,
    planned: Sequence[PlannedRow],
    *,
    office: str,
    at: dt.datetime,
    actor: str,
) -> Batch:
    """Write a list down with all its rows. The caller holds the council's lock."""
    values = {
        "council_id": council_id,
        "office": office,
        "list_name": office_list.name,
        "sheet": office_list.sheet,
        "sha256": office_list.sha256,
        "row_count": len(planned),
        "started_at": at,
        "started_by": actor,
        "finished_at": None,
    }
    statement = insert(card_batches).values(**values).returning(card_batches.c.id)
    batch = Batch(id=connection.execute(statement).scalar_one(), **values)  # type: ignore[arg-type]
    if planned:
        frame = _frame(office_list, planned)
        bulk.load(connection, card_batch_rows, frame, batch_id=batch.id, council_id=council_id)
    _tell(connection, batch, "cards.batch_begun", at=at, actor=actor)
    return batch


def _frame(office_list: OfficeList, planned: Sequence[PlannedRow]) -> pd.DataFrame:
    """Return the columns of `card_batch_rows`: what was decided beside what the list says."""
    import pandas as pd

    decided = pd.DataFrame(
        {
            "row_no": [row.row_no for row in planned],
            "outcome": [row.outcome for row in planned],
            "account_id": [row.account_id or None for row in planned],
            "message": [row.message for row in planned],
            "holder": [row.holder for row in planned],
            "additional": [int(row.additional) for row in planned],
        },
        dtype=object,
    )
    said = office_list.rows[list(SAID)].astype(object).reset_index(drop=True)
    together = pd.concat([decided, said], axis="columns")
    return together.where(together.notna(), None)


def waiting_rows(connection: Connection, batch: Batch, most: int) -> list[Row[tuple[object, ...]]]:
    """Return the first rows that wait."""
    query = (
        select(card_batch_rows)
        .where(card_batch_rows.c.batch_id == batch.id, card_batch_rows.c.outcome == WAITING)
        .order_by(card_batch_rows.c.row_no)
        .limit(most)
    )
    return list(connection.execute(query))


def settle(connection: Connection, batch: Batch, settled: Iterable[Settled]) -> None:
    """Write down what became of rows. The caller holds the council's lock."""
    import pandas as pd

    rows = [(each.row_no, each.outcome, each.message, each.request_no) for each in settled]
    if not rows:
        return
    columns = (
        Column("row_no", Integer, primary_key=True),
        Column("outcome", String),
        Column("message", Text),
        Column("request_no", Integer),
    )
    with temporary(connection, "settled_rows", *columns) as table:
        names = [column.name for column in columns]
        bulk.load(connection, table, pd.DataFrame(rows, columns=names, dtype=object))
        connection.execute(
            update(card_batch_rows)
            .where(card_batch_rows.c.batch_id == batch.id)
            .where(card_batch_rows.c.row_no.in_(select(table.c.row_no)))
            .values({name: _from(table, name) for name in names[1:]})
        )


def _from(table: Table, name: str) -> object:
    return (
        select(table.c[name])
        .where(table.c.row_no == card_batch_rows.c.row_no)
        .correlate(card_batch_rows)
        .scalar_subquery()
    )


def counts(connection: Connection, batch: Batch) -> dict[str, int]:
    """Return how many rows have which outcome."""
    query = (
        select(card_batch_rows.c.outcome, func.count())
        .where(card_batch_rows.c.batch_id == batch.id)
        .group_by(card_batch_rows.c.outcome)
        .order_by(card_batch_rows.c.outcome)
    )
    return dict(connection.execute(query).all())


def finish(connection: Connection, batch: Batch, *, at: dt.datetime, actor: str) -> None:
    """Write down that the files are in place; the first time counts. The caller holds the council's lock."""
    done = connection.execute(
        update(card_batches)
        .where(card_batches.c.id == batch.id, card_batches.c.finished_at.is_(None))
        .values(finished_at=at)
        .returning(card_batches.c.id)
    ).first()
    if done:
        _tell(connection, batch, "cards.batch_finished", at=at, actor=actor)


def watch_proofs(connection: Connection, batch: Batch, failed: int, *, at: dt.datetime, by: str) -> None:
    """Open a problem while cards of a batch have failed their proof, and close it when none has."""
    subject = f"card batch {batch.id}"
    if not failed:
        close_problem(connection, contract_id=None, kind="card_proof_failed", subject=subject, at=at, by=by)
        return
    open_problem(
        connection,
        council_id=batch.council_id,
        contract_id=None,
        kind="card_proof_failed",
        subject=subject,
        message=f"{failed} cards of the list {batch.list_name} were not released: bars did not read back",
        action="give the list again; if they fail again, look at the card template and the printer's dpi",
        at=at,
    )


def _tell(connection: Connection, batch: Batch, action: str, *, at: dt.datetime, actor: str) -> None:
    trail.record(
        connection,
        batch.council_id,
        at=at,
        actor=actor,
        action=action,
        subject=batch.list_name,
        after={
            "sha256": batch.sha256,
            "sheet": batch.sheet,
            "office": batch.office,
            "rows": counts(connection, batch),
        },
    )
