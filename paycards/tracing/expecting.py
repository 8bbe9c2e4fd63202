"""When payments of a contract are to be expected: all that is said where no payment may be told of.

It depends on network, day and council alone, never on what the books hold of anybody: so it is the same,
byte for byte, whether no payment fits, or too many do, or too little is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import day_after, due_at
from paycards.clock import in_words, local, local_date
from paycards.counted import counted
from paycards.tracing.answer import Answer, Expectation
from paycards.tracing.awaited import awaited
from paycards.tracing.delays import OF, OUT_OF, Delay, delays
from paycards.tracing.facts import Facts

NOTHING = (
    "No single payment can be told of by these facts: none fits, or more than one does, or they are too few."
)
WAITS = "It may be in a file that is refused, held or missing."


def expected(
    connection: Connection,
    contracts: Sequence[ContractRow],
    facts: Facts,
    now: dt.datetime,
    holidays: frozenset[dt.date],
) -> Answer:
    """Answer what is to be expected of these contracts; of the facts only network and day are looked at."""
    paid_on = facts.paid_on
    ids = [contract.id for contract in contracts]
    measured = delays(connection, ids, facts.network, local_date(now), holidays)
    waiting = awaited(connection, ids, paid_on)
    told = tuple(
        _Expecting(contract, paid_on, now, holidays).tell(
            measured.get(contract.id), tuple(waiting.get(contract.id, ()))
        )
        for contract in contracts
    )
    may_wait = any(each.waits_for for each in told)
    stage = "in_a_waiting_file" if may_wait else "not_in_a_file"
    return Answer(stage, f"{NOTHING} {WAITS}" if may_wait else NOTHING, expected=told)


class _Expecting:
    """One contract, the day of the payment, and now."""

    def __init__(
        self, contract: ContractRow, paid_on: dt.date | None, now: dt.datetime, holidays: frozenset[dt.date]
    ) -> None:
        self.contract, self.paid_on, self.now, self.holidays = contract, paid_on, now, holidays

    def tell(self, delay: Delay | None, waits_for: tuple[str, ...]) -> Expectation:
        """Tell by its own history; without one by its timetable; else say that nothing is known."""
        by = self._by(delay)
        overdue = by is not None and by < local_date(self.now)
        basis = "history" if delay else "timetable" if self.contract.terms.timetable else "nothing"
        return Expectation(
            council=self.contract.council.code,
            contract=self.contract.terms.code,
            basis=basis,
            within_working_days=delay.working_days if delay else None,
            by=by,
            overdue=overdue,
            waits_for=waits_for,
            says=" ".join(self._sentences(delay, by, overdue=overdue)),
        )

    def _by(self, delay: Delay | None) -> dt.date | None:
        if self.paid_on is None:
            return None
        if delay:
            return day_after("working_days", self.paid_on, delay.working_days, self.holidays)
        table = self.contract.terms.timetable
        return local(due_at(table, self.paid_on, self.holidays)).date() if table else None

    def _sentences(self, delay: Delay | None, by: dt.date | None, *, overdue: bool) -> Iterator[str]:
        code, table = self.contract.terms.code, self.contract.terms.timetable
        if delay:
            yield (
                f"{code}: {OF} of {OUT_OF} payments were here {_within(delay.working_days)}, measured on"
                f" {counted(delay.payments, 'payment')} in {counted(delay.files, 'file')}."
            )
        elif table:
            yield (
                f"{code} has no history of delays yet: by its timetable a file is due"
                f" {_within(table.due_after_days, table.days)}, at {table.due:%H:%M}."
            )
        else:
            yield f"{code} has no history of delays yet and no timetable: nothing is known of its delays."
        if by and self.paid_on:
            was = "was" if overdue else "is"
            yield f"A payment of {_day(self.paid_on)} {was} to be expected by {_day(by)}."


def _within(days: int, kind: str = "working_days") -> str:
    if days == 0:
        return "on the day itself"
    name = "working day" if kind == "working_days" else "day"
    return f"within one {name}" if days == 1 else f"within {days} {name}s"


def _day(day: dt.date) -> str:
    return f"{day:%A} {in_words(day)}"
