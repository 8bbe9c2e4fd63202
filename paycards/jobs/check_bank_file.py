"""Try a bank's file, without a database: what was read of it, and each value of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paycards.bank.mappings import load_mappings, read_mapping
from paycards.bank.notes import Explained, Notes
from paycards.bank.own_accounts import OwnAccounts
from paycards.bank.reading import read_bank_file
from paycards.bank.statement import BankFile, Statement
from paycards.errors import FileRefused, NotFound, UsageError
from paycards.settings.bank_account import CsvMapping
from paycards.settings.installation import Settings


@dataclass(frozen=True)
class CheckedBankFile:
    """A file that was read, or why it is refused.

    `owners` are the codes of our accounts, one for each statement; empty where no account of ours is known.
    """

    name: str
    format: str
    statements: tuple[Statement, ...]
    owners: tuple[str, ...]
    explained: tuple[Explained, ...]
    refused: str = ""


def check_bank_file(
    path: Path, settings: Settings | None, *, mapping: str | None = None, entry: int | None = None
) -> CheckedBankFile:
    """Read a bank's file whole and explain one of its entries, by default the first.

    `settings` say which accounts are ours; without them no account is checked. `mapping` is the name or the
    file of the one that reads a CSV. Raises SettingsError, NotFound and UsageError; a refusal is part of the
    result.
    """
    data = _bytes_of(path)
    own = _own_accounts(settings)
    notes = Notes(wanted=entry or 1)
    read = BankFile("", ())
    try:
        read = read_bank_file(data, _offered(mapping, own), notes)
        owners = tuple(own.owner(each, read.format).code for each in read.statements) if own.accounts else ()
    except FileRefused as error:
        return CheckedBankFile(path.name, read.format, read.statements, (), notes.explained(), str(error))
    if entry is not None and entry > len(read.entries):
        raise NotFound("entry", entry)
    return CheckedBankFile(path.name, read.format, read.statements, owners, notes.explained())


def _own_accounts(settings: Settings | None) -> OwnAccounts:
    accounts = [account for _, account in settings.bank_accounts()] if settings else []
    return OwnAccounts(accounts, load_mappings(settings.paycards.mappings if settings else None))


def _offered(name: str | None, own: OwnAccounts) -> Mapping[str, CsvMapping]:
    """The mappings that may read a CSV: the one that is asked for, those of our accounts, or all."""
    if name is None:
        return own.mappings() or own.known
    if name.endswith(".toml"):
        return {Path(name).stem: read_mapping(Path(name))}
    if name not in own.known:
        raise NotFound("mapping", name, choices=sorted(own.known))
    return {name: own.known[name]}


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
