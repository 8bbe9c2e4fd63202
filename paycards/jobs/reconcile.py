"""Match and post what is imported: the payments of every file, then its reversals, then suspense again.

One transaction a file and step. Killed at any moment, the next run goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.late_cards import learn_late, unlearned_files
from paycards.reconcile.payments.deciding import decide_payments, decide_reversals, retry
from paycards.store.tables import files, suspense_items


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
    waiting = _undecided(visit)
    for decide, what in ((decide_payments, "payments"), (decide_reversals, "reversals")):
        for file_id, contract in visit.progress.over(f"matching {what}", waiting):
            with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
                decide(step, contract, file_id)
    retried = sum(_retry(visit, contract) for contract in visit.installation.contracts.values())
    return Reconciled(len(waiting), _open_items_after(visit, before), retried)


def _undecided(visit: Visit) -> list[tuple[int, ContractRow]]:
    query = select(files.c.id, files.c.contract_id).where(
        files.c.state == "accepted", files.c.decided_at.is_(None)
    )
    with visit.reading() as seen:
        found = seen.connection.execute(query.where(seen.covers(files.c.council_id)).order_by(files.c.id))
        return [(file_id, visit.installation.contract(contract_id)) for file_id, contract_id in found]


def _retry(visit: Visit, contract: ContractRow) -> int:
    waits = select(suspense_items.c.id).where(
        suspense_items.c.council_id == contract.council_id,
        suspense_items.c.contract_id == contract.id,
        suspense_items.c.state == "open",
    )
    with visit.reading() as seen:
        if seen.connection.execute(waits.limit(1)).first() is None:
            return 0
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        return retry(step, contract)


def _learn_late_cards(visit: Visit) -> None:
    """Read cross references again whose references named no account before."""
    for contract in visit.installation.contracts.values():
        with visit.reading() as seen:
            unlearned = unlearned_files(seen.connection, contract)
        for file in unlearned:
            with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
                learn_late(step, visit.installation, contract, file)


def _newest_item(visit: Visit) -> int:
    with visit.reading() as seen:
        newest = select(func.coalesce(func.max(suspense_items.c.id), 0))
        return int(seen.connection.execute(newest).scalar_one())


def _open_items_after(visit: Visit, item_id: int) -> int:
    new = select(func.count()).where(suspense_items.c.id > item_id, suspense_items.c.state == "open")
    with visit.reading() as seen:
        return int(seen.connection.execute(new.where(seen.covers(suspense_items.c.council_id))).scalar_one())
