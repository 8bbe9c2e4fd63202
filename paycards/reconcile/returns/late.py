"""Which suppliers were late: what is overdue at the end of the month, and what was paid late in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import day_after, working_days_between
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, oldest
from paycards.reconcile.settlement.listing import standings_of
from paycards.reconcile.settlement.standing import Standing
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.lines import same_line
from paycards.store.tables.settlement import WITH_ENDS, matches, stood


def late_figures(connection: Connection, contracts: Iterable[ContractRow], month: Period) -> Iterator[Figure]:
    """Of each contract that was late: its dues still late, and those that were paid late."""
    for contract in contracts:
        standings = standings_of(connection, contract, month.last)
        still = [(each.age or 0, each.due.outstanding_pence) for each in standings if each.is_overdue]
        paid = list(_paid_late(connection, contract, standings, month))
        for said, found in (("still late", still), ("paid late", paid)):
            if found:
                yield _figure(f"{contract.terms.code}, {said}", found)


def _figure(what: str, found: list[tuple[int, int]]) -> Figure:
    pence = sum(pence for _, pence in found)
    return Figure("late", what, len(found), pence, oldest(days for days, _ in found))


def _paid_late(
    connection: Connection, contract: ContractRow, standings: Iterable[Standing], month: Period
) -> Iterator[tuple[int, int]]:
    """The working days and pence of each due whose last money came in the month, and after it was late."""
    last_paid: dict[str, dt.date] = dict(connection.execute(_last_paid(contract.id, month)).all())
    for each in standings:
        paid_on = last_paid.get(each.due.key)
        if each.state != "settled" or paid_on is None or paid_on < month.first:
            continue
        if paid_on > day_after("working_days", each.due.due_on, 1, contract.holidays):
            yield working_days_between(each.due.due_on, paid_on, contract.holidays), each.due.amount_pence


def _last_paid(contract_id: int, month: Period) -> Select[Any]:
    """The day of the bank's last entry for each due, of matches that were live at the end of the month."""
    return (
        select(matches.c.due, func.max(bank_entries.c.booked_on))
        .select_from(WITH_ENDS.join(bank_entries, same_line(bank_entries, matches)))
        .where(matches.c.contract_id == contract_id, stood(month.last))
        .group_by(matches.c.due)
    )
