"""Replay what was done to the books of the bank, from the archived files and what the trail says of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import insert

from paycards.reconcile.bank import trail
from paycards.reconcile.bank.assigning import ASSIGNED, assign
from paycards.reconcile.bank.balances import ENTERED, enter_balance
from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.parts import Part
from paycards.reconcile.bank.sorting import SORTED, sort_again
from paycards.reconcile.bank.taking import take
from paycards.reconcile.bank.whose import BankText
from paycards.store.tables import files
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _import(scratch: Scratch, entry: Entry) -> None:
    step, books = scratch.step(entry), _books(scratch, entry)
    parts = [trail.part_of(said, books.council, scratch.archive.read) for said in entry.after["files"]]
    for part in parts:
        _announce(scratch, entry, part)
    take(step, parts, books)
    trail.record_import(step, parts, books)


def _books(scratch: Scratch, entry: Entry) -> BankBooks:
    texts = [BankText.of_data(said) for said in entry.after["texts"]]
    return BankBooks(scratch.settings.councils[0].code, scratch.contracts, texts)


def _announce(scratch: Scratch, entry: Entry, part: Part) -> None:
    """Record a file that has only been seen, under the id that it has in the real database."""
    scratch.connection.execute(
        insert(files).values(
            id=part.file_id, council_id=scratch.council_id, kind="bank", name=part.name, sha256=part.sha256,
            size_bytes=len(scratch.archive.read(part.sha256)), state="held", received_at=entry.at,
            layout="", series="", row_count=0, total_pence=0, reason="",
        )
    )  # fmt: skip


def _sort(scratch: Scratch, entry: Entry) -> None:
    sort_again(scratch.step(entry), _books(scratch, entry))


def _assign(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    contract = scratch.contracts[said["contract"]] if said["contract"] else None
    assign(scratch.step(entry), (said["file_id"], said["row_no"]), contract, said["note"])


def _enter_balance(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    on, council = dt.date.fromisoformat(said["on_day"]), scratch.settings.councils[0].code
    enter_balance(scratch.step(entry), council, said["account"], on, said["pence"])


BANK_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    ASSIGNED: _assign,
    ENTERED: _enter_balance,
    SORTED: _sort,
    trail.IMPORTED: _import,
}
