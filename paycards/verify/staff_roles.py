"""What people are at a council: each role was given by somebody, and the trail says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.store.tables.people import people, person_roles
from paycards.verify.findings import Difference
from paycards.verify.trail_entry import UNREADABLE, read_entry

GIVEN = "staff.roles_given"
Roles = dict[str, frozenset[str]]  # by the person's address; who has none is not in it


@dataclass
class _Told:
    """The roles that a trail has given so far, and the entries that met other roles than those."""

    roles: Roles = field(default_factory=dict)
    surprised: list[tuple[int, str, frozenset[str], frozenset[str]]] = field(default_factory=list)

    def take(self, row: Row[Any]) -> None:
        """Follow one entry; one that cannot be read is told of by the replay."""
        try:
            entry = read_entry(row)
            before, after = frozenset(entry.before["roles"]), frozenset(entry.after["roles"])
        except UNREADABLE:
            return
        held = self.roles.pop(entry.subject, frozenset())
        if before != held:
            self.surprised.append((row.number, entry.subject, before, held))
        if after:
            self.roles[entry.subject] = after


def wrong_roles(
    database: Connection, council_id: int, council: str, trail: Iterable[Row[Any]]
) -> Iterator[Difference]:
    """Give each person whose roles are not those that were given, and each change that met others."""
    told = _Told()
    for row in trail:
        if row.action == GIVEN:
            told.take(row)
    for number, email, before, held in told.surprised:
        yield Difference(
            "role", council, _words(before), _words(held), about=f"{email}, before entry {number}"
        )
    found = _found(database, council_id)
    for email in sorted(found.keys() | told.roles.keys(), key=str):
        ours, theirs = found.get(email, frozenset()), told.roles.get(email, frozenset())
        if ours != theirs:
            yield Difference("role", council, _words(ours), _words(theirs), about=email)


def _found(database: Connection, council_id: int) -> Roles:
    query = (
        select(people.c.email, person_roles.c.role)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(person_roles.c.council_id == council_id)
    )
    found: dict[str, set[str]] = {}
    for email, role in database.execute(query):
        found.setdefault(email, set()).add(role)
    return {email: frozenset(roles) for email, roles in found.items()}


def _words(roles: frozenset[str]) -> str:
    return ", ".join(sorted(map(str, roles))) or "no role"
