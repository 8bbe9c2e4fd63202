"""What is open of a contract on both sides, as the rules of matching see it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.reconcile.bank.chain import chain
from paycards.reconcile.bank.statements import TAKEN, entered, taken
from paycards.reconcile.bank.whose import OURS
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.matching.items import OpenDue, OpenEntry
from paycards.store.tables.bank import bank_entries, bank_statements

Place = tuple[int, int]  # file and row of an entry


def entry_key(file_id: int, row_no: int) -> str:
    """Name an entry for the rules.

    >>> entry_key(12, 3), place_of("12:3")
    ('12:3', (12, 3))
    """
    return f"{file_id}:{row_no}"


def place_of(key: str) -> Place:
    """The file and row that `entry_key` named."""
    file_id, row_no = key.split(":")
    return int(file_id), int(row_no)


def own_entries(connection: Connection, contract_id: int) -> list[Row[Any]]:
    """Return the entries of the bank that are a contract's, in the order in which they came."""
    query = (
        select(bank_entries)
        .join(bank_statements, bank_statements.c.id == bank_entries.c.statement_id)
        .where(bank_entries.c.contract_id == contract_id, bank_entries.c.whose == OURS)
        .where(bank_statements.c.state == TAKEN)
    )
    return list(connection.execute(query.order_by(bank_entries.c.file_id, bank_entries.c.row_no)))


def open_parts(entries: Iterable[Row[Any]], confirmed: Iterable[Row[Any]]) -> dict[Place, int]:
    """Return what of each entry no confirmed match explains; those of which nothing is left are left out.

    With what the bank charged an entry is what was paid.
    """
    explained: Counter[Place] = Counter()
    for match in confirmed:
        explained[match.file_id, match.row_no] += match.amount_pence
    paid = {_place(each): each.amount_pence + each.charges_pence for each in entries}
    left = {place: pence - explained[place] for place, pence in paid.items()}
    return {place: pence for place, pence in left.items() if pence}


def open_entries(
    connection: Connection, council_id: int, entries: Sequence[Row[Any]], left: dict[Place, int]
) -> list[OpenEntry]:
    """Return the entries of which something is left; a statement's place is that in its account's chain."""
    still_open = [each for each in entries if _place(each) in left]
    places = _places(connection, council_id, still_open)
    return [
        OpenEntry(
            entry_key(each.file_id, each.row_no),
            each.booked_on,
            (places.get(each.statement_id, 0), each.row_no),
            left[_place(each)],
        )
        for each in still_open
    ]


def _places(connection: Connection, council_id: int, entries: Sequence[Row[Any]]) -> dict[int, int]:
    """The places of statements in their chains; none where no day has entries of two statements."""
    of_day: dict[dt.date, int] = {}
    if all(of_day.setdefault(each.booked_on, each.statement_id) == each.statement_id for each in entries):
        return {}
    return {
        linked.statement.id: place
        for account in {each.account for each in entries}
        for place, linked in enumerate(_chain(connection, council_id, account))
    }


def open_dues(dues: Iterable[Due]) -> list[OpenDue]:
    """Return the dues of which something is outstanding."""
    return [OpenDue(due.key, due.due_on, due.outstanding_pence) for due in dues if due.outstanding_pence]


def _chain(connection: Connection, council_id: int, account: str) -> Sequence[Any]:
    return chain(taken(connection, council_id, account), entered(connection, council_id, account))


def _place(entry: Row[Any]) -> Place:
    return entry.file_id, entry.row_no
