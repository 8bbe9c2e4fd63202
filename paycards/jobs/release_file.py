"""Release a held file: accept it after all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.clock import local_date
from paycards.errors import FileRefused, NotAllowed
from paycards.intake.admitting import accept, close_problems_of
from paycards.intake.recording import Received
from paycards.intake.records import FileRow, find_file, listed, record_of
from paycards.intake.taking import Incoming
from paycards.store.tables import files


def release_file(visit: Visit, which: str, *, note: str) -> FileRow:
    """Accept a held file: read again from the archive, and taken whole in one transaction.

    It has no place in the running numbers if an accepted file took its number. `which` is an id or
    a name. Raises NotFound for an unknown file, Invalid for an empty note, NotAllowed if it is not held,
    FileRefused if it cannot be read now, Corrupt if the archive lost it.
    """
    note = checked_note(note)
    with visit.reading() as seen:
        held = find_file(seen, which)
    _require_held(held)
    if held.contract_id is None:
        raise NotAllowed(f"{held.name} is of no contract: it cannot be released.", code="file_of_no_contract")
    contract = visit.installation.contract(held.contract_id)
    decoded = _read_again(visit.installation, contract, held)
    visit.installation.keep_layout(decoded.layout)
    with visit.step(contract.council_id, Permission.DECIDE_FILES) as step:
        held = record_of(step, held.id)
        _require_held(held)
        incoming = Incoming(
            received=Received(held.name, held.sha256, held.size_bytes),
            contract=contract,
            decoded=decoded,
            position=None if _is_taken(step.connection, held) else held.position,
            known_id=held.id,
        )
        accept(step, incoming, action="file.released", note=note)
        close_problems_of(step, contract.id, incoming.received, "the file was accepted")
        return listed(step.connection, held.id)


def _require_held(record: Row[Any]) -> None:
    if record.rejected:
        raise NotAllowed(f"{record.name} was rejected: ask the supplier to send it again.")
    if record.state != "held":
        raise NotAllowed(f"{record.name} is {record.state}: only a held file can be released.")


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
