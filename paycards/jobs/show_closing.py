"""Show what must hold before a day is closed: a list of tasks, and the figures that are to be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import LONDON, ONE_DAY
from paycards.decisions.closing_days import first_day, is_over, next_to_close, unsigned, version_of
from paycards.decisions.decision import PROPOSED, Decision
from paycards.decisions.listing import decisions_on_day
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.kept_proofs import proofs_of_day
from paycards.reconcile.proof.written import Closing, closings, is_closed

TaskState = Literal["agrees", "signed", "waits", "to_sign"]


@dataclass(frozen=True)
class CheckTask:
    """A check of a contract: it agrees, is signed for, waits for a second person, or is to be signed for.

    `decision` is the newest exception about it, whatever became of it.
    """

    contract: str
    figure: Figure
    state: TaskState
    decision: Decision | None


@dataclass(frozen=True)
class ClosePage:
    """A day of a council on its way to be closed. `from_` is when it surely is over."""

    council: str
    as_at: dt.datetime
    day: dt.date
    first_day: dt.date | None
    next_day: dt.date | None  # the one that is closed next
    newest_closed: dt.date | None
    is_over: bool
    is_today: bool
    from_: dt.datetime
    closings: tuple[Closing, ...]
    tasks: tuple[CheckTask, ...]
    reopening: Decision | None  # that waits for a second person
    version: str
    may_close: bool
    may_propose: bool

    @property
    def is_closed(self) -> bool:
        """Tell whether it is closed."""
        return bool(self.closings) and self.closings[-1].stands

    @property
    def is_next(self) -> bool:
        """Tell whether it is its turn."""
        return self.day == self.next_day

    @property
    def open_tasks(self) -> int:
        """How many checks neither agree nor are signed for."""
        return sum(task.state in ("waits", "to_sign") for task in self.tasks)

    @property
    def can_be_closed(self) -> bool:
        """Tell whether all that must hold holds."""
        return self.is_next and self.is_over and not self.open_tasks

    @property
    def can_be_reopened(self) -> bool:
        """Tell whether it is the newest closed day, and nobody proposed yet to open it again."""
        return self.is_closed and self.day == self.newest_closed and self.reopening is None


def show_closing(visit: Visit, council: str, day: dt.date) -> ClosePage:
    """Return how a day stands. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        council_id, connection = seen.council(council), seen.connection
        decided = decisions_on_day(seen, council_id, day)
        proofs = _proofs(visit, seen, day)
        return ClosePage(
            council=council,
            as_at=visit.now,
            day=day,
            first_day=first_day(connection, council_id),
            next_day=next_to_close(connection, council_id),
            newest_closed=newest_closed(connection, council_id),
            is_over=is_over(connection, council_id, day, visit.today),
            is_today=day == visit.today,
            from_=dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=LONDON),
            closings=closings(connection, council_id, day),
            tasks=_tasks(visit, seen, proofs, decided, shut=is_closed(connection, council_id, day)),
            reopening=_newest(decided, "reopen_day", f"{day}", PROPOSED),
            version=version_of(proofs),
            may_close=Permission.CLOSE_DAYS in visit.visitor.permissions,
            may_propose=Permission.PROPOSE_DAYS in visit.visitor.permissions,
        )


def _proofs(visit: Visit, seen: Reading, day: dt.date) -> list[DayProof]:
    """The proof of each contract; a day that has not begun has none."""
    if day > visit.today:
        return []
    contracts = contracts_seen(visit.installation, seen)
    return proofs_of_day(seen.connection, contracts, day, visit.now, visit.installation.kept)


def _tasks(
    visit: Visit, seen: Reading, proofs: Sequence[DayProof], decided: Sequence[Decision], *, shut: bool
) -> tuple[CheckTask, ...]:
    to_sign = {
        (each.contract, each.check)
        for proof in (() if shut else proofs)
        for each in unsigned(seen.connection, proof, visit.today)
    }
    return tuple(_task(proof, figure, decided, to_sign) for proof in proofs for figure in proof.figures)


def _task(
    proof: DayProof, figure: Figure, decided: Sequence[Decision], to_sign: Collection[tuple[str, str]]
) -> CheckTask:
    code = proof.contract.terms.code
    decision = _newest(decided, "sign_exception", f"{proof.day} {code} {figure.check}")
    state = _state(figure, decision, is_open=(code, figure.check) in to_sign)
    return CheckTask(code, figure, state, decision)


def _state(figure: Figure, decision: Decision | None, *, is_open: bool) -> TaskState:
    if figure.state == "agrees":
        return "agrees"
    if not is_open:
        return "signed"
    return "waits" if decision is not None and decision.state == PROPOSED else "to_sign"


def _newest(decided: Sequence[Decision], kind: str, subject: str, *states: str) -> Decision | None:
    fits = [each for each in decided if each.kind == kind and each.subject == subject]
    return next((each for each in reversed(fits) if not states or each.state in states), None)
