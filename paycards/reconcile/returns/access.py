"""Who may do what at a council: roles that one person should not have together, and people long away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Set

from sqlalchemy import Connection, func, select

from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure, instants
from paycards.store.tables.people import people, person_roles
from paycards.store.tables.staff import sign_in_log

AWAY = dt.timedelta(days=90)
DECIDES = frozenset({"finance_officer", "finance_manager"})


def access_figures(connection: Connection, council_id: int, month: Period) -> Iterator[Figure]:
    """How many people have a role, administer, have roles that belong apart, or did not sign in for long."""
    roles = _roles(connection, council_id)
    yield Figure("access", "people with a role", len(roles))
    yield Figure("access", "administrators", sum("administrator" in held for held in roles.values()))
    every = roles.values()
    yield Figure("access", "may propose and approve", sum(held >= DECIDES for held in every))
    both = sum("administrator" in held and not DECIDES.isdisjoint(held) for held in every)
    yield Figure("access", "administer and decide about money", both)
    seen = _signed_in_since(connection, month)
    yield Figure("access", "not signed in for 90 days", len(roles.keys() - seen))


def _roles(connection: Connection, council_id: int) -> dict[int, Set[str]]:
    query = (
        select(person_roles.c.person_id, person_roles.c.role)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(person_roles.c.council_id == council_id, people.c.state.in_(("invited", "active")))
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, role in connection.execute(query):
        found[person_id].add(role)
    return dict(found)


def _signed_in_since(connection: Connection, month: Period) -> set[int]:
    _, end = instants(month)
    signed_in = (sign_in_log.c.event == "signed_in") & (sign_in_log.c.person_id.is_not(None))
    query = (
        select(sign_in_log.c.person_id)
        .where(signed_in)
        .group_by(sign_in_log.c.person_id)
        .having(func.max(sign_in_log.c.at) >= end - AWAY)
    )
    return set(connection.execute(query).scalars())
