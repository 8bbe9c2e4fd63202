"""Decide what is imported, file by file: its payments, its reversals, and suspense tried again.

Each act writes down all that it depended on besides the database, so that it can be replayed.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from paycards.access.contracts import ContractRow
from paycards.ledger.payments_by_account import note_unlisted
from paycards.reconcile.payments.noting import note
from paycards.reconcile.payments.offsetting import place_reversals
from paycards.reconcile.payments.placing import OF_FILE, place_payments, standing_of
from paycards.reconcile.payments.retrying import retry_suspense
from paycards.store.step import Step
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines

_DECIDED = (
    update(files)
    .where(files.c.id == OF_FILE, files.c.decided_at.is_(None))
    .values(decided_at=bindparam("now", type_=files.c.decided_at.type))
)


def decide_payments(step: Step, contract: ContractRow, file_id: int) -> None:
    """Place a file's payments; a file without reversals is decided with it. Does nothing a second time."""
    file = standing_of(step.connection, file_id)
    if file.begun:
        return
    placed = place_payments(step, contract, file_id, file)
    note_unlisted(step, file_id)
    if placed == file.rows or not _has_reversals(step.connection, file_id):
        _mark_decided(step, file_id)
    note(step, contract, "payments.decided", file_id=file_id)


def decide_reversals(step: Step, contract: ContractRow, file_id: int) -> None:
    """Place a file's reversals, all payments of the council being decided. Does nothing a second time."""
    query = select(files.c.decided_at).where(files.c.id == file_id)
    if step.connection.execute(query).scalar_one() is not None:
        return
    place_reversals(step, contract, file_id)
    _mark_decided(step, file_id)
    note(step, contract, "reversals.decided", file_id=file_id)


def retry(step: Step, contract: ContractRow) -> int:
    """Try a contract's suspense again; return how many items changed."""
    changed = retry_suspense(step, contract)
    if changed:
        note(step, contract, "suspense.retried", file_id=None)
    return changed


def _has_reversals(connection: Connection, file_id: int) -> bool:
    reversal = select(lines.c.row_no).where(lines.c.file_id == file_id, lines.c.kind == "reversal")
    return connection.execute(reversal.limit(1)).first() is not None


def _mark_decided(step: Step, file_id: int) -> None:
    """Settle the file; the database refuses unless every line and penny of it is accounted for."""
    step.connection.execute(_DECIDED, {"of_file": file_id, "now": step.at})
