"""What a trace answers, as plain data.

No account stands in it but by fund and the end of its reference, and no card but by its ending: what is read
out to a caller names nobody. Whoever may see more opens the payment by its file and row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

SHOWN_OF_A_REFERENCE = 3


@dataclass(frozen=True)
class Place:
    """An account that holds money of the payment; `reference` is the end of it only."""

    fund: str
    reference: str
    pence: int


@dataclass(frozen=True)
class Left:
    """An outgoing file that carries the payment to the council's other system."""

    file: str
    night: dt.date


@dataclass(frozen=True)
class TakenBack:
    """What undid a payment: a reversal, a move, a return, a write-off. `where` is FILE:ROW of a reversal."""

    by: str
    on: dt.date | None
    where: str = ""
    moved_from: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """Why it is in suspense, since when, and with whom; nobody: empty.

    `decision` is the number of one about it that waits for a second person.
    """

    item: int
    reason: str
    since: dt.date
    with_whom: str
    decision: int | None = None


@dataclass(frozen=True)
class Traced:
    """One payment, and how far it has come."""

    stage: str
    says: str
    council: str
    contract: str
    file: str
    row: int
    network: str
    paid_on: dt.date
    amount_pence: int
    outlet: str
    card: str
    booked_on: dt.date | None = None
    accounts: tuple[Place, ...] = ()
    left: tuple[Left, ...] = ()
    suspense: Waiting | None = None
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class Expectation:
    """When a contract's payments come, and what of it is awaited; `by` is None where no day was given.

    `basis`: history, timetable, or nothing. `within_working_days` is None where nothing is known.
    """

    council: str
    contract: str
    basis: str
    within_working_days: int | None
    by: dt.date | None
    overdue: bool
    waits_for: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Answer:
    """The payments found, all of one customer, or what is to be expected where there is none to tell of."""

    stage: str
    says: str
    payments: tuple[Traced, ...] = field(default=())
    expected: tuple[Expectation, ...] = field(default=())

    @property
    def found(self) -> bool:
        """Tell whether a payment may be told of."""
        return bool(self.payments)


def end_of(reference: str) -> str:
    """The end of a reference, which tells nobody whose it is.

    >>> end_of("R100000017"), end_of("A12"), end_of("7")
    ('...017', '...2', '...')
    """
    shown = min(SHOWN_OF_A_REFERENCE, len(reference) // 3) if len(reference) < 9 else SHOWN_OF_A_REFERENCE
    return "..." + (reference[-shown:] if shown else "")
