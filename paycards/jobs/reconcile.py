"""Match and post what is imported: the payments of every file, then its reversals, then suspense again.

One transaction a file and step. Killed at any moment, the next run goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.late_cards import learn_late, unlearned_files
from paycards.reconcile.payments.deciding import decide_payments, decide_reversals, retry
from paycards.store.step import Step
from paycards.store.tables.files import UNDECIDED, files
from paycards.store.tables.suspense import REASONS_OF_PAYMENTS, suspense_items


@dataclass(frozen=True)
class Reconciled:
    """What a run did: files decided, suspense items that are new and still open, items placed or changed.

    `faults` counts what did not work; each is an open problem.
    """

    files: int
    new_suspense: int
    retried: int
    faults: int = 0


Undecided = tuple[int, str, ContractRow]  # id and name of a file, and its contract


def reconcile(visit: Visit) -> Reconciled:
    """Decide everything that is imported and not decided yet. Safe to run again at any moment.

    A file that cannot be decided is an open problem, and the others go on.
    """
    before, faults = _newest_item(visit), Faults(visit, "reconcile")
    _learn_late_cards(visit, faults)
    decided = _decide(visit, faults, _undecided(visit), PAYMENTS)
    with_reversals = {file_id for file_id, _, _ in _undecided(visit)}
    _decide(visit, faults, [file for file in decided if file[0] in with_reversals], REVERSALS)
    retried = 0
    for contract in visit.installation.contracts.values():
        with faults.apart(_concern("trying suspense again", contract)):
            retried += _retry(visit, contract, before)
    faults.settle()
    return Reconciled(len(decided), _open_items_after(visit, before), retried, len(faults.met))


Act = tuple[str, Callable[[Step, ContractRow, int], None]]
PAYMENTS: Act = ("payments", decide_payments)
REVERSALS: Act = ("reversals", decide_reversals)


def _decide(visit: Visit, faults: Faults, waiting: list[Undecided], act: Act) -> list[Undecided]:
    """Decide these files, each in its own step; return those that could be."""
    what, decide = act
    done = []
    for file_id, name, contract in visit.progress.over(f"matching {what}", waiting):
        with faults.apart(_concern(f"matching the {what} of {name}", contract)):
            with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
                decide(step, contract, file_id)
            done.append((file_id, name, contract))
    return done


def _concern(doing: str, contract: ContractRow) -> Concern:
    return Concern(doing, contract.council_id, contract.id, contract.terms.code)


def _undecided(visit: Visit) -> list[Undecided]:
    query = select(files.c.id, files.c.name, files.c.contract_id).where(UNDECIDED)
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        found = seen.connection.execute(query.where(seen.covers(files.c.council_id)).order_by(files.c.id))
        return [(row.id, row.name, visit.installation.contract(row.contract_id)) for row in found]


def _retry(visit: Visit, contract: ContractRow, before: int) -> int:
    """Try what waits again, unless all of it are payments that this run has just decided with all it knows.

    `before` is the newest item from before this run.
    """
    may_change = or_(suspense_items.c.id <= before, suspense_items.c.reason.not_in(REASONS_OF_PAYMENTS))
    waits = select(suspense_items.c.id).where(
        suspense_items.c.council_id == contract.council_id,
        suspense_items.c.contract_id == contract.id,
        suspense_items.c.state == "open",
        may_change,
    )
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        if seen.connection.execute(waits.limit(1)).first() is None:
            return 0
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        return retry(step, contract)


def _learn_late_cards(visit: Visit, faults: Faults) -> None:
    """Read cross references again whose references named no account before."""
    for contract in visit.installation.contracts.values():
        with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
            unlearned = unlearned_files(seen.connection, contract)
        for file in unlearned:
            with (
                faults.apart(_concern(f"learning the cards of {file.name} again", contract)),
                visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step,
            ):
                learn_late(step, visit.installation, contract, file)


def _newest_item(visit: Visit) -> int:
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        newest = select(func.coalesce(func.max(suspense_items.c.id), 0))
        return int(seen.connection.execute(newest).scalar_one())


def _open_items_after(visit: Visit, item_id: int) -> int:
    new = select(func.count()).where(suspense_items.c.id > item_id, suspense_items.c.state == "open")
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        return int(seen.connection.execute(new.where(seen.covers(suspense_items.c.council_id))).scalar_one())
