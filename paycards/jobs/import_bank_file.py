"""Import one bank file: keep the bytes, rule on it, and take it whole, hold it, or refuse it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select

from paycards.access.faults import Concern, Faults
from paycards.access.permission import TAKES_FILES, Permission
from paycards.access.visit import Visit
from paycards.bank.mappings import load_mappings
from paycards.errors import FileRefused
from paycards.intake.file_result import BankFileResult, FileResult, as_result, faulty_result
from paycards.intake.recording import WAITING, name_to_keep
from paycards.reconcile.bank.admitting import Arrival, Reader, admit
from paycards.reconcile.bank.balances import KIND
from paycards.reconcile.bank.books import books_of
from paycards.reconcile.bank.linking import open_subjects
from paycards.reconcile.bank.our_bank import OurBank, our_bank
from paycards.reconcile.bank.parts import Read
from paycards.reconcile.bank.settings_watch import CHANGED, digest_of
from paycards.reconcile.bank.statements import TAKEN
from paycards.reconcile.bank.whose import UNCLEAR
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries, bank_statements
from paycards.store.tables.councils import councils
from paycards.store.tables.files import files


@dataclass(frozen=True)
class BankFile:
    """A file of the bank as it was handed over; `council` is that of the drop in which it lay.

    `again`: a held one is looked at anew; `action` is how the trail calls it where a person asked for that.
    """

    name: str
    data: bytes
    council: str = ""
    again: bool = False
    action: str = ""


def our_own_bank(visit: Visit) -> OurBank:
    """The bank accounts of the settings. Raises SettingsError where the folder of mappings cannot be read."""
    known = load_mappings(visit.settings.paycards.mappings)
    return our_bank(visit.settings.bank_accounts(), known)


def import_bank_file(visit: Visit, bank: OurBank, file: BankFile) -> FileResult:
    """Import one: its bytes are kept before anything else, and it is taken in one transaction."""
    sha256 = visit.installation.archive.keep(file.data)
    read, fault = _read(bank, file)
    council = read.council if read is not None else file.council or bank.only_council
    arrival = Arrival(
        name_to_keep(file.name),
        sha256,
        len(file.data),
        bank.read_by,
        read,
        fault,
        again=file.again,
        settings=_settings(visit, bank, council) if read is not None else "",
    )
    council_id = _council_id(visit, council) if council else None
    books = books_of(council, visit.installation.contracts.values())
    with visit.step(council_id, Permission.IMPORT_FILES) as step:
        file_id, fresh = admit(step, arrival, books, _reader(visit, bank))
        if file.action and fresh:
            step.record(file.action, arrival.name, after={"file_id": file_id, "sha256": sha256})
        return _result(step, file_id, fresh=fresh)


def read_bank_file_again(visit: Visit, bank: OurBank, record: Row[Any], *, action: str = "") -> FileResult:
    """Evaluate a record anew; `action` is how the trail calls it where a person asked for it."""
    with visit.reading(may=TAKES_FILES) as seen:
        code = select(councils.c.code).where(councils.c.id == record.council_id)
        council = seen.connection.execute(code).scalar() or ""
    data = visit.installation.archive.read(record.sha256)
    return import_bank_file(visit, bank, BankFile(record.name, data, council, again=True, action=action))


def retry_refused_bank_files(visit: Visit, bank: OurBank, faults: Faults) -> list[FileResult]:
    """Read those again from the archive whose accounts or mappings changed since they were refused or held.

    Safe to run at any moment. What does not work is a fault of one file.
    """
    query = select(files).where(
        files.c.kind == "bank",
        files.c.state.in_(WAITING),
        files.c.rejected == 0,
        or_(files.c.read_by != bank.read_by, files.c.reason == CHANGED),
    )
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        waiting = seen.connection.execute(
            query.where(seen.covers(files.c.council_id)).order_by(files.c.id)
        ).all()
    return [_retry(visit, bank, faults, record) for record in waiting]


def _retry(visit: Visit, bank: OurBank, faults: Faults, record: Row[Any]) -> FileResult:
    concern = Concern(f"reading {record.name} again", record.council_id)
    try:
        return read_bank_file_again(visit, bank, record)
    except Exception as error:
        return faulty_result(None, record.name, faults.keep(concern, error))


def _settings(visit: Visit, bank: OurBank, code: str) -> str:
    return next(
        (digest_of(each, bank.own.known) for each in visit.settings.councils if each.code == code), ""
    )


def _read(bank: OurBank, file: BankFile) -> tuple[Read | None, str]:
    try:
        return bank.read(file.data, file.council), ""
    except FileRefused as refused:
        return None, str(refused)


def _reader(visit: Visit, bank: OurBank) -> Reader:
    return lambda sha256: bank.read(visit.installation.archive.read(sha256))


def _council_id(visit: Visit, code: str) -> int:
    with visit.reading(may=TAKES_FILES) as seen:
        return seen.council(code)


def _result(step: Step, file_id: int, *, fresh: bool) -> FileResult:
    record = step.connection.execute(select(files).where(files.c.id == file_id)).one()
    return BankFileResult(
        **vars(as_result(None, record, fresh=fresh)),
        unproved=_count(step, bank_statements.c, file_id, proved=0, state=TAKEN),
        unclear=_count(step, bank_entries.c, file_id, whose=UNCLEAR),
        disagreeing=_disagreeing(step, file_id),
    )


def _count(step: Step, of: Any, file_id: int, **said: object) -> int:
    query = select(func.count()).where(of.file_id == file_id, *(of[name] == said[name] for name in said))
    return int(step.connection.execute(query).scalar_one())


def _disagreeing(step: Step, file_id: int) -> int:
    """How many balances that people entered for the accounts of a file are open problems."""
    query = select(councils.c.code, bank_statements.c.account).distinct()
    of_file = query.join(bank_statements, bank_statements.c.council_id == councils.c.id).where(
        bank_statements.c.file_id == file_id, bank_statements.c.state == TAKEN
    )
    accounts = step.connection.execute(of_file).all()
    return sum(len(open_subjects(step, KIND, f"{code} {account} ")) for code, account in accounts)
