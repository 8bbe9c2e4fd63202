"""Match and post what is imported: the payments of every file, then its reversals, then suspense again.

One transaction a file and step. Killed at any moment, the next run goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from paycards.access.visit import Visit
from paycards.channels import Decoded, read_file
from paycards.intake.learn_cards import learn_cards
from paycards.ledger.batches import Booking
from paycards.reconcile.payments.offsetting import place_reversals
from paycards.reconcile.payments.placing import place_payments, row_count
from paycards.reconcile.payments.retrying import retry_suspense
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


def reconcile(visit: Visit) -> Reconciled:
    """Decide everything that is imported and not decided yet. Safe to run again at any moment."""
    before = _newest_item(visit)
    _learn_late_cards(visit)
    waiting = list(_undecided(visit))
    for name, file_id, contract in waiting:
        visit.progress.tell(f"matching {name}")
        _decide_payments(visit, contract, file_id)
    for name, file_id, contract in waiting:
        visit.progress.tell(f"reversals of {name}")
        _decide_reversals(visit, contract, file_id)
    retried = sum(_retry(visit, contract) for contract in visit.installation.contracts.values())
    return Reconciled(len(waiting), _open_items_after(visit, before), retried)


def _undecided(visit: Visit) -> Iterator[tuple[str, int, ContractRow]]:
    query = (
        select(files.c.id, files.c.name, files.c.contract_id)
        .where(files.c.state == "accepted", files.c.decided_at.is_(None))
        .order_by(files.c.id)
    )
    with reading(visit.installation.engine) as connection:
        found = connection.execute(query).all()
    for file_id, name, contract_id in found:
        yield name, file_id, visit.installation.contract(contract_id)


def _decide_payments(visit: Visit, contract: ContractRow, file_id: int) -> None:
    with council_step(visit.installation.engine, contract.council_id) as connection:
        if not _has_batch(connection, file_id, "payments"):
            decide_payments(connection, contract, file_id, booking(visit), visit.visitor.name)


def decide_payments(
    connection: Connection, contract: ContractRow, file_id: int, when: Booking, actor: str
) -> None:
    """Place a file's payments in the caller's transaction; a file without reversals is decided with it."""
    placed = place_payments(connection, contract, file_id, when)
    if placed == row_count(connection, file_id) or not _has_reversals(connection, file_id):
        _mark_decided(connection, file_id, when)
    _note(connection, contract, "payments.decided", when, actor=actor, file_id=file_id)


def _has_reversals(connection: Connection, file_id: int) -> bool:
    reversal = select(lines.c.row_no).where(lines.c.file_id == file_id, lines.c.kind == "reversal")
    return connection.execute(reversal.limit(1)).first() is not None


def _decide_reversals(visit: Visit, contract: ContractRow, file_id: int) -> None:
    with council_step(visit.installation.engine, contract.council_id) as connection:
        decided_at = connection.execute(select(files.c.decided_at).where(files.c.id == file_id)).scalar_one()
        if decided_at is None:
            decide_reversals(connection, contract, file_id, booking(visit), visit.visitor.name)


def decide_reversals(
    connection: Connection, contract: ContractRow, file_id: int, when: Booking, actor: str
) -> None:
    """Place a file's reversals in the caller's transaction."""
    place_reversals(connection, contract, file_id, when)
    _mark_decided(connection, file_id, when)
    _note(connection, contract, "reversals.decided", when, actor=actor, file_id=file_id)


def _retry(visit: Visit, contract: ContractRow) -> int:
    with reading(visit.installation.engine) as connection:
        waits = select(suspense_items.c.id).where(
            suspense_items.c.council_id == contract.council_id,
            suspense_items.c.contract_id == contract.id,
            suspense_items.c.state == "open",
        )
        if connection.execute(waits.limit(1)).first() is None:
            return 0
    with council_step(visit.installation.engine, contract.council_id) as connection:
        return retry(connection, contract, booking(visit), visit.visitor.name)


def retry(connection: Connection, contract: ContractRow, when: Booking, actor: str) -> int:
    """Try a contract's suspense again in the caller's transaction; return how many items changed."""
    changed = retry_suspense(connection, contract, when)
    if changed:
        _note(connection, contract, "suspense.retried", when, actor=actor)
    return changed


def booking(visit: Visit) -> Booking:
    """Book on the local day of this run."""
    return Booking(booked_on=visit.today, at=visit.now)


def _mark_decided(connection: Connection, file_id: int, when: Booking) -> None:
    """Settle the file; the database refuses unless every line and penny of it is accounted for."""
    connection.execute(
        update(files).where(files.c.id == file_id, files.c.decided_at.is_(None)).values(decided_at=when.at)
    )


def _note(
    connection: Connection,
    contract: ContractRow,
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
        contract.council_id,
        at=when.at,
        actor=actor,
        action=action,
        subject=contract.terms.code,
        after={
            "file_id": file_id,
            "booked_on": when.booked_on,
            "reference_prefix": contract.terms.reference_prefix,
            "fund_patterns": contract.terms.fund_patterns,
            **(read_by or {}),
        },
    )


def _has_batch(connection: Connection, file_id: int, kind: str) -> bool:
    query = select(batches.c.id).where(batches.c.file_id == file_id, batches.c.kind == kind)
    return connection.execute(query).first() is not None


def _learn_late_cards(visit: Visit) -> None:
    """Read cross references again whose references named no account before."""
    for contract in visit.installation.contracts.values():
        with reading(visit.installation.engine) as connection:
            unlearned = connection.execute(
                select(files.c.id, files.c.name, files.c.sha256)
                .join(
                    problems,
                    (problems.c.contract_id == files.c.contract_id) & (problems.c.subject == files.c.name),
                )
                .where(
                    files.c.contract_id == contract.id,
                    files.c.state == "accepted",
                    problems.c.kind == "unlearned_card",
                    problems.c.closed_at.is_(None),
                )
            ).all()
        for file_id, name, sha256 in unlearned:
            decoded = read_file(
                name,
                visit.installation.archive.read(sha256),
                visit.installation.layouts.for_channel(contract.terms.channel),
                reference_prefix=contract.terms.reference_prefix,
            )
            visit.installation.keep_layout(decoded.layout)
            with council_step(visit.installation.engine, contract.council_id) as connection:
                learn_late(
                    connection,
                    contract,
                    file_id,
                    name,
                    decoded,
                    when=booking(visit),
                    actor=visit.visitor.name,
                )


def learn_late(
    connection: Connection,
    contract: ContractRow,
    file_id: int,
    name: str,
    decoded: Decoded,
    *,
    when: Booking,
    actor: str,
) -> None:
    """Learn the cards of a cross reference once more, in the caller's transaction."""
    if learn_cards(connection, contract, file_id, name, decoded, at=when.at, actor=actor):
        read_by = {"layout": decoded.layout, "layout_sha256": decoded.layout_sha256}
        _note(connection, contract, "cards.learned", when, actor=actor, file_id=file_id, read_by=read_by)


def _newest_item(visit: Visit) -> int:
    with reading(visit.installation.engine) as connection:
        return int(connection.execute(select(func.coalesce(func.max(suspense_items.c.id), 0))).scalar_one())


def _open_items_after(visit: Visit, item_id: int) -> int:
    with reading(visit.installation.engine) as connection:
        return connection.execute(
            select(func.count()).where(suspense_items.c.id > item_id, suspense_items.c.state == "open")
        ).scalar_one()
