"""Import bank files: keep the bytes, rule on each file, and take it whole, hold it, or refuse it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.bank.mappings import load_mappings
from paycards.errors import FileRefused, PaycardsError, UsageError, shown
from paycards.intake.admitting import FileResult, as_result, faulty_result
from paycards.intake.recording import name_to_keep
from paycards.lists.reading import read_bytes
from paycards.reconcile.bank.admitting import Arrival, Reader, admit
from paycards.reconcile.bank.books import books_of
from paycards.reconcile.bank.our_bank import OurBank, our_bank
from paycards.reconcile.bank.parts import Read
from paycards.store.step import Step
from paycards.store.tables import files


@dataclass(frozen=True)
class BankFile:
    """A file of the bank as it was handed over; `council` is that of the drop in which it lay."""

    name: str
    data: bytes
    council: str = ""
    again: bool = False


def import_bank_files(visit: Visit, paths: Sequence[Path]) -> list[FileResult]:
    """Import bank files in hand, in this order. Safe to run again at any moment.

    One that the disk does not give is not kept: UsageError is raised for it when the others are imported.
    """
    results: list[FileResult] = []
    unread: list[UsageError] = []
    bank, faults = our_own_bank(visit), Faults(visit, "bank import")
    for path in visit.progress.over("importing bank files", list(paths)):
        try:
            results.append(_apart(visit, bank, faults, BankFile(path.name, read_bytes(path))))
        except UsageError as error:
            unread.append(error)
    if unread:
        raise UsageError(" ".join(map(str, unread))) if len(unread) > 1 else unread[0]
    return results


def our_own_bank(visit: Visit) -> OurBank:
    """The bank accounts of the settings. Raises SettingsError for a mapping that cannot be read."""
    known = load_mappings(visit.settings.paycards.mappings)
    return our_bank(visit.settings.bank_accounts(), known)


def import_bank_file(visit: Visit, bank: OurBank, file: BankFile) -> FileResult:
    """Import one: its bytes are kept before anything else, and it is taken in one transaction."""
    sha256 = visit.installation.archive.keep(file.data)
    read, fault = _read(bank, file.data)
    arrival = Arrival(
        name_to_keep(file.name), sha256, len(file.data), bank.read_by, read, fault, again=file.again
    )
    council = read.council if read is not None else file.council or bank.only_council
    council_id = _council_id(visit, council) if council else None
    books = books_of(council, visit.installation.contracts.values())
    with visit.step(council_id, Permission.IMPORT_FILES) as step:
        file_id, fresh = admit(step, arrival, books, _reader(visit, bank))
        return _result(step, file_id, fresh=fresh)


def _apart(visit: Visit, bank: OurBank, faults: Faults, file: BankFile) -> FileResult:
    """Import a file; a fault of the program becomes an open problem of it."""
    concern = Concern(f"importing {shown(file.name)}", None)
    try:
        result = import_bank_file(visit, bank, file)
    except PaycardsError:
        raise
    except Exception as error:
        return faulty_result(None, file.name, faults.keep(concern, error))
    faults.worked(concern)
    return result


def _read(bank: OurBank, data: bytes) -> tuple[Read | None, str]:
    try:
        return bank.read(data), ""
    except FileRefused as refused:
        return None, str(refused)


def _reader(visit: Visit, bank: OurBank) -> Reader:
    return lambda sha256: bank.read(visit.installation.archive.read(sha256))


def _council_id(visit: Visit, code: str) -> int:
    with visit.reading() as seen:
        return seen.council(code)


def _result(step: Step, file_id: int, *, fresh: bool) -> FileResult:
    record = step.connection.execute(select(files).where(files.c.id == file_id)).one()
    return as_result(None, record, fresh=fresh)
