"""The council's own bank accounts, by the settings: whose a bank file is, and how it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from paycards.bank.own_accounts import OwnAccounts
from paycards.bank.reading import read_pages
from paycards.bank.statement import AccountId, BankFile, Statement
from paycards.clock import is_meant
from paycards.errors import FileRefused, SettingsError
from paycards.reconcile.bank.parts import Read, with_accounts
from paycards.reconcile.proof.periods import LONGEST_AFTER, LONGEST_BEFORE
from paycards.settings.bank_account import BankAccount, CsvMapping
from paycards.settings.council import Council

OF_CSV = "CSV "  # what the format of a file that a mapping reads begins with


@dataclass(frozen=True)
class OurBank:
    """The bank accounts of every council, with the code of the council that each is of, by its number.

    `unread` says of a council why a mapping that it names cannot be used: nothing of its bank is taken then,
    for nobody knows what it agreed to.
    """

    own: OwnAccounts
    council_of: Mapping[str, str]
    unread: Mapping[str, str] = field(default_factory=dict)

    def read(self, data: bytes, drop_of: str = "") -> Read:
        """Read a file and say whose it is; `drop_of` is the council in whose drop it lay, if it lay in one.

        Raises FileRefused.
        """
        mappings = self.own.mappings()
        found = self._pages(data, mappings, drop_of)
        owners = [self._owner(statement, found.format, drop_of) for statement in found.statements]
        for statement, owner in zip(found.statements, owners, strict=True):
            _require_begun(statement, owner)
            _require_near(statement)
        name = found.format.removeprefix(OF_CSV)
        return Read(
            self._one_council(owners),
            found.format,
            with_accounts(found.statements, [owner.code for owner in owners]),
            (name, mappings[name]) if found.format.startswith(OF_CSV) else None,
        )

    def _pages(self, data: bytes, mappings: Mapping[str, CsvMapping], drop_of: str) -> BankFile:
        try:
            return read_pages(data, mappings)
        except FileRefused:
            if drop_of:
                self._require_read(drop_of)  # perhaps that one would have read it
            raise

    def _owner(self, statement: Statement, form: str, drop_of: str) -> BankAccount:
        """The account of a statement. One that names none is of a council in whose drop it lay."""
        if statement.account != AccountId():
            owner = self.own.owner(statement, form)
            self._require_read(self.council_of[owner.number])
            return owner
        self._require_read(drop_of)
        return self._own_of(drop_of).owner(statement, form)

    def _own_of(self, council: str) -> OwnAccounts:
        of_it = [each for each in self.own.accounts if council in ("", self.council_of[each.number])]
        return OwnAccounts(of_it, self.own.known)

    def _require_read(self, council: str) -> None:
        """Raise FileRefused where a mapping of a council, or of any if that is empty, cannot be used."""
        why = self.unread.get(council) if council else next(iter(self.unread.values()), None)
        if why is not None:
            raise FileRefused(f"it waits for a mapping of its council: {why.rstrip('.')}")

    def _one_council(self, owners: Sequence[BankAccount]) -> str:
        councils = sorted({self.council_of[owner.number] for owner in owners})
        if len(councils) > 1:
            raise FileRefused("it holds accounts of more than one council: ask the bank for a file for each")
        return councils[0]

    @property
    def only_council(self) -> str:
        """The one council that has bank accounts; empty where several have."""
        councils = set(self.council_of.values())
        return councils.pop() if len(councils) == 1 else ""

    @property
    def read_by(self) -> str:
        """A digest of all that decides how a file is read: when it changes, refused ones are read again."""
        accounts = [account.model_dump(mode="json", exclude={"drop"}) for account in self.own.accounts]
        known = {name: mapping.model_dump(mode="json") for name, mapping in self.own.known.items()}
        said = json.dumps([accounts, known, sorted(self.council_of.items())], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def our_bank(accounts: Iterable[tuple[Council, BankAccount]], known: Mapping[str, CsvMapping]) -> OurBank:
    """Our bank accounts, each with its council; `known` are the mappings by name.

    An account that names a mapping which is not there or of no use has none: that stops no other council.
    """
    owned: list[tuple[Council, BankAccount]] = []
    unread: dict[str, str] = {}
    for council, account in accounts:
        why = _mapping_fault(account, known)
        if why:
            unread.setdefault(council.code, why)
        owned.append((council, account.model_copy(update={"mapping": None}) if why else account))
    council_of = {account.number: council.code for council, account in owned}
    return OurBank(OwnAccounts([account for _, account in owned], known), council_of, unread)


def _mapping_fault(account: BankAccount, known: Mapping[str, CsvMapping]) -> str:
    try:
        OwnAccounts([account], known).mappings()
    except SettingsError as error:
        return str(error)
    return ""


def _require_begun(statement: Statement, owner: BankAccount) -> None:
    """Raise FileRefused for what lies before the first day of the account."""
    first = owner.starts_on
    days = [entry.booked_on for entry in statement.entries if entry.booked_on is not None]
    if first is not None and min([statement.ends_on, *days]) < first:
        raise FileRefused(
            "it speaks of days before the first that is taken of this account",
            field=f"account {owner.code}", value=str(min([statement.ends_on, *days])), expected=str(first),
        )  # fmt: skip


def _require_near(statement: Statement) -> None:
    """Raise FileRefused for an entry that is dated far from its statement, as a payment far from its file."""
    if not (is_meant(statement.begins_on) and is_meant(statement.ends_on)):
        return  # its own days are refused
    first, last = statement.begins_on - LONGEST_BEFORE, statement.ends_on + LONGEST_AFTER
    for entry in statement.entries:
        if entry.booked_on is not None and not first <= entry.booked_on <= last:
            raise FileRefused(
                "an entry is dated far from the days of its statement", entry.place, "booked_on",
                str(entry.booked_on), f"{first} to {last}",
            )  # fmt: skip
