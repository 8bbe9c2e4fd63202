"""The remittances that a contract's files make: one for each statement, or one for each payment file.

A day of the settings is in working days of England and Wales: the one so many after the file's own day, or,
for none, that day itself or the next working day. A settlement date that the file names is taken as written.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import day_after, working_day_from
from paycards.reconcile.settlement.accepted import accepted_of
from paycards.reconcile.settlement.accepted_file import Accepted
from paycards.reconcile.settlement.unbroken import Chain


@dataclass(frozen=True)
class Remittance:
    """One remittance: the file that makes it, its day, and the payment files that it is for."""

    maker: Accepted
    due_on: dt.date
    files: tuple[Accepted, ...]

    @property
    def amount_pence(self) -> int:
        """What the supplier owes for its files."""
        return sum(file.amount_pence for file in self.files)


@dataclass(frozen=True)
class Remittances:
    """Those of a contract, and the payment files that stand on no statement yet."""

    made: list[Remittance]
    unstated: list[Accepted]


def remittances(connection: Connection, contract: ContractRow, as_of: dt.date) -> Remittances:
    """Work out what the files that a contract had by the end of a day make its supplier owe."""
    return remittances_of(connection, [contract], as_of)[contract.id]


def remittances_of(
    connection: Connection, contracts: Sequence[ContractRow], as_of: dt.date
) -> dict[int, Remittances]:
    """Work the same out for each of several contracts."""
    files = accepted_of(connection, [each.id for each in contracts], as_of)
    return {
        each.id: _made(each, files[each.id], Chain(connection, each.id, files[each.id], as_of))
        for each in contracts
    }


def _made(contract: ContractRow, files: Sequence[Accepted], chain: Chain) -> Remittances:
    payments = [file for file in files if file.kind == "payments"]
    if contract.terms.settled_by == "file":
        made = [
            Remittance(file, file.settles_on or day_of(contract, file.own_day), (file,)) for file in payments
        ]
        return Remittances(made, [])
    statements = sorted(
        (file for file in files if file.kind == "statement" and file.place is not None),
        key=lambda file: (file.place, file.id),
    )
    return _by_statement(contract, statements, payments, chain)


def _by_statement(
    contract: ContractRow, statements: Sequence[Accepted], payments: Iterable[Accepted], chain: Chain
) -> Remittances:
    covered: list[list[Accepted]] = [[] for _ in statements]
    unstated: list[Accepted] = []
    places = [statement.place or 0 for statement in statements]
    for file in payments:
        nth = len(statements) if file.place is None else bisect_right(places, file.place)
        (covered[nth] if nth < len(statements) else unstated).append(file)
    made = []
    for nth, statement in enumerate(statements):
        if nth and chain.is_broken(statements[nth - 1], statement):
            unstated += covered[nth]
        else:
            made.append(_stated(contract, statement, covered[nth]))
    return Remittances(made, unstated)


def _stated(contract: ContractRow, statement: Accepted, covered: Iterable[Accepted]) -> Remittance:
    return Remittance(statement, day_of(contract, statement.closing_on or statement.own_day), tuple(covered))


def day_of(contract: ContractRow, day: dt.date) -> dt.date:
    """Return the day on which the settings expect what was paid in until a day."""
    return _expected_on(day, contract.terms.settlement_lag_working_days, contract.holidays)


@lru_cache(maxsize=10_000)
def _expected_on(day: dt.date, lag: int, holidays: frozenset[dt.date]) -> dt.date:
    return day_after("working_days", day, lag, holidays) if lag else working_day_from(day, holidays)
