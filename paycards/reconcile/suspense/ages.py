"""How old open items are, and who is told when they pass a limit: one problem for each council and tier."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select

from paycards.money import to_pounds
from paycards.reconcile.suspense.clock import tier
from paycards.reconcile.suspense.standing import STANDINGS, standing
from paycards.settings.council import Council
from paycards.settings.suspense_ages import SuspenseAges
from paycards.store.step import Step
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

KIND = "old_suspense"


@dataclass(frozen=True)
class Group:
    """Open items of one standing that came on one day."""

    stands: str
    since: dt.date
    items: int
    pence: int


def watch_ages(step: Step, council: Council, today: dt.date) -> None:
    """Open, renew or close the problem of each tier; an item counts for the highest that it has passed."""
    ages = council.suspense_age_days
    passed = _passed(step, ages, today)
    for number in range(1, max(len(ages.unidentified), len(ages.unapplied)) + 1):
        subject = f"{council.code} tier {number}"
        if passed[number]:
            step.open_problem(KIND, subject, contract_id=None, **_facts(council, number, passed[number]))
        else:
            step.close_problem(KIND, subject, note="no item is that old any more")


def _passed(step: Step, ages: SuspenseAges, today: dt.date) -> dict[int, list[Group]]:
    found: dict[int, list[Group]] = defaultdict(list)
    for row in step.connection.execute(groups_of(step.owner)):
        group = Group(*row)
        found[tier(ages, group.stands, (today - group.since).days)].append(group)
    return found


def _facts(council: Council, number: int, groups: list[Group]) -> dict[str, object]:
    items = sum(group.items for group in groups)
    return {
        "council": council.code,
        "tier": number,
        "items": "1 item has" if items == 1 else f"{items} items have",
        "pounds": to_pounds(sum(group.pence for group in groups), thousands=True),
        "parts": ", ".join(_parts(council.suspense_age_days, number, groups)),
        "since": min(group.since for group in groups),
    }


def _parts(ages: SuspenseAges, number: int, groups: list[Group]) -> Iterator[str]:
    """How many there are of each standing, and what their limit is."""
    for stands in STANDINGS:
        items = sum(group.items for group in groups if group.stands == stands)
        if items:
            yield f"{items} {stands} for more than {getattr(ages, stands)[number - 1]} days"


def groups_of(council_id: int) -> Select[Any]:
    """Select the open items of a council by standing and day, in the fields of Group."""
    stands = standing().label("stands")
    waiting = (
        select(stands, suspense_items.c.since, lines.c.amount_pence)
        .join(lines, same_line(lines, suspense_items))
        .where(suspense_items.c.council_id == council_id, suspense_items.c.state == "open")
        .subquery("waiting")
    )
    pence = cast(func.sum(waiting.c.amount_pence), BigInteger)
    return select(waiting.c.stands, waiting.c.since, func.count(), pence).group_by(
        waiting.c.stands, waiting.c.since
    )
