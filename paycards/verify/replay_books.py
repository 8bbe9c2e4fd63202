"""Replay what was done to the books: files, decisions on payments, suspense, lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import insert

from paycards.access.contracts import ContractRow
from paycards.decisions.allocating import allocate
from paycards.intake.late_cards import learn_again
from paycards.intake.learn_cards import CrossReference, learn_cards
from paycards.intake.payments import payments_of
from paycards.intake.recording import Received
from paycards.intake.taking import Incoming, take_file
from paycards.lists.accounts_extract import read_extract
from paycards.lists.extract import Extract
from paycards.lists.load_accounts import load_accounts, stage_accounts
from paycards.lists.load_cards import CardsRead, load_cards, read_cards, stage_cards
from paycards.reconcile.payments.deciding import decide_payments, decide_reversals, retry
from paycards.store.tables.files import files
from paycards.verify.replay import ReadAhead
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _read_file(scratch: Scratch, entry: Entry) -> Incoming:
    said, name = entry.after, entry.subject
    contract = scratch.contract(said["contract"], entry)
    data = scratch.archive.read(said["sha256"])
    decoded, payments = scratch.decode(name, data, entry, contract), None
    if decoded.kind == "payments":
        payments = payments_of(decoded, watched=False, staging=scratch.staging)
        decoded = replace(decoded, frame=None)
    return Incoming(
        received=Received(name, said["sha256"], len(data)),
        contract=contract,
        decoded=decoded,
        position=said["position"],
        payments=payments,
    )


def _take_file(scratch: Scratch, entry: Entry, read: Incoming) -> None:
    said, step, received = entry.after, scratch.step(entry), read.received
    known_id = _announce(scratch, said["file_id"], received, read.contract, entry)
    file_id = take_file(step, replace(read, known_id=known_id), action=entry.action, note=said["note"])
    if read.decoded.kind == "cards":
        reference = CrossReference(file_id, received.name, received.sha256, read.decoded)
        learn_cards(step, read.contract, reference)


def _announce(scratch: Scratch, file_id: int, received: Received, contract: ContractRow, entry: Entry) -> int:
    """Record a file that has only been seen, under the id that it has in the real database."""
    nothing_yet = {"layout": "", "kind": "", "series": "", "row_count": 0, "total_pence": 0, "reason": ""}
    scratch.connection.execute(
        insert(files).values(
            id=file_id,
            council_id=contract.council_id,
            contract_id=contract.id,
            name=received.name,
            sha256=received.sha256,
            size_bytes=received.size_bytes,
            state="held",
            received_at=entry.at,
            **nothing_yet,
        )
    )
    return file_id


def _learn_cards(scratch: Scratch, entry: Entry) -> None:
    contract = scratch.contract(entry.subject, entry)
    file = scratch.file(entry.after["file_id"])
    decoded = scratch.decode(file.name, scratch.archive.read(file.sha256), entry, contract)
    cross_reference = CrossReference(file.id, file.name, file.sha256, decoded)
    learn_again(scratch.step(entry), contract, cross_reference)


def _decide_payments(scratch: Scratch, entry: Entry) -> None:
    contract = scratch.contract(entry.subject, entry)
    decide_payments(scratch.step(entry), contract, entry.after["file_id"])


def _decide_reversals(scratch: Scratch, entry: Entry) -> None:
    contract = scratch.contract(entry.subject, entry)
    decide_reversals(scratch.step(entry), contract, entry.after["file_id"])


def _retry(scratch: Scratch, entry: Entry) -> None:
    retry(scratch.step(entry), scratch.contract(entry.subject, entry))


def _allocate(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    contract_id = scratch.file(said["file_id"]).contract_id
    contract = next(each for each in scratch.contracts.values() if each.id == contract_id)
    account_id = scratch.account_id(said["fund"], said["reference"])
    allocate(scratch.step(entry), contract, (said["file_id"], said["row_no"]), account_id, said["note"])


def _read_accounts(scratch: Scratch, entry: Entry) -> Extract:
    data = scratch.archive.read(entry.after["sha256"])
    extract = read_extract(scratch.settings_at(entry), entry.subject, data)
    return stage_accounts(scratch.staging, extract, scratch.code)


def _load_accounts(scratch: Scratch, entry: Entry, extract: Extract) -> None:
    """Load what was good then of this council's rows."""
    load_accounts(scratch.steps(entry), extract, skip_bad=True)


def _read_cards(scratch: Scratch, entry: Entry) -> CardsRead:
    settings, layouts = scratch.settings_at(entry), scratch.layouts_at(entry)
    data = scratch.archive.read(entry.after["sha256"])
    read = read_cards(settings, scratch.contracts_at(entry), layouts, entry.subject, data)
    return stage_cards(scratch.staging, read, scratch.code)


def _load_cards(scratch: Scratch, entry: Entry, read: CardsRead) -> None:
    load_cards(scratch.steps(entry), read, skip_bad=True)


BOOK_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    "accounts.imported": ReadAhead(_read_accounts, _load_accounts),
    "cards.imported": ReadAhead(_read_cards, _load_cards),
    "cards.learned": _learn_cards,
    "file.accepted": ReadAhead(_read_file, _take_file),
    "file.released": ReadAhead(_read_file, _take_file),
    "payments.decided": _decide_payments,
    "reversals.decided": _decide_reversals,
    "suspense.retried": _retry,
    "suspense.allocated": _allocate,
}
