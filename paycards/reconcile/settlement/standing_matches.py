"""The matches of a contract, and how each ended, if it did. Each has a number, from 1 in its contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from paycards.store.tables.settlement import match_ends, matches

CONFIRMED, PROPOSED = "confirmed", "proposed"
TAKEN_BACK, LAPSED, ACCEPTED, REFUSED = "taken_back", "lapsed", "accepted", "refused"

NUMBER: ColumnElement[int] = func.row_number().over(partition_by=matches.c.contract_id, order_by=matches.c.id)

_ALL: Select[Any] = (
    select(matches, NUMBER.label("number"), match_ends.c.why)
    .select_from(matches.outerjoin(match_ends, match_ends.c.match_id == matches.c.id))
    .order_by(matches.c.id)
)


def all_matches(connection: Connection, contract_id: int) -> list[Row[Any]]:
    """Return every match of a contract in the order of making; `why` is None while it stands."""
    return list(connection.execute(_ALL.where(matches.c.contract_id == contract_id)))


def standing(found: Iterable[Row[Any]], state: str | None = None) -> list[Row[Any]]:
    """Return those that stand, of one state if one is asked for."""
    return [each for each in found if each.why is None and state in (None, each.state)]


def refused_pairs(found: Iterable[Row[Any]]) -> set[tuple[int, int, str]]:
    """Return file, row and due of each pair that a person refused or took back."""
    return {(each.file_id, each.row_no, each.due) for each in found if each.why in (TAKEN_BACK, REFUSED)}
