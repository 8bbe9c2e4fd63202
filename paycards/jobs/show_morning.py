"""Show the morning of a council's finance officers: how the night stands, and what needs a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions.listing import count_decisions
from paycards.decisions.problem_list import ProblemCounts, count_problems, first_fault
from paycards.intake.files_by_day import NotCome, count_waiting, not_come, rows_between
from paycards.jobs.show_files import LOOK_BACK
from paycards.ledger.days import newest_closed
from paycards.reconcile.bank.worklist import Tally, open_tally
from paycards.reconcile.proof.kept_proofs import proofs_of_day, version_of
from paycards.reconcile.proof.verdict import Verdict, not_run, not_worked_out, verdict_of
from paycards.reconcile.settlement.owing import Owing, owings
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.items import Item, items_by_id
from paycards.reconcile.suspense.listing import Aged, Which, by_age, chosen, counted, next_item
from paycards.reconcile.suspense.reasons import why
from paycards.settings.suspense_ages import SuspenseAges
from paycards.store.nights import last_night


@dataclass(frozen=True)
class Waiting:
    """What waits in suspense: by age, the oldest first, the visitor's own, and the item to begin with."""

    items: int
    pence: int
    ages: tuple[Aged, ...]
    limits: SuspenseAges
    mine: int
    first: Item | None
    label: str


@dataclass(frozen=True)
class Morning:
    """All of it. `late` are contracts of which dues are late; `agreed_until` the newest closed day."""

    verdict: Verdict
    missing: tuple[NotCome, ...]
    late: tuple[Owing, ...]
    suspense: Waiting
    for_me: int
    proposed: int
    bank: Tally
    waiting_files: int
    problems: ProblemCounts
    agreed_until: dt.date | None
    may_approve: bool
    may_place: bool
    as_at: dt.datetime

    @property
    def gaps(self) -> int:
        """How many gaps in running numbers, and broken promises of files, are open."""
        return self.problems.of("gap", "promise")

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing needs a person."""
        waits = (self.suspense.items, self.proposed, self.waiting_files, self.bank.entries)
        return not any((*waits, self.problems.open))

    @property
    def late_dues(self) -> int:
        """How many dues are late."""
        return sum(each.late for each in self.late)

    @property
    def late_pence(self) -> int:
        """What is late of them."""
        return sum(each.late_pence for each in self.late)


def show_morning(visit: Visit, council: str) -> Morning:
    """Return how a council's last night stands and what needs a person. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        connection, council_id = seen.connection, seen.council(council)
        agreed = contracts_seen(visit.installation, seen)
        counts = count_decisions(seen, visit.now, visit.visitor.name)
        return Morning(
            verdict=_verdict(visit, seen, agreed, council_id),
            missing=_missing(visit, connection, agreed, council_id),
            late=_late(visit, connection, agreed, council_id),
            suspense=_suspense(visit, seen, council, council_id),
            for_me=counts.for_others,
            proposed=counts.waiting,
            bank=open_tally(seen),
            waiting_files=count_waiting(connection, council_id),
            problems=count_problems(seen),
            agreed_until=newest_closed(connection, council_id),
            may_approve=Permission.APPROVE in visit.visitor.permissions,
            may_place=Permission.PLACE_SUSPENSE in visit.visitor.permissions,
            as_at=visit.now,
        )


def _missing(
    visit: Visit, connection: Connection, agreed: list[ContractRow], council_id: int
) -> tuple[NotCome, ...]:
    first = visit.today - LOOK_BACK
    records = rows_between(connection, council_id, first, visit.today)
    owed = not_come(connection, agreed, records, first, visit.now)
    return tuple(each for each in owed if each.is_missing)


def _late(
    visit: Visit, connection: Connection, agreed: list[ContractRow], council_id: int
) -> tuple[Owing, ...]:
    """What is late, worked out once for everybody while the books stand as they do."""

    def late() -> tuple[Owing, ...]:
        return tuple(each for each in owings(connection, agreed, visit.today) if each.late)

    mark = version_of(connection, council_id, visit.now)
    return visit.installation.kept.of(("late", council_id), mark, late)


def _verdict(visit: Visit, seen: Reading, agreed: list[ContractRow], council_id: int) -> Verdict:
    day, last = visit.today - ONE_DAY, last_night(seen.connection, council_id)
    if last.night is None or last.night < visit.today:
        return not_run(last, day)
    fault = first_fault(seen)
    if fault:
        return not_worked_out(fault, day)
    proofs = proofs_of_day(seen.connection, agreed, day, visit.now, visit.installation.kept)
    return verdict_of([each for each in proofs if each.figures], day)


def _suspense(visit: Visit, seen: Reading, council: str, council_id: int) -> Waiting:
    clock = clock_of(visit.settings, visit.today)
    limits = clock.limits.get(council, SuspenseAges())
    ages = by_age(seen.connection, council_id, limits, visit.today)
    own = chosen(council_id, Which(owner=visit.visitor.name), limits, visit.today)
    first_id = next_item(seen.connection, council_id, None)
    first = next(iter(items_by_id(seen, clock, [first_id] if first_id else [])), None)
    return Waiting(
        items=sum(each.items for each in ages),
        pence=sum(each.pence for each in ages),
        ages=tuple(ages),
        limits=limits,
        mine=counted(seen.connection, own)[0],
        first=first,
        label=why(first.reason).label if first else "",
    )
