"""What people decide about a file that waits: to accept it after all, or to reject it for good."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.clock import local_date
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.unchanged import require_unchanged
from paycards.errors import FileRefused, NotAllowed
from paycards.intake.admitting import accept, close_problems_of
from paycards.intake.payments import payments_of
from paycards.intake.recording import WAITING, Received
from paycards.intake.records import record_of
from paycards.intake.taking import Incoming
from paycards.reconcile.subjects import FILE
from paycards.store.step import Step
from paycards.store.tables.files import files


def proposed_about(record: Row[Any], kind: str, note: str) -> Proposal:
    """Propose to release or to reject a file; its own total is what the tier goes by."""
    return Proposal(
        kind=kind,
        subject=record.name,
        amount_pence=record.total_pence,
        about={f"{FILE}:{record.id}": abs(record.total_pence)},
        terms={"file_id": record.id, "sha256": record.sha256},
        reason=note,
    )


def file_state(record: Row[Any]) -> str:
    """The state of a file as its version has it."""
    return "rejected" if record.rejected else str(record.state)


def require_file_shown(step: Step, record: Row[Any], version: str) -> None:
    """Raise Stale unless a file is as a page showed it; a file of no council has no decisions."""
    if step.council_id is not None:
        require_unchanged(step, f"{FILE}:{record.id}", file_state(record), version)


def require_held(record: Row[Any]) -> None:
    """Raise NotAllowed unless a file is held, and is a supplier's."""
    if record.rejected:
        raise NotAllowed(f"{record.name} was rejected: ask the supplier to send it again.")
    if record.state != "held":
        raise NotAllowed(f"{record.name} is {record.state}: only a held file can be released.")
    if record.contract_id is None:
        raise NotAllowed(
            f"{record.name} is of no contract: it cannot be released.", code="file_of_no_contract"
        )


def require_undecided(record: Row[Any]) -> None:
    """Raise NotAllowed unless a file waits for a decision."""
    if record.rejected:
        raise NotAllowed(f"{record.name} is rejected already.", code="file_rejected")
    if record.state not in WAITING:
        raise NotAllowed(
            f"{record.name} is {record.state}: only a held or refused file can be rejected.",
            code="file_not_waiting",
        )


def apply_release(step: Step, installation: Installation, decision: Decision) -> None:
    """Accept a held file, read again from the archive.

    It has no place in the running numbers if an accepted file took its number. Raises NotAllowed if it is not
    held any more, FileRefused if it cannot be read now, Corrupt if the archive lost it.
    """
    held = record_of(step, decision.terms["file_id"])
    require_held(held)
    contract = installation.contract(held.contract_id)
    decoded = _read_again(installation, contract, held)
    installation.keep_layout(decoded.layout)
    incoming = Incoming(
        received=Received(held.name, held.sha256, held.size_bytes),
        contract=contract,
        decoded=decoded,
        position=None if _is_taken(step.connection, held) else held.position,
        known_id=held.id,
        payments=payments_of(decoded, watched=True) if decoded.kind == "payments" else None,
    )
    accept(step, incoming, action="file.released", note=decision.reason)
    close_problems_of(step, contract.id, incoming.received, "the file was accepted")


def apply_rejection(step: Step, _: Installation, decision: Decision) -> None:
    """Reject a file for good. Raises NotAllowed if it does not wait any more."""
    reject(step, decision.terms["file_id"], decision.reason)


def reject(step: Step, file_id: int, note: str) -> None:
    """Reject a file; its problem is closed with the note."""
    record = record_of(step, file_id)
    require_undecided(record)
    step.connection.execute(update(files).where(files.c.id == record.id).values(rejected=1))
    received = Received(record.name, record.sha256, record.size_bytes)
    close_problems_of(step, record.contract_id, received, note)
    step.record(
        "file.rejected",
        record.name,
        before={"state": record.state, "rejected": 0, "reason": record.reason},
        after={
            "file_id": record.id,
            "sha256": record.sha256,
            "state": record.state,
            "rejected": 1,
            "note": note,
        },
    )


def _read_again(installation: Installation, contract: ContractRow, record: Row[Any]) -> Decoded:
    terms = contract.terms
    decoded = read_file(
        record.name,
        installation.archive.read(record.sha256),
        installation.layouts.for_channel(terms.channel),
        reference_prefix=terms.reference_prefix,
        came_on=local_date(record.received_at),
    )
    if decoded.client_code != terms.client_code:
        raise FileRefused(f"it names the client {decoded.client_code}, not {terms.client_code}")
    return decoded


def _is_taken(connection: Connection, record: Row[Any]) -> bool:
    same_number = select(files.c.id).where(
        files.c.contract_id == record.contract_id,
        files.c.series == record.series,
        files.c.position == record.position,
        files.c.state == "accepted",
    )
    return connection.execute(same_number).first() is not None
