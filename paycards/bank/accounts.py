"""Which account a file speaks of, however it writes the number.

>>> read_account("20-00-00 55779911").sort_code
'200000'
>>> read_account("55779911 200000") == read_account("20000055779911", given="55779911 200000")
True
"""

from __future__ import annotations

import re

from paycards.bank.statement import AccountId
from paycards.settings.bank_account import is_iban

SORT_CODE_FIRST = re.compile(r"([0-9]{2}-?[0-9]{2}-?[0-9]{2})[ /-]*([0-9]{8})")
NUMBER_FIRST = re.compile(r"([0-9]{8})[ /-]+([0-9]{2}-?[0-9]{2}-?[0-9]{2})")
NUMBER_ALONE = re.compile(r"[0-9]{8}")
CURRENCY_BEHIND = re.compile(r"(?<=[0-9])[ /]?([A-Z]{3})$")
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


def _without_currency(number: str) -> str:
    match = CURRENCY_BEHIND.search(number)
    if match is None:
        return number
    if match[1] != "GBP":
        raise ValueError("an account in pounds: one in another currency is not taken")
    return number[: match.start()]
