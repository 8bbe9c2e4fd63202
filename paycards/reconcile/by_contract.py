"""What a question found of several contracts, sorted by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CursorResult, Row


def by_contract(contract_ids: Iterable[int], rows: CursorResult[Any]) -> dict[int, list[Row[Any]]]:
    """Return the rows of each contract in their order, by the column `contract_id`; none for none."""
    found: dict[int, list[Row[Any]]] = {contract_id: [] for contract_id in contract_ids}
    for row in rows.all():
        found[row.contract_id].append(row)
    return found
