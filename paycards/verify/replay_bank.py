"""Replay what was done to the books of the bank, from the archived files and what the trail says of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import insert

from paycards.bank.reading import read_pages
from paycards.decisions.bank import correct
from paycards.reconcile.bank import trail
from paycards.reconcile.bank.assigning import ASSIGNED, assign
from paycards.reconcile.bank.balances import ENTERED, enter_balance
from paycards.reconcile.bank.books import BankBooks
from paycards.reconcile.bank.correcting import CORRECTED
from paycards.reconcile.bank.parts import Part, Read, with_accounts
from paycards.reconcile.bank.settings_watch import AGREED, NOTED
from paycards.reconcile.bank.sorting import SORTED, sort_again
from paycards.reconcile.bank.taking import take
from paycards.reconcile.bank.whose import BankText
from paycards.settings.bank_account import CsvMapping
from paycards.store.tables.files import files
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _import(scratch: Scratch, entry: Entry) -> None:
    step, books = scratch.step(entry), _books(scratch, entry)
    parts = [_part(scratch, said) for said in entry.after["files"]]
    for part in parts:
        _announce(scratch, entry, part)
    take(step, parts, books)
    trail.record_import(step, parts, books)


def _part(scratch: Scratch, said: Mapping[str, Any]) -> Part:
    """Read a file again as it was read then."""
    data, mapping = scratch.archive.read(said["sha256"]), None
    if said["mapping"]:
        mapping = said["mapping"][0], CsvMapping.model_validate(said["mapping"][1])
    found = read_pages(data, dict([mapping]) if mapping else {})
    read = Read(
        scratch.settings.councils[0].code,
        found.format,
        with_accounts(found.statements, said["accounts"]),
        mapping,
    )
    return Part(said["file_id"], said["name"], said["sha256"], read)


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


def _correct(scratch: Scratch, entry: Entry) -> None:
    step, books = scratch.step(entry), _books(scratch, entry)
    part = _part(scratch, entry.after["files"][0])
    _announce(scratch, entry, part)
    correct(step, part, books, entry.after["note"])


def _go_by_settings(scratch: Scratch, entry: Entry) -> None:
    scratch.step(entry).record(entry.action, entry.subject, after=entry.after)


BANK_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    ASSIGNED: _assign,
    ENTERED: _enter_balance,
    CORRECTED: _correct,
    SORTED: _sort,
    NOTED: _go_by_settings,
    AGREED: _go_by_settings,
    trail.IMPORTED: _import,
}
