"""Open suspense items, oldest first, a page at a time; and how many there are, by reason and by age."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from paycards.reconcile.subjects import ITEM, waits
from paycards.reconcile.suspense.ages import Group, groups_of
from paycards.reconcile.suspense.clock import tier
from paycards.reconcile.suspense.standing import STANDINGS, standing
from paycards.settings.suspense_ages import SuspenseAges
from paycards.store.sums import whole_sum
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

Key = tuple[dt.date, int]  # since, and id: the order of the list


@dataclass(frozen=True)
class Which:
    """Which of a council's open items: of one reason, past so many limits of age, of one owner.

    Items about which a decision waits are left out where `free`.
    """

    reason: str = ""
    tier: int | None = None
    owner: str = ""
    free: bool = False


@dataclass(frozen=True)
class Aged:
    """How many open items have passed so many limits of age, and their pence."""

    tier: int
    items: int
    pence: int


def chosen(council_id: int, which: Which, ages: SuspenseAges, today: dt.date) -> ColumnElement[bool]:
    """The condition on suspense_items, joined to its lines where `which` names a tier."""
    said = [suspense_items.c.council_id == council_id, suspense_items.c.state == "open"]
    if which.reason:
        said.append(suspense_items.c.reason == which.reason)
    if which.tier is not None:
        said.append(_in_tier(which.tier, ages, today))
    if which.owner:
        said.append(suspense_items.c.taken_by == which.owner)
    if which.free:
        said.append(~waits(ITEM, suspense_items))
    return and_(*said)


def counted(connection: Connection, condition: ColumnElement[bool]) -> tuple[int, int]:
    """How many items fit, and their pence."""
    query = _with_lines(func.count(), whole_sum(lines.c.amount_pence)).where(condition)
    count, pence = connection.execute(query).one()
    return int(count), int(pence)


def by_reason(connection: Connection, council_id: int) -> list[tuple[str, int]]:
    """How many items are open of each reason, the commonest first."""
    is_open = (suspense_items.c.council_id == council_id, suspense_items.c.state == "open")
    count = func.count().label("items")
    query = select(suspense_items.c.reason, count).where(*is_open).group_by(suspense_items.c.reason)
    return [(row.reason, row.items) for row in connection.execute(query.order_by(count.desc(), "reason"))]


def by_age(connection: Connection, council_id: int, ages: SuspenseAges, today: dt.date) -> list[Aged]:
    """How many open items have passed how many limits, the oldest first; tiers without any are left out."""
    found: dict[int, list[Group]] = defaultdict(list)
    for row in connection.execute(groups_of(council_id)):
        group = Group(*row)
        found[tier(ages, group.stands, (today - group.since).days)].append(group)
    return [
        Aged(passed, sum(each.items for each in groups), sum(each.pence for each in groups))
        for passed, groups in sorted(found.items(), reverse=True)
    ]


def ids_after(
    connection: Connection, condition: ColumnElement[bool], after: Key | None, most: int
) -> list[Key]:
    """The keys of the next items, at most so many."""
    key = (suspense_items.c.since, suspense_items.c.id)
    query = _with_lines(*key).where(condition).order_by(*key).limit(most)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*map(literal, after)))
    return [(row.since, row.id) for row in connection.execute(query)]


def next_item(connection: Connection, council_id: int, after: Key | None) -> int | None:
    """The item to look at next: the first after this one, else the oldest that no decision waits about."""
    free = chosen(council_id, Which(free=True), SuspenseAges(), dt.date.min)
    for start in (after, None) if after else (None,):
        found = [key for key in ids_after(connection, free, start, 2) if key != after]
        if found:
            return found[0][1]
    return None


def _with_lines(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(suspense_items.join(lines, same_line(lines, suspense_items)))


def _in_tier(passed: int, ages: SuspenseAges, today: dt.date) -> ColumnElement[bool]:
    stands = standing()
    return or_(*(and_(stands == each, _passed(passed, getattr(ages, each), today)) for each in STANDINGS))


def _passed(passed: int, limits: tuple[int, ...], today: dt.date) -> ColumnElement[bool]:
    """Whether an item has passed exactly so many of these limits, as `clock.tier` counts."""
    if passed > len(limits):
        return false()
    older = [suspense_items.c.since < today - dt.timedelta(days=limit) for limit in limits]
    reached = older[passed - 1] if passed else true()
    return and_(reached, ~older[passed]) if passed < len(limits) else reached
