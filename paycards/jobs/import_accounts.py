"""Import the nightly accounts extract: all of it, or nothing."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.lists.accounts_extract import read_extract
from paycards.lists.checks import refuse
from paycards.lists.load_accounts import AccountsResult, load_accounts
from paycards.lists.reading import list_name, read_bytes


def import_accounts(visit: Visit, path: Path, *, skip_bad: bool = False) -> AccountsResult:
    """Keep the bytes of an extract and load it, in one transaction.

    Raises BadRows with every bad row, and nothing is loaded; with `skip_bad` the others are.
    Raises UsageError if the file cannot be read, SettingsError for a council that is not stored yet.
    """
    data = read_bytes(path)
    visit.installation.archive.keep(data)
    extract = read_extract(visit.settings, list_name(path), data)
    refuse(extract.name, extract.faults, skip_bad=skip_bad)
    with visit.steps(extract.councils, Permission.IMPORT_LISTS) as steps:
        return load_accounts(steps, extract, skip_bad=skip_bad)
