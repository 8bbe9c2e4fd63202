"""Match and post what is imported: the payments of every file, then its reversals, then suspense again.

One transaction a file and step. Killed at any moment, the next run goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from paycards.channels import Decoded, read_file
from paycards.jobs.context import Context
from paycards.jobs.files.learn_cards import learn_cards
from paycards.ledger.batches import Booking
from paycards.reconcile.offsetting import place_reversals
from paycards.reconcile.placing import place_payments, row_count
from paycards.reconcile.retrying import retry_suspense
from paycards.store import trail
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.tables import batches, files, lines, problems, suspense_items


@dataclass(frozen=True)
class Reconciled:
    """What a run did: files decided, suspense items that are new and still open, items placed or changed."""

    files: int
    new_suspense: int
    retried: int


def reconcile(context: Context) -> Reconciled:
    """Decide everything that is imported and not decided yet. Safe to run again at any moment."""
    before = _newest_item(context)
    _learn_late_cards(context)
    waiting = list(_undecided(context))
    for name, file_id, row in waiting:
        context.tell(f"matching {name}")
        _decide_payments(context, row, file_id)
    for name, file_id, row in waiting:
        context.tell(f"reversals of {name}")
        _decide_reversals(context, row, file_id)
    retried = sum(_retry(context, row) for row in context.contracts.values())
    return Reconciled(len(waiting), _open_items_after(context, before), retried)


def _undecided(context: Context) -> Iterator[tuple[str, int, ContractRow]]:
    query = (
        select(files.c.id, files.c.name, files.c.contract_id)
        .where(files.c.state == "accepted", files.c.decided_at.is_(None))
        .order_by(files.c.id)
    )
    with reading(context.engine) as connection:
        found = connection.execute(query).all()
    for file_id, name, contract_id in found:
        yield name, file_id, context.contract(contract_id)


def _decide_payments(context: Context, row: ContractRow, file_id: int) -> None:
    with council_step(context.engine, row.council_id) as connection:
        if not _has_batch(connection, file_id, "payments"):
            decide_payments(connection, row, file_id, booking(context), context.actor)


def decide_payments(
    connection: Connection, row: ContractRow, file_id: int, when: Booking, actor: str
) -> None:
    """Place a file's payments in the caller's transaction; a file without reversals is decided with it."""
    placed = place_payments(connection, row, file_id, when)
    if placed == row_count(connection, file_id) or not _has_reversals(connection, file_id):
        _mark_decided(connection, file_id, when)
    _note(connection, row, "payments.decided", when, actor=actor, file_id=file_id)


def _has_reversals(connection: Connection, file_id: int) -> bool:
    reversal = select(lines.c.row_no).where(lines.c.file_id == file_id, lines.c.kind == "reversal")
    return connection.execute(reversal.limit(1)).first() is not None


def _decide_reversals(context: Context, row: ContractRow, file_id: int) -> None:
    with council_step(context.engine, row.council_id) as connection:
        decided_at = connection.execute(select(files.c.decided_at).where(files.c.id == file_id)).scalar_one()
        if decided_at is None:
            decide_reversals(connection, row, file_id, booking(context), context.actor)


def decide_reversals(
    connection: Connection, row: ContractRow, file_id: int, when: Booking, actor: str
) -> None:
    """Place a file's reversals in the caller's transaction."""
    place_reversals(connection, row, file_id, when)
    _mark_decided(connection, file_id, when)
    _note(connection, row, "reversals.decided", when, actor=actor, file_id=file_id)


def _retry(context: Context, row: ContractRow) -> int:
    with reading(context.engine) as connection:
        waits = select(suspense_items.c.id).where(
            suspense_items.c.council_id == row.council_id,
            suspense_items.c.contract_id == row.id,
            suspense_items.c.state == "open",
        )
        if connection.execute(waits.limit(1)).first() is None:
            return 0
    with council_step(context.engine, row.council_id) as connection:
        return retry(connection, row, booking(context), context.actor)


def retry(connection: Connection, row: ContractRow, when: Booking, actor: str) -> int:
    """Try a contract's suspense again in the caller's transaction; return how many items changed."""
    changed = retry_suspense(connection, row, when)
    if changed:
        _note(connection, row, "suspense.retried", when, actor=actor)
    return changed


def booking(context: Context) -> Booking:
    """Book on the local day of this run."""
    return Booking(booked_on=context.today, at=context.now)


def _mark_decided(connection: Connection, file_id: int, when: Booking) -> None:
    """Settle the file; the database refuses unless every line and penny of it is accounted for."""
    connection.execute(
        update(files).where(files.c.id == file_id, files.c.decided_at.is_(None)).values(decided_at=when.at)
    )


def _note(
    connection: Connection,
    row: ContractRow,
    action: str,
    when: Booking,
    *,
    actor: str,
    file_id: int | None = None,
    read_by: Mapping[str, str] | None = None,
) -> None:
    """Write the step down with all that it depended on besides the database, so that it can be replayed."""
    trail.record(
        connection,
        row.council_id,
        at=when.at,
        actor=actor,
        action=action,
        subject=row.contract.code,
        after={
            "file_id": file_id,
            "booked_on": when.booked_on,
            "reference_prefix": row.contract.reference_prefix,
            "fund_patterns": row.contract.fund_patterns,
            **(read_by or {}),
        },
    )


def _has_batch(connection: Connection, file_id: int, kind: str) -> bool:
    query = select(batches.c.id).where(batches.c.file_id == file_id, batches.c.kind == kind)
    return connection.execute(query).first() is not None


def _learn_late_cards(context: Context) -> None:
    """Read cross references again whose references named no account before."""
    for row in context.contracts.values():
        with reading(context.engine) as connection:
            unlearned = connection.execute(
                select(files.c.id, files.c.name, files.c.sha256)
                .join(
                    problems,
                    (problems.c.contract_id == files.c.contract_id) & (problems.c.subject == files.c.name),
                )
                .where(
                    files.c.contract_id == row.id,
                    files.c.state == "accepted",
                    problems.c.kind == "unlearned_card",
                    problems.c.closed_at.is_(None),
                )
            ).all()
        for file_id, name, sha256 in unlearned:
            decoded = read_file(
                name,
                context.archive.read(sha256),
                context.layouts.for_channel(row.contract.channel),
                reference_prefix=row.contract.reference_prefix,
            )
            context.keep_layout(decoded.layout)
            with council_step(context.engine, row.council_id) as connection:
                learn_late(
                    connection, row, file_id, name, decoded, when=booking(context), actor=context.actor
                )


def learn_late(
    connection: Connection,
    row: ContractRow,
    file_id: int,
    name: str,
    decoded: Decoded,
    *,
    when: Booking,
    actor: str,
) -> None:
    """Learn the cards of a cross reference once more, in the caller's transaction."""
    if learn_cards(connection, row, file_id, name, decoded, at=when.at, actor=actor):
        read_by = {"layout": decoded.layout, "layout_sha256": decoded.layout_sha256}
        _note(connection, row, "cards.learned", when, actor=actor, file_id=file_id, read_by=read_by)


def _newest_item(context: Context) -> int:
    with reading(context.engine) as connection:
        return int(connection.execute(select(func.coalesce(func.max(suspense_items.c.id), 0))).scalar_one())


def _open_items_after(context: Context, item_id: int) -> int:
    with reading(context.engine) as connection:
        return connection.execute(
            select(func.count()).where(suspense_items.c.id > item_id, suspense_items.c.state == "open")
        ).scalar_one()
