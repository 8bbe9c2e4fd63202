"""Import bank files in hand, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paycards.access.faults import Concern, Faults
from paycards.access.visit import Visit
from paycards.errors import PaycardsError, UsageError, shown
from paycards.intake.file_result import FileResult, faulty_result
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.lists.reading import read_bytes
from paycards.reconcile.bank.our_bank import OurBank


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
