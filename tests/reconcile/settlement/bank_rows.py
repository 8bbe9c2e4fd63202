"""The rows that a bank's credit and its match leave, written as they are: no reader, no rule is asked."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert

from paycards.access.contracts import ContractRow
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.files import files
from paycards.store.tables.settlement import match_ends, matches

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Match:
    """A credit of `pence` on a day that settles so much of a due; `ended` is when it was taken back."""

    due: str
    pence: int
    on: dt.date
    fee: int = 0
    state: str = "confirmed"
    ended: dt.date | None = None


def write_match(connection: Connection, contract: ContractRow, match: Match) -> None:
    """Write a bank file of one credit, its statement and entry, and the match."""
    at = dt.datetime.combine(match.on, dt.time(4), tzinfo=dt.UTC)
    file_id = _write(connection, files, **_file(contract, match, at))
    statement_id = _write(connection, bank_statements, **_statement(contract, match, file_id))
    where = {"file_id": file_id, "row_no": 1, "statement_id": statement_id}
    entry = {"account": "GENERAL", "status": "BOOK", "booked_on": match.on, "amount_pence": match.pence}
    connection.execute(insert(bank_entries).values(**where, **entry, **_ours(contract)))
    match_id = _write(
        connection,
        matches,
        council_id=contract.council_id,
        contract_id=contract.id,
        due=match.due,
        file_id=file_id,
        row_no=1,
        amount_pence=match.pence,
        fee_pence=match.fee,
        rule="exact",
        state=match.state,
        reason="its amount",
        made_on=match.on,
        made_by="paycards",
        made_at=at,
    )
    if match.ended:
        end = {"match_id": match_id, "ended_on": match.ended, "ended_by": "tester", "ended_at": at}
        connection.execute(insert(match_ends).values(**end, why="taken_back"))


def _ours(contract: ContractRow) -> dict[str, Any]:
    return {"council_id": contract.council_id, "contract_id": contract.id, "whose": "ours"}


def _write(connection: Connection, table: Table, **values: Any) -> int:
    return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _file(contract: ContractRow, match: Match, at: dt.datetime) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "council_id": contract.council_id,
        "name": f"bank-{number}.xml",
        "sha256": f"{number:064}",
        "size_bytes": 1,
        "layout": "camt.053.001.08",
        "kind": "bank",
        "series": "",
        "state": "accepted",
        "row_count": 1,
        "total_pence": match.pence,
        "reason": "",
        "received_at": at,
        "decided_at": at,
    }


def _statement(contract: ContractRow, match: Match, file_id: int) -> dict[str, Any]:
    return {
        "council_id": contract.council_id,
        "account": "GENERAL",
        "file_id": file_id,
        "place": 1,
        "begins_on": match.on,
        "ends_on": match.on,
        "opening_pence": 0,
        "closing_pence": match.pence,
        "digest": "0" * 64,
        "proved": 1,
        "state": "taken",
    }
