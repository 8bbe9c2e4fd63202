"""Who may sign in: whoever was disabled was disabled by somebody, and let in again by somebody.

A person belongs to no council, and what is done to them stands in the trail of each council where they have a
role then. So the newest word about them in any trail counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from paycards.store import trail
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.people import people, person_roles
from paycards.verify.findings import Difference
from paycards.verify.trail_entry import UNREADABLE, read_entry, with_instants

CHANGED = "staff.state_changed"
DISABLED = "disabled"
MAY_SIGN_IN = ("invited", "active")


def wrong_states(database: Connection, council_id: int, council: str) -> Iterator[Difference]:
    """Give each person with a role at a council who is disabled, or is not, though nobody said so."""
    told = _told(database)
    here = select(person_roles.c.person_id).where(person_roles.c.council_id == council_id)
    query = select(people.c.email, people.c.state).where(people.c.id.in_(here)).order_by(people.c.email)
    for email, state in database.execute(query):
        is_disabled = told.get(email) == DISABLED
        if state not in ((DISABLED,) if is_disabled else MAY_SIGN_IN):
            yield Difference(
                "person", council, state, DISABLED if is_disabled else "may sign in", about=email
            )


def _told(database: Connection) -> dict[str, str]:
    """The state that the newest entry gives each person whom one is about."""
    rows = with_instants(trail.rows(database, audit_trail.c.action == CHANGED))
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.number, row.council_id)):
        try:
            entry = read_entry(row)
            found[entry.subject] = str(entry.after["state"])
        except UNREADABLE:
            continue  # what cannot be read is told of by the replay
    return found
