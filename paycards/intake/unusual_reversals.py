"""Watch how many payments each outlet takes back in a day: a cashier may pocket what was paid.

The habit of an outlet is the median of its reversals on the days on which its contract brought payments, and
five times their median absolute deviation around it: a day without any counts as none.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import Connection, func, select

from paycards.access.contracts import ContractRow
from paycards.channels.timetable import habit, unusual
from paycards.clock import LONDON
from paycards.money import to_pounds
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step
from paycards.store.tables.files import files
from paycards.store.tables.payment_days import outlet_reversals, payment_days

KIND = "many_reversals"
LEAST_CHANGE = 4
LOOK_BACK = dt.timedelta(days=100)
Counts = dict[dt.date, tuple[int, int]]  # reversals and pence, by day


def watch_reversals(step: Step, contract: ContractRow) -> None:
    """Open a problem for each outlet and day brought tonight with far more reversals than is usual."""
    for outlet, days in _brought(step, contract).items():
        counts = _counts(step.connection, contract.id, outlet)
        for day in sorted(days):
            _watch(step, contract, outlet, day, counts)


def _watch(step: Step, contract: ContractRow, outlet: str, day: dt.date, counts: Counts) -> None:
    open_days = _open_days(step.connection, contract.id, day)
    earlier = [counts.get(other, (0, 0))[0] for other in open_days]
    reversals, pence = counts[day]
    about = Subject(KIND, f"{outlet} {day}", contract.id)
    if unusual(reversals, earlier, least_change=LEAST_CHANGE) != "large":
        return
    if was_dealt_with(step.connection, about):
        return
    step.open_problem(
        KIND,
        about.subject,
        contract_id=contract.id,
        contract=contract.terms.code,
        outlet=outlet,
        day=day,
        reversals=reversals,
        pounds=to_pounds(abs(pence), thousands=True),
        usual=habit(earlier)[0],
        days=len(earlier),
    )


def _brought(step: Step, contract: ContractRow) -> dict[str, set[dt.date]]:
    """The outlets and days of which tonight's files bring reversals."""
    start = dt.datetime.combine(step.booked_on, dt.time(), tzinfo=LONDON)
    query = (
        select(outlet_reversals.c.outlet, outlet_reversals.c.paid_on)
        .join(files, files.c.id == outlet_reversals.c.file_id)
        .where(
            outlet_reversals.c.contract_id == contract.id,
            outlet_reversals.c.paid_on > step.booked_on - LOOK_BACK,
            files.c.received_at.between(start, start + dt.timedelta(days=1)),
        )
    )
    found: dict[str, set[dt.date]] = defaultdict(set)
    for outlet, day in step.connection.execute(query):
        found[outlet].add(day)
    return found


def _counts(connection: Connection, contract_id: int, outlet: str) -> Counts:
    query = (
        select(outlet_reversals.c.paid_on)
        .add_columns(func.sum(outlet_reversals.c.reversals), func.sum(outlet_reversals.c.total_pence))
        .where(outlet_reversals.c.contract_id == contract_id, outlet_reversals.c.outlet == outlet)
        .group_by(outlet_reversals.c.paid_on)
    )
    return {day: (int(count), int(pence)) for day, count, pence in connection.execute(query)}


def _open_days(connection: Connection, contract_id: int, before: dt.date) -> list[dt.date]:
    """The days before one on which the contract brought payments."""
    query = select(payment_days.c.paid_on).where(
        payment_days.c.contract_id == contract_id,
        payment_days.c.paid_on < before,
        payment_days.c.paid_on >= before - LOOK_BACK,
    )
    return list(connection.execute(query.distinct()).scalars())
