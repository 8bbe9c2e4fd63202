"""Take a file: its record, its lines, its natural keys, and what it says besides payments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.clock import local_date
from paycards.intake.payment_days import keep_sums
from paycards.intake.payments import Payments
from paycards.intake.recording import FileEntry, Received, date_of, record_file
from paycards.reconcile.payments.duplicates import claim_receipts
from paycards.store import bulk
from paycards.store.step import Step
from paycards.store.tables.files import accepted_files, promises, statement_lines, supplier_statements
from paycards.store.tables.lines import lines


@dataclass(frozen=True)
class Incoming:
    """A file that may be taken: what came, whose it is, what it says, and its place in the numbers.

    `payments` are there where it is a file of payments; `known_id` is its record where it has one.
    """

    received: Received
    contract: ContractRow
    decoded: Decoded
    position: int | None = None
    known_id: int | None = None
    payments: Payments | None = None

    def entry(self, state: str, reason: str = "") -> FileEntry:
        """What is written down of it in this state."""
        return FileEntry(
            received=self.received,
            contract=self.contract,
            state=state,
            reason=reason,
            decoded=self.decoded,
            position=self.position,
            known_id=self.known_id,
        )


def take_file(step: Step, incoming: Incoming, *, action: str = "file.accepted", note: str = "") -> int:
    """Accept a file and everything in it, in the council's own step; return its id."""
    file_id = record_file(step, incoming.entry("accepted"))
    decoded, contract = incoming.decoded, incoming.contract
    _note_acceptance(step, file_id, contract, decoded)
    if incoming.payments is not None:
        _take_payments(step.connection, file_id, contract, incoming.payments)
    else:
        _CONTENT[decoded.kind](step.connection, file_id, contract, decoded)
    step.record(
        action,
        incoming.received.name,
        after={
            "file_id": file_id,
            "contract": contract.terms.code,
            "sha256": incoming.received.sha256,
            "position": incoming.position,
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


_ACCEPTED = insert(accepted_files)


def _note_acceptance(step: Step, file_id: int, contract: ContractRow, decoded: Decoded) -> None:
    """Write down when it was accepted, and what it says of the money that is to follow."""
    step.connection.execute(
        _ACCEPTED,
        {
            "file_id": file_id,
            "contract_id": contract.id,
            "accepted_at": step.at,
            "own_day": date_of(decoded.named_day) or local_date(step.at),
            "settles_on": date_of(decoded.settles_on),
            "till_pence": decoded.till_pence,
        },
    )


def _take_payments(connection: Connection, file_id: int, contract: ContractRow, payments: Payments) -> None:
    bulk.load(connection, lines, payments.lines, file_id=file_id, contract_id=contract.id)
    if payments.keys is not None:
        claim_receipts(connection, file_id, contract.id, payments.keys)
    keep_sums(connection, file_id, contract.id, payments.sums)


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
        insert(supplier_statements).values(
            file_id=file_id,
            contract_id=contract.id,
            opening_on=date_of(found.opening_on),
            closing_on=date_of(found.closing_on),
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
