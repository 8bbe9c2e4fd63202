"""Try a bank's file, without a database: what was read of it, and each value of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paycards.bank.accounts import owner
from paycards.bank.mappings import load_mappings, read_mapping
from paycards.bank.notes import Explained, Notes
from paycards.bank.reading import read_bank_file
from paycards.bank.statement import BankFile, Statement
from paycards.errors import FileRefused, NotFound, SettingsError, UsageError
from paycards.settings.bank_account import BankAccount, CsvMapping
from paycards.settings.installation import Settings


@dataclass(frozen=True)
class CheckedBankFile:
    """A file that was read, or why it is refused. `owners` are codes of our accounts, a statement each."""

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
    accounts = [account for _, account in settings.bank_accounts()] if settings else []
    known = load_mappings(settings.paycards.mappings if settings else None)
    notes = Notes(wanted=entry or 1)
    read = BankFile("", ())
    try:
        read = read_bank_file(data, _offered(mapping, known, accounts), notes)
        owners = tuple(_owner(statement, read.format, accounts, known) for statement in read.statements)
    except FileRefused as error:
        return CheckedBankFile(path.name, read.format, read.statements, (), notes.explained(), str(error))
    if entry is not None and entry > len(read.entries):
        raise NotFound("entry", entry)
    return CheckedBankFile(path.name, read.format, read.statements, owners, notes.explained())


def _offered(
    name: str | None, known: Mapping[str, CsvMapping], accounts: list[BankAccount]
) -> Mapping[str, CsvMapping]:
    """The mappings that may read a CSV: the one that is asked for, those of our accounts, or all."""
    if name is not None and name.endswith(".toml"):
        return {Path(name).stem: read_mapping(Path(name))}
    if name is not None:
        if name not in known:
            raise NotFound("mapping", name, choices=sorted(known))
        return {name: known[name]}
    ours = dict(pair for account in accounts if (pair := mapping_of(account, known)) is not None)
    return ours or known


def mapping_of(account: BankAccount, known: Mapping[str, CsvMapping]) -> tuple[str, CsvMapping] | None:
    """The mapping of an account with its name, which is the account's code where it stands in its table."""
    if account.mapping is None:
        return None
    if isinstance(account.mapping, CsvMapping):
        return account.code, account.mapping
    if account.mapping not in known:
        raise SettingsError(f"Bank account {account.code}: there is no mapping {account.mapping}.")
    return account.mapping, known[account.mapping]


def _owner(
    statement: Statement, form: str, accounts: list[BankAccount], known: Mapping[str, CsvMapping]
) -> str:
    if not accounts:
        return ""
    by_mapping = [
        account
        for account in accounts
        if (pair := mapping_of(account, known)) is not None and form == f"CSV {pair[0]}"
    ]
    return owner(statement.account, accounts, by_mapping).code


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
