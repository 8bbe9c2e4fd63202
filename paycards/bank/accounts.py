"""Which account a file speaks of, however it writes the number, and whether it is one of ours.

>>> read_account("20-00-00 55779911").sort_code
'200000'
>>> read_account("55779911 200000") == read_account("20000055779911", given="55779911 200000")
True
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paycards.bank.statement import AccountId
from paycards.errors import FileRefused
from paycards.settings.bank_account import BankAccount, is_iban

SORT_CODE_FIRST = re.compile(r"([0-9]{2}-?[0-9]{2}-?[0-9]{2})[ /-]*([0-9]{8})")
NUMBER_FIRST = re.compile(r"([0-9]{8})[ /-]+([0-9]{2}-?[0-9]{2}-?[0-9]{2})")
NUMBER_ALONE = re.compile(r"[0-9]{8}")
CURRENCY_BEHIND = re.compile(r"[ /]?([A-Z]{3})$")
BIC_BEFORE = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?/")


def read_account(text: str, *, sort_code: str = "", given: str = "") -> AccountId:
    """Take an account's identification apart: IBAN, sort code and number in either order, or a number alone.

    Another form stays as it is given. Raises ValueError for one that ends in a currency other than pounds.
    """
    given = given or text
    number = BIC_BEFORE.sub("", text.strip().lstrip("'"), count=1)
    iban = number.replace(" ", "")
    if is_iban(iban):
        is_british = iban.startswith("GB")
        return AccountId(iban[8:14] if is_british else "", iban[14:] if is_british else "", iban, given)
    number = _without_currency(number)
    for form, first, second in ((SORT_CODE_FIRST, 1, 2), (NUMBER_FIRST, 2, 1)):
        match = form.fullmatch(number)
        if match:
            return AccountId(match[first].replace("-", ""), match[second], "", given)
    if NUMBER_ALONE.fullmatch(number):
        return AccountId(re.sub("[- ]", "", sort_code), number, "", given)
    return AccountId(given=given)


def ours(account: AccountId, accounts: Sequence[BankAccount]) -> list[BankAccount]:
    """The council's accounts that it may be: none, one, or several where only a number is given."""
    if account.iban:
        found = [own for own in accounts if own.iban == account.iban]
        if found:
            return found
    if account.sort_code:
        return [own for own in accounts if own.number == account.sort_code + account.account_number]
    return [own for own in accounts if account.account_number and own.number.endswith(account.account_number)]


def owner(
    account: AccountId, accounts: Sequence[BankAccount], by_mapping: Sequence[BankAccount]
) -> BankAccount:
    """The one account of ours that a statement is of; where it names none, the one that its mapping is of.

    Raises FileRefused.
    """
    is_named = account != AccountId(given=account.given) or account.given
    found = ours(account, accounts) if is_named else list(by_mapping)
    if len(found) == 1:
        return found[0]
    problem = (
        "more than one of our bank accounts may be meant" if found else "this is none of our bank accounts"
    )
    if not is_named:
        problem = "it names no account, and its mapping is not that of one account alone"
    raise FileRefused(problem, field="account", value=account.given or str(account))


def _without_currency(number: str) -> str:
    match = CURRENCY_BEHIND.search(number)
    if match is None:
        return number
    if match[1] != "GBP":
        raise ValueError("an account in pounds: one in another currency is not taken")
    return number[: match.start()]
