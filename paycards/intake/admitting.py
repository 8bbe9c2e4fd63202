"""Admit a file that was received: rule on it, and take it whole or refuse it whole, in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.intake.arrival import Arrival
from paycards.intake.gaps import watch_numbers
from paycards.intake.learn_cards import CrossReference, learn_cards
from paycards.intake.promises import watch_promises
from paycards.intake.recording import WAITING, FileEntry, Received, record_file
from paycards.intake.ruling import find_known, is_settled, rule
from paycards.intake.supplier_statements import review_statements, watch_statement
from paycards.intake.taking import Incoming, take_file
from paycards.store.problems import file_subject
from paycards.store.step import Step


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `fresh` is false when it was here before and nothing was recorded.

    `rejected` is true once a person has decided that it is never taken, refused or held as it is.
    """

    id: int
    contract: str
    name: str
    sha256: str
    state: str
    reason: str
    rows: int
    total_pence: int
    fresh: bool
    rejected: bool

    @property
    def needs_person(self) -> bool:
        """Tell whether somebody has yet to decide about the file."""
        return self.state in WAITING and not self.rejected


def admit(step: Step, arrival: Arrival) -> FileResult:
    """Rule on a file, and take it or refuse it; does nothing for one that was settled meanwhile."""
    known = find_known(step.connection, arrival.contract, arrival.received)
    if known is not None and is_settled(known):
        return as_result(arrival.contract, known, fresh=False)
    if arrival.contract is None or arrival.decoded is None:
        _refuse(step, arrival, known)
    else:
        incoming = Incoming(
            received=arrival.received,
            contract=arrival.contract,
            decoded=arrival.decoded,
            known_id=known.id if known else None,
            payments=arrival.payments,
        )
        _rule_on(step, incoming, known)
    now = find_known(step.connection, arrival.contract, arrival.received)
    return as_result(arrival.contract, now, fresh=True)


def _refuse(step: Step, arrival: Arrival, known: Row[Any] | None) -> None:
    received, contract = arrival.received, arrival.contract
    if contract is not None and known is not None and known.contract_id is None:
        _close_refusal(step, received, known, f"it belongs to {contract.terms.code} now")
    entry = FileEntry(
        received=received,
        contract=contract,
        state="quarantined",
        reason=arrival.fault,
        sequence=arrival.identity.sequence if arrival.identity else None,
        known_id=known.id if known else None,
    )
    record_file(step, entry)
    _open_problem(step, entry)


def _rule_on(step: Step, incoming: Incoming, known: Row[Any] | None) -> None:
    if known is not None:
        _close_refusal(step, incoming.received, known, "the file can be read now")
    ruling = rule(
        step.connection, incoming.contract, incoming.decoded, incoming.received.sha256, step.booked_on
    )
    incoming = replace(incoming, position=ruling.position)
    if ruling.state == "accepted":
        accept(step, incoming)
        return
    entry = incoming.entry(ruling.state, ruling.reason)
    record_file(step, entry)
    if ruling.state == "repeat":
        watch_numbers(step, incoming.contract, incoming.decoded, ruling.position)
    else:
        _open_problem(step, entry)


def accept(step: Step, incoming: Incoming, *, action: str = "file.accepted", note: str = "") -> int:
    """Take a file, and say what it means for other files; return its id."""
    file_id = take_file(step, incoming, action=action, note=note)
    close_problems_of(step, incoming.contract.id, incoming.received, "the file was accepted")
    contract, decoded, name = incoming.contract, incoming.decoded, incoming.received.name
    watch_numbers(step, contract, decoded, incoming.position)
    match decoded.kind:
        case "cards":
            learn_cards(step, contract, CrossReference(name, incoming.received.sha256, decoded))
        case "control":
            watch_promises(step, contract, _promised(incoming))
        case "statement":
            watch_statement(step, contract, file_id)
            review_statements(step, contract)
        case "payments":
            watch_promises(step, contract, [name])
            review_statements(step, contract)
    return file_id


def _promised(incoming: Incoming) -> Iterable[str]:
    frame = incoming.decoded.frame
    return () if frame is None else frame["file_name"].tolist()


def close_problems_of(step: Step, contract_id: int | None, received: Received, note: str) -> None:
    """Close the problem that a refused or held file opened."""
    subject = file_subject(received.name, received.sha256)
    for kind in WAITING:
        step.close_problem(kind, subject, contract_id=contract_id, note=note, by=step.actor)


def _close_refusal(step: Step, received: Received, known: Row[Any], note: str) -> None:
    """Close the problem that the refusal of this file opened, under the contract that it had then."""
    subject = file_subject(received.name, received.sha256)
    step.close_problem("quarantined", subject, contract_id=known.contract_id, note=note, by=step.actor)


def _open_problem(step: Step, entry: FileEntry) -> None:
    step.open_problem(
        entry.state,
        file_subject(entry.received.name, entry.received.sha256),
        contract_id=entry.contract.id if entry.contract else None,
        of=f"{entry.contract.terms.code}: " if entry.contract else "",
        file=entry.received.name,
        reason=entry.reason,
    )


def as_result(contract: ContractRow | None, known, *, fresh: bool) -> FileResult:  # type: ignore[no-untyped-def]
    """Say how the file of a record stands."""
    return FileResult(
        id=known.id,
        contract=contract.terms.code if contract else "",
        name=known.name,
        sha256=known.sha256,
        state=known.state,
        reason=known.reason,
        rows=known.row_count,
        total_pence=known.total_pence,
        fresh=fresh,
        rejected=bool(known.rejected),
    )
