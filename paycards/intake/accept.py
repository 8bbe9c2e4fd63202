"""Take a file: its record, its lines, its natural keys, and what it says besides payments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from paycards.channels import Decoded
from paycards.intake.payments import Payments, payments_of
from paycards.reconcile.payments.duplicates import claim_receipts
from paycards.store import bulk, trail
from paycards.store.councils import ContractRow
from paycards.store.tables import files, lines, promises, statement_lines, statements


@dataclass(frozen=True)
class Received:
    """A file as it came, before anything is known of what is in it."""

    name: str
    sha256: str
    size_bytes: int
    in_hand: bool = False  # no drop says whose it is


def record_file(
    connection: Connection,
    received: Received,
    contract: ContractRow | None,
    *,
    state: str,
    reason: str,
    at: dt.datetime,
    decoded: Decoded | None = None,
    position: int | None = None,
    sequence: int | None = None,
    known_id: int | None = None,
) -> int:
    """Write, or bring up to date, the record of a file; return its id."""
    values: dict[str, Any] = {
        "council_id": contract.council_id if contract else None,
        "contract_id": contract.id if contract else None,
        "name": received.name,
        "sha256": received.sha256,
        "size_bytes": received.size_bytes,
        "layout": decoded.layout if decoded else "",
        "kind": decoded.kind if decoded else "",
        "series": decoded.series if decoded else "",
        "sequence": decoded.sequence if decoded else sequence,
        "position": position,
        "created_on": _date(decoded.created_on) if decoded else None,
        "state": state,
        "reason": reason,
        "row_count": decoded.rows if decoded else 0,
        "total_pence": decoded.total_pence if decoded else 0,
    }
    if state == "accepted" and decoded and decoded.kind != "payments":
        values["decided_at"] = at  # there is no money in it to place
    if known_id is None:
        new = insert(files).values(**values, received_at=at).returning(files.c.id)
        return int(connection.execute(new).scalar_one())
    connection.execute(update(files).where(files.c.id == known_id).values(**values))
    return known_id


def take_file(
    connection: Connection,
    received: Received,
    contract: ContractRow,
    decoded: Decoded,
    *,
    at: dt.datetime,
    actor: str,
    position: int | None,
    payments: Payments | None = None,
    action: str = "file.accepted",
    known_id: int | None = None,
    note: str = "",
) -> int:
    """Accept a file and everything in it; return its id. The caller holds the council's lock.

    `payments` are those of the file where they are at hand already.
    """
    file_id = record_file(
        connection,
        received,
        contract,
        state="accepted",
        reason="",
        at=at,
        decoded=decoded,
        position=position,
        known_id=known_id,
    )
    if decoded.kind == "payments":
        _take_payments(connection, file_id, contract, payments or payments_of(decoded))
    else:
        _CONTENT[decoded.kind](connection, file_id, contract, decoded)
    trail.record(
        connection,
        contract.council_id,
        at=at,
        actor=actor,
        action=action,
        subject=received.name,
        after={
            "file_id": file_id,
            "contract": contract.terms.code,
            "sha256": received.sha256,
            "position": position,
            "rows": decoded.rows,
            "total_pence": decoded.total_pence,
            "layout": decoded.layout,
            "layout_sha256": decoded.layout_sha256,
            "reference_prefix": contract.terms.reference_prefix,
            "fund_patterns": contract.terms.fund_patterns,
            "note": note,
        },
    )
    return file_id


def _take_payments(connection: Connection, file_id: int, contract: ContractRow, payments: Payments) -> None:
    bulk.load(connection, lines, payments.lines, file_id=file_id, contract_id=contract.id)
    if payments.keys is not None:
        claim_receipts(connection, file_id, contract.id, payments.keys)


def _take_promises(connection: Connection, file_id: int, contract: ContractRow, decoded: Decoded) -> None:
    assert decoded.frame is not None  # noqa: S101 - a decoder's promise
    names = {"row": "row_no", "rows": "row_count", "total_pence": "gross_pence"}
    bulk.load(
        connection, promises, decoded.frame.rename(columns=names), file_id=file_id, contract_id=contract.id
    )


def _take_statement(connection: Connection, file_id: int, contract: ContractRow, decoded: Decoded) -> None:
    found = decoded.statement
    assert found is not None  # noqa: S101 - a decoder's promise
    connection.execute(
        insert(statements).values(
            file_id=file_id,
            contract_id=contract.id,
            opening_on=_date(found.opening_on),
            closing_on=_date(found.closing_on),
            opening_pence=found.opening_pence,
            credits_pence=found.credits_pence,
            debits_pence=found.debits_pence,
            closing_pence=found.closing_pence,
        )
    )
    rows = [
        {"file_id": file_id, "extension": extension, "amount_pence": pence}
        for extension, pence in found.lines.items()
    ]
    if rows:
        connection.execute(insert(statement_lines), rows)


def _take_nothing(connection: Connection, file_id: int, contract: ContractRow, decoded: Decoded) -> None:
    """Keep a report as it is; cards are learned by the job that imports, which also reports on them."""


_CONTENT = {
    "control": _take_promises,
    "statement": _take_statement,
    "cards": _take_nothing,
    "report": _take_nothing,
}


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
