"""The council's own accounts: which mappings may read their exports, and which account a statement is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paycards.bank.statement import AccountId, Statement
from paycards.errors import FileRefused, SettingsError
from paycards.settings.bank_account import BankAccount, CsvMapping


@dataclass(frozen=True)
class OwnAccounts:
    """Our accounts, and the mappings that are known by name."""

    accounts: Sequence[BankAccount]
    known: Mapping[str, CsvMapping]

    def mappings(self) -> dict[str, CsvMapping]:
        """The mappings of our accounts by name. Raises SettingsError for one that cannot be used."""
        named = (self._mapping(account) for account in self.accounts)
        return dict(pair for pair in named if pair is not None)

    def owner(self, statement: Statement, form: str) -> BankAccount:
        """The one account that a statement is of; where it names none, the one that its mapping is of.

        `form` is the format of the file. Raises FileRefused.
        """
        account = statement.account
        is_named = account != AccountId()
        found = self._same(account) if is_named else self._with_mapping(form)
        if len(found) == 1:
            return found[0]
        problem = (
            "more than one of our bank accounts may be meant"
            if found
            else "this is none of our bank accounts"
        )
        if not is_named:
            problem = "it names no account, and its mapping is not that of one account alone"
        raise FileRefused(problem, field="account", value=account.given or str(account))

    def _same(self, account: AccountId) -> list[BankAccount]:
        by_iban = [own for own in self.accounts if account.iban and own.iban == account.iban]
        if by_iban:
            return by_iban
        number = account.sort_code + account.account_number
        if account.sort_code:
            return [own for own in self.accounts if own.number == number]
        return [own for own in self.accounts if number and own.account_number == number]

    def _with_mapping(self, form: str) -> list[BankAccount]:
        """The accounts whose mapping reads as that of the file did, whatever it is called."""
        read = self.mappings().get(form.removeprefix("CSV "))
        pairs = ((account, self._mapping(account)) for account in self.accounts)
        return [account for account, pair in pairs if pair is not None and pair[1] == read]

    def _mapping(self, account: BankAccount) -> tuple[str, CsvMapping] | None:
        """The mapping of an account with its name: the account's code where it stands in its table."""
        if account.mapping is None:
            return None
        if isinstance(account.mapping, CsvMapping):
            return account.code, account.mapping
        if account.mapping not in self.known:
            raise SettingsError(f"Bank account {account.code}: there is no mapping {account.mapping}.")
        return account.mapping, self.known[account.mapping]
