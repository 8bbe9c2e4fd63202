"""The council's own bank accounts, by the settings: whose a bank file is, and how it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paycards.bank.own_accounts import OwnAccounts
from paycards.bank.reading import read_pages
from paycards.bank.statement import Statement
from paycards.clock import is_meant
from paycards.errors import FileRefused
from paycards.reconcile.bank.parts import Read, with_accounts
from paycards.reconcile.proof.periods import LONGEST_AFTER, LONGEST_BEFORE
from paycards.settings.bank_account import BankAccount, CsvMapping
from paycards.settings.council import Council

OF_CSV = "CSV "  # what the format of a file that a mapping reads begins with


@dataclass(frozen=True)
class OurBank:
    """The bank accounts of every council, with the code of the council that each is of, by its number."""

    own: OwnAccounts
    council_of: Mapping[str, str]

    def read(self, data: bytes) -> Read:
        """Read a file and say whose it is. Raises FileRefused."""
        mappings = self.own.mappings()
        found = read_pages(data, mappings)
        owners = [self.own.owner(statement, found.format) for statement in found.statements]
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

    An account that names a mapping which is not there has none: that its CSV cannot be read stops no other.
    """
    owned = [(council, _with_known_mapping(account, known)) for council, account in accounts]
    council_of = {account.number: council.code for council, account in owned}
    return OurBank(OwnAccounts([account for _, account in owned], known), council_of)


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


def _with_known_mapping(account: BankAccount, known: Mapping[str, CsvMapping]) -> BankAccount:
    if isinstance(account.mapping, str) and account.mapping not in known:
        return account.model_copy(update={"mapping": None})
    return account
