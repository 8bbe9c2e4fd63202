"""Admit a file that was received: rule on it, and take it whole or refuse it whole, in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from paycards.access.contracts import ContractRow
from paycards.intake.arrival import Arrival
from paycards.intake.busy_cards import report_busy_cards
from paycards.intake.file_result import FileResult, as_result
from paycards.intake.gaps import watch_numbers
from paycards.intake.learn_cards import CrossReference, learn_cards
from paycards.intake.promises import watch_promises
from paycards.intake.recording import WAITING, FileEntry, Received, record_file
from paycards.intake.ruling import is_settled, known_among, rule
from paycards.intake.supplier_statements import review_statement_after, watch_statement
from paycards.intake.taking import Incoming, take_file
from paycards.store.problems import file_subject
from paycards.store.step import Step
from paycards.store.tables.audit import problems

WATCHED = ("gap", "statement")  # kinds of problem that another file may put right


def admit(step: Step, arrival: Arrival) -> FileResult:
    """Rule on a file, and take it or refuse it; does nothing for one that was settled meanwhile."""
    known = _find_known(step.connection, arrival)
    if known is not None and is_settled(known, again=arrival.received.again):
        return as_result(arrival.contract, known, fresh=False)
    if arrival.contract is None or arrival.decoded is None:
        entry = _refuse(step, arrival, known)
    else:
        incoming = Incoming(
            received=arrival.received,
            contract=arrival.contract,
            decoded=arrival.decoded,
            known_id=known.id if known else None,
            payments=arrival.payments,
        )
        entry = _rule_on(step, incoming)
    if known is not None:
        _close_former(step, entry, known)
    return _new_result(entry)


def _find_known(connection: Connection, arrival: Arrival) -> Row[Any] | None:
    """Find the record of a file; one in hand may have been refused while it belonged to no contract."""
    ids = {0, arrival.contract.id if arrival.contract else 0}
    records = known_among(connection, ids, [arrival.received.name])
    return arrival.received.record_among(arrival.contract, records)


def _refuse(step: Step, arrival: Arrival, known: Row[Any] | None) -> FileEntry:
    entry = FileEntry(
        received=arrival.received,
        contract=arrival.contract,
        state="quarantined",
        reason=arrival.fault,
        sequence=arrival.identity.sequence if arrival.identity else None,
        known_id=known.id if known else None,
    )
    entry = replace(entry, known_id=record_file(step, entry))
    _open_problem(step, entry)
    return entry


def _rule_on(step: Step, incoming: Incoming) -> FileEntry:
    ruling = rule(step.connection, incoming.contract, incoming.decoded, incoming.received.sha256, step.today)
    incoming = replace(incoming, position=ruling.position)
    entry = incoming.entry(ruling.state, ruling.reason)
    if ruling.state == "accepted":
        return replace(entry, known_id=accept(step, incoming))
    entry = replace(entry, known_id=record_file(step, entry))
    if ruling.state == "repeat":
        gaps = _still_open(step, incoming.contract)["gap"]
        watch_numbers(step, incoming.contract, incoming.decoded, ruling.position, gaps)
    else:
        _open_problem(step, entry)
    return entry


def accept(step: Step, incoming: Incoming, *, action: str = "file.accepted", note: str = "") -> int:
    """Take a file, and say what it means for other files and of itself; return its id."""
    file_id = take_file(step, incoming, action=action, note=note)
    contract, decoded, name = incoming.contract, incoming.decoded, incoming.received.name
    still_open = _still_open(step, contract)
    watch_numbers(step, contract, decoded, incoming.position, still_open["gap"])
    match decoded.kind:
        case "cards":
            learn_cards(step, contract, CrossReference(file_id, name, incoming.received.sha256, decoded))
        case "control":
            watch_promises(step, contract, _promised(incoming))
        case "statement":
            watch_statement(step, contract, file_id)
        case "payments":
            watch_promises(step, contract, [name])
            report_busy_cards(step, contract, name, incoming.payments.busy if incoming.payments else None)
    if still_open["statement"]:
        review_statement_after(step, contract, file_id, still_open["statement"])
    return file_id


_STILL_OPEN = select(problems.c.kind, problems.c.subject).where(
    problems.c.council_id == bindparam("of_council"),
    problems.c.contract_id == bindparam("of_contract"),
    problems.c.kind.in_(WATCHED),
    problems.c.closed_at.is_(None),
)


def _still_open(step: Step, contract: ContractRow) -> dict[str, set[str]]:
    """The subjects of a contract's open problems, by kind, of those that another file may put right."""
    of = {"of_council": contract.council_id, "of_contract": contract.id}
    found: dict[str, set[str]] = {kind: set() for kind in WATCHED}
    for kind, subject in step.connection.execute(_STILL_OPEN, of):
        found[kind].add(subject)
    return found


def _promised(incoming: Incoming) -> Iterable[str]:
    frame = incoming.decoded.frame
    return () if frame is None else frame["file_name"].tolist()


def close_problems_of(step: Step, contract_id: int | None, received: Received, note: str) -> None:
    """Close the problem that a refused or held file opened."""
    subject = file_subject(received.name, received.sha256)
    for kind in WAITING:
        step.close_problem(kind, subject, contract_id=contract_id, note=note, by=step.actor)


def _close_former(step: Step, entry: FileEntry, known: Row[Any]) -> None:
    """Close the problem that this file had before, under the contract that it had then, unless it stays."""
    contract_id = entry.contract.id if entry.contract else None
    if (known.state, known.contract_id) == (entry.state, contract_id):
        return
    subject = file_subject(entry.received.name, entry.received.sha256)
    note = "it belongs to another contract now" if known.contract_id != contract_id else _NOW[entry.state]
    step.close_problem(known.state, subject, contract_id=known.contract_id, note=note, by=step.actor)


_NOW = {
    "accepted": "the file was accepted",
    "repeat": "the file can be read now",
    "held": "the file can be read now",
    "quarantined": "the file is refused now",
}


def _open_problem(step: Step, entry: FileEntry) -> None:
    step.open_problem(
        entry.state,
        file_subject(entry.received.name, entry.received.sha256),
        contract_id=entry.contract.id if entry.contract else None,
        of=f"{entry.contract.terms.code}: " if entry.contract else "",
        file=entry.received.name,
        reason=entry.reason,
    )


def _new_result(entry: FileEntry) -> FileResult:
    assert entry.known_id is not None  # noqa: S101 - it was recorded
    decoded = entry.decoded
    return FileResult(
        id=entry.known_id,
        contract=entry.contract.terms.code if entry.contract else "",
        name=entry.received.name,
        sha256=entry.received.sha256,
        state=entry.state,
        reason=entry.reason,
        rows=decoded.rows if decoded else 0,
        total_pence=decoded.total_pence if decoded else 0,
        fresh=True,
        rejected=False,
    )
