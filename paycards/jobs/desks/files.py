"""The files desk: see what came, release what is held, reject what is held or refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from paycards.channels import Decoded, read_file
from paycards.errors import FileRefused, NotAllowed
from paycards.jobs.context import LOCAL, Context
from paycards.jobs.desks.asked import checked_note, decision
from paycards.jobs.desks.file_records import FileRow, find_file, listed
from paycards.jobs.files.accept import Received
from paycards.jobs.files.import_files import WHAT_TO_DO, take_and_watch
from paycards.store import trail
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.problems import close_problem, file_subject
from paycards.store.tables import files


def release_file(context: Context, which: str, *, note: str) -> FileRow:
    """Accept a held file: read again from the archive, and taken whole in one transaction.

    It has no place in the running numbers if an accepted file took its number. `which` is an id or
    a name. Raises UsageError for an unknown file or empty note, NotAllowed if it is not held,
    FileRefused if it cannot be read now, Corrupt if the archive lost it.
    """
    note = checked_note(note)
    held = _record_of(context, which)
    _require_held(held)
    row = context.contract(held.contract_id)
    decoded = _read_again(context, row, held)
    with council_step(context.engine, row.council_id) as connection:
        held = find_file(connection, str(held.id))
        _require_held(held)
        take_and_watch(
            context,
            connection,
            Received(held.name, held.sha256, held.size_bytes),
            row,
            decoded,
            position=None if _is_taken(connection, held) else held.position,
            known_id=held.id,
            action="file.released",
            note=note,
        )
        return listed(connection, held.id)


def _record_of(context: Context, which: str) -> Row[Any]:
    with reading(context.engine) as connection:
        return find_file(connection, which)


def _require_held(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} was rejected: ask the supplier to send it again.")
    if record.state != "held":
        raise NotAllowed(f"{record.name} is {record.state}: only a held file can be released.")


def _read_again(context: Context, row: ContractRow, record: Row[Any]) -> Decoded:
    contract = row.contract
    decoded = read_file(
        record.name,
        context.archive.read(record.sha256),
        context.layouts.for_channel(contract.channel),
        reference_prefix=contract.reference_prefix,
        came_on=record.received_at.astimezone(LOCAL).date(),
    )
    if decoded.client_code != contract.client_code:
        raise FileRefused(f"it names the client {decoded.client_code}, not {contract.client_code}")
    return decoded


def _is_taken(connection: Connection, record: Row[Any]) -> bool:
    same_number = select(files.c.id).where(
        files.c.contract_id == record.contract_id,
        files.c.series == record.series,
        files.c.position == record.position,
        files.c.state == "accepted",
    )
    return connection.execute(same_number).first() is not None


def reject_file(context: Context, which: str, *, note: str) -> FileRow:
    """Reject a held or refused file for good; its problem is closed with the note.

    `which` is an id or a name. Raises UsageError for an unknown file or empty note, NotAllowed if
    the file was accepted, repeated another, or is rejected already.
    """
    note = checked_note(note)
    council_id = _record_of(context, which).council_id
    with decision(context, council_id) as connection:
        record = find_file(connection, which)
        _require_undecided(record)
        connection.execute(update(files).where(files.c.id == record.id).values(rejected=1))
        _close_its_problem(connection, context, record, note)
        if council_id is not None:
            _record_rejection(connection, context, record, note)
        return listed(connection, record.id)


def _require_undecided(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} is rejected already.")
    if record.state not in WHAT_TO_DO:
        raise NotAllowed(f"{record.name} is {record.state}: only a held or refused file can be rejected.")


def _close_its_problem(connection: Connection, context: Context, record: Row[Any], note: str) -> None:
    for kind in WHAT_TO_DO:
        close_problem(
            connection,
            contract_id=record.contract_id,
            kind=kind,
            subject=file_subject(record.name, record.sha256),
            at=context.now,
            by=context.actor,
            note=note,
        )


def _record_rejection(connection: Connection, context: Context, record: Row[Any], note: str) -> None:
    trail.record(
        connection,
        record.council_id,
        at=context.now,
        actor=context.actor,
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
