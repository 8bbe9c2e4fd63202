"""The files desk: see what came, release what is held, reject what is held or refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from paycards.access.note import checked_note, decision
from paycards.access.visit import Visit
from paycards.channels import Decoded, read_file
from paycards.errors import FileRefused, NotAllowed
from paycards.intake.accept import Received
from paycards.intake.import_files import WHAT_TO_DO, take_and_watch
from paycards.intake.records import FileRow, find_file, listed
from paycards.store import trail
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.problems import close_problem, file_subject
from paycards.store.tables import files


def release_file(visit: Visit, which: str, *, note: str) -> FileRow:
    """Accept a held file: read again from the archive, and taken whole in one transaction.

    It has no place in the running numbers if an accepted file took its number. `which` is an id or
    a name. Raises UsageError for an unknown file or empty note, NotAllowed if it is not held,
    FileRefused if it cannot be read now, Corrupt if the archive lost it.
    """
    note = checked_note(note)
    held = _record_of(visit, which)
    _require_held(held)
    contract = visit.installation.contract(held.contract_id)
    decoded = _read_again(visit, contract, held)
    with council_step(visit.installation.engine, contract.council_id) as connection:
        held = find_file(connection, str(held.id))
        _require_held(held)
        take_and_watch(
            visit,
            connection,
            Received(held.name, held.sha256, held.size_bytes),
            contract,
            decoded,
            position=None if _is_taken(connection, held) else held.position,
            known_id=held.id,
            action="file.released",
            note=note,
        )
        return listed(connection, held.id)


def _record_of(visit: Visit, which: str) -> Row[Any]:
    with reading(visit.installation.engine) as connection:
        return find_file(connection, which)


def _require_held(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} was rejected: ask the supplier to send it again.")
    if record.state != "held":
        raise NotAllowed(f"{record.name} is {record.state}: only a held file can be released.")


def _read_again(visit: Visit, contract: ContractRow, record: Row[Any]) -> Decoded:
    terms = contract.terms
    decoded = read_file(
        record.name,
        visit.installation.archive.read(record.sha256),
        visit.installation.layouts.for_channel(terms.channel),
        reference_prefix=terms.reference_prefix,
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


def reject_file(visit: Visit, which: str, *, note: str) -> FileRow:
    """Reject a held or refused file for good; its problem is closed with the note.

    `which` is an id or a name. Raises UsageError for an unknown file or empty note, NotAllowed if
    the file was accepted, repeated another, or is rejected already.
    """
    note = checked_note(note)
    council_id = _record_of(visit, which).council_id
    with decision(visit, council_id) as connection:
        record = find_file(connection, which)
        _require_undecided(record)
        connection.execute(update(files).where(files.c.id == record.id).values(rejected=1))
        _close_its_problem(connection, visit, record, note)
        if council_id is not None:
            _record_rejection(connection, visit, record, note)
        return listed(connection, record.id)


def _require_undecided(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} is rejected already.")
    if record.state not in WHAT_TO_DO:
        raise NotAllowed(f"{record.name} is {record.state}: only a held or refused file can be rejected.")


def _close_its_problem(connection: Connection, visit: Visit, record: Row[Any], note: str) -> None:
    for kind in WHAT_TO_DO:
        close_problem(
            connection,
            contract_id=record.contract_id,
            kind=kind,
            subject=file_subject(record.name, record.sha256),
            at=visit.now,
            by=visit.visitor.name,
            note=note,
        )


def _record_rejection(connection: Connection, visit: Visit, record: Row[Any], note: str) -> None:
    trail.record(
        connection,
        record.council_id,
        at=visit.now,
        actor=visit.visitor.name,
        action="file.rejected",
        subject=record.name,
        before={"state": record.state, "rejected": 0, "reason": record.reason},
        after={
            "file_id": record.id,
            "sha256": record.sha256,
            "state": record.state,
            "rejected": 1,
            "note": note,
        },
    )
