"""The matches between the bank's entries and the dues, in the order in which they were made.

A proposal that was accepted is left out: the confirmed match that a person made of it stands for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, select

from paycards.ledger.bank_files import bank_file_key
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.settlement import match_ends, matches

MATCHES: Select[Any] = (
    select(
        councils.c.code.label("council"),
        contracts.c.code.label("contract"),
        matches.c.due,
        bank_file_key().label("file"),
        matches.c.row_no.label("row"),
        matches.c.amount_pence,
        matches.c.rule,
        case((match_ends.c.match_id.is_(None), matches.c.state), else_="taken_back").label("state"),
    )
    .select_from(matches)
    .join(councils, councils.c.id == matches.c.council_id)
    .join(contracts, contracts.c.id == matches.c.contract_id)
    .join(files, files.c.id == matches.c.file_id)
    .outerjoin(match_ends, match_ends.c.match_id == matches.c.id)
    .where(func.coalesce(match_ends.c.why, "") != "accepted")
    .order_by(matches.c.id)
)
