"""What verify compares of opening items: what each supplier owed before its first file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.store.tables.councils import contracts
from paycards.store.tables.settlement import opening_items
from paycards.verify.check import Check, columns_of


def _items(council_id: int) -> Select[Any]:
    told = columns_of(opening_items, without=("file_id", "row_no", "council_id", "contract_id"))
    return (
        select(opening_items.c.file_id, opening_items.c.row_no, *told, contracts.c.code.label("contract"))
        .outerjoin(contracts, contracts.c.id == opening_items.c.contract_id)
        .where(opening_items.c.council_id == council_id)
    )


OPENING_CHECKS = (Check("opening item", 2, _items),)
