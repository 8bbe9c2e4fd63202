"""What the books say of the references of a sheet: whose they are, and how they are read today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.parts import in_parts
from paycards.store.tables.accounts import accounts
from paycards.store.tables.corrections import corrected_references


@dataclass(frozen=True)
class Books:
    """Accounts by reference and by id. `read_as` has the account of each reference that is read as another.

    `undone` has the account as which a reference was read until that was undone.
    """

    accounts: dict[str, list[Row[Any]]]
    by_id: dict[int, Row[Any]]
    read_as: dict[str, int]
    undone: dict[str, int]

    @property
    def readings(self) -> dict[int, str]:
        """A wrong reference of each account as which one is read."""
        return {account_id: wrong for wrong, account_id in self.read_as.items()}


def books_of(connection: Connection, council_id: int, references: Collection[str]) -> Books:
    """Look the references of a sheet up."""
    this = corrected_references.c
    history = connection.execute(
        select(this.wrong, this.account_id).where(this.council_id == council_id).order_by(this.number)
    )
    read_as: dict[str, int] = {}
    undone: dict[str, int] = {}
    for wrong, account_id in history:
        if account_id is None:
            undone[wrong] = read_as.pop(wrong)
        else:
            read_as[wrong] = account_id
            undone.pop(wrong, None)
    found = _accounts(connection, council_id, references)
    named = {*read_as.values(), *undone.values()}
    ids = {row.id: row for row in found} | _by_id(connection, named)
    by_reference: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in found:
        by_reference[row.match_reference].append(row)
    return Books(by_reference, ids, read_as, undone)


def councils_of(
    connection: Connection, council_ids: Collection[int], references: Collection[str]
) -> list[int]:
    """Which of these councils have an account of one of these references."""
    found: set[int] = set()
    query = select(accounts.c.council_id).where(accounts.c.council_id.in_(council_ids)).distinct()
    for some in in_parts(sorted(references)):
        named = query.where(accounts.c.match_reference.in_(some))
        found |= set(connection.execute(named).scalars())
    return sorted(found)


def _accounts(connection: Connection, council_id: int, references: Collection[str]) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    of_council = select(accounts).where(accounts.c.council_id == council_id).order_by(accounts.c.fund)
    for some in in_parts(sorted(references)):
        found += connection.execute(of_council.where(accounts.c.match_reference.in_(some))).all()
    return found


def _by_id(connection: Connection, ids: Collection[int]) -> dict[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    for some in in_parts(sorted(ids)):
        found |= {row.id: row for row in connection.execute(select(accounts).where(accounts.c.id.in_(some)))}
    return found
