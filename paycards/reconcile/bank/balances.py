"""What the bank says of an account on a day: by its statements, and as a person enters it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from paycards.channels.timetable import working_days_between
from paycards.clock import ONE_DAY
from paycards.money import to_pounds
from paycards.reconcile.bank.chain import Linked, chain
from paycards.reconcile.bank.linking import link, open_subjects
from paycards.reconcile.bank.statements import entered, taken
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.sums import whole_sum
from paycards.store.tables.bank import bank_balances, bank_entries

ENTERED, KIND = "bank.balance_entered", "bank_balance"


@dataclass(frozen=True)
class Stated:
    """What the statements of an account make its balance at the end of a day.

    None where none speaks of it. `whole`: nothing is missing before.
    """

    pence: int | None
    whole: bool


def stated_on(connection: Connection, council_id: int, account: str, day: dt.date) -> Stated:
    """The balance of an account at the end of a day by statements, and by what was entered for other days."""
    others = entered(connection, council_id, account)
    others.pop(day, None)
    linked = chain(taken(connection, council_id, account), others)
    before = [each for each in linked if each.statement.begins_on <= day]
    if not before:
        return Stated(_opens_after(linked, day), whole=True)
    if before[-1].statement.ends_on < day and any(each.gap for each in linked[len(before) :][:1]):
        return Stated(None, whole=False)  # it lies in a gap
    return Stated(balance_at(connection, before[-1], day), before[-1].whole)


def _opens_after(linked: Sequence[Linked], day: dt.date) -> int | None:
    """What the first statement opens with, where no working day lies between a day and its first one."""
    first = linked[0].statement if linked else None
    if first is None or working_days_between(day, first.begins_on - ONE_DAY):
        return None
    return first.opening_pence


def balance_at(connection: Connection, link: Linked, day: dt.date) -> int | None:
    """What a statement makes the balance at the end of a day; None where it does not say."""
    if link.closing_pence is None or link.statement.ends_on <= day:
        return link.closing_pence
    return link.closing_pence - _booked_after(connection, link.statement.id, day)


def _booked_after(connection: Connection, statement_id: int, day: dt.date) -> int:
    total = whole_sum(bank_entries.c.amount_pence)
    after = (bank_entries.c.statement_id == statement_id) & (bank_entries.c.booked_on > day)
    return int(connection.execute(select(total).where(after, bank_entries.c.status == "BOOK")).scalar_one())


@dataclass(frozen=True)
class Entered:
    """A balance that a person entered; `stated_pence` is what the statements make it.

    `disagreeing` are other days whose entered balances do not agree with the statements, now that it stands.
    """

    council: str
    account: str
    on: dt.date
    pence: int
    stated_pence: int | None
    disagreeing: tuple[dt.date, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the statements say the same, or say nothing."""
        return self.stated_pence is None or self.stated_pence == self.pence

    @property
    def needs_person(self) -> bool:
        """Whether it, or what was entered for another day, is an open problem."""
        return not self.agrees or bool(self.disagreeing)


def enter_balance(step: Step, council: str, account: str, on: dt.date, pence: int) -> Entered:
    """Write down what the bank says; what then does not agree with the statements is an open problem."""
    said = {"account": account, "on_day": on, "pence": pence}
    new = insert(bank_balances).values(
        **said, council_id=step.owner, entered_by=plain(step.actor), entered_at=step.at
    )
    step.connection.execute(new)
    step.record(ENTERED, f"{account} {on}", after=said)
    link(step, council, account)
    disagreeing = look_again(step, council, account, since=on)
    stated = stated_on(step.connection, step.owner, account, on)
    others = tuple(sorted(each.on for each in disagreeing if each.on != on))
    return Entered(council, account, on, pence, stated.pence, others)


def look_again(step: Step, council: str, account: str, since: dt.date) -> list[Entered]:
    """Hold what was entered for an account against the statements as they are now; return what disagrees.

    That is what did not agree, the figures `since` a day, and the last one before: what comes or is entered
    for a day bears on those after it, and a first statement on what was entered for the day before it.
    """
    disagreed = open_subjects(step, KIND, f"{council} {account} ")
    balances = entered(step.connection, step.owner, account)
    last_before = max((on for on in balances if on < since), default=since)
    said = [
        Entered(council, account, on, pence, stated_on(step.connection, step.owner, account, on).pence)
        for on, pence in balances.items()
        if on >= last_before or f"{council} {account} {on}" in disagreed
    ]
    for each in said:
        _mind(step, each)
    return [each for each in said if not each.agrees]


def _mind(step: Step, said: Entered) -> None:
    subject = f"{said.council} {said.account} {said.on}"
    if said.agrees or said.stated_pence is None:
        step.close_problem(KIND, subject, note="the balance that was entered agrees now")
        return
    step.open_problem(
        KIND, subject, council=said.council, account=said.account, day=said.on,
        entered=to_pounds(said.pence, thousands=True), stated=to_pounds(said.stated_pence, thousands=True),
        difference=to_pounds(abs(said.pence - said.stated_pence), thousands=True),
    )  # fmt: skip
