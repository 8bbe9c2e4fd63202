"""Enter what the bank says that an account holds at the end of a day."""

from __future__ import annotations

import datetime as dt

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Invalid, NotFound
from paycards.reconcile.bank.balances import Entered, enter_balance
from paycards.settings.bank_account import BankAccount
from paycards.settings.council import Council


def enter_bank_balance(
    visit: Visit, account: str, *, on: dt.date, pence: int, council: str | None = None
) -> Entered:
    """Write down a balance under the name of the visitor; a later one for the same day counts instead.

    Raises NotFound for an unknown account, Invalid where several councils have one of this code, or for a day
    that has not ended.
    """
    if on >= visit.today:
        raise Invalid("on", f"{on} has not ended: enter what the bank says at the end of a day.")
    owner = _owner(visit, account, council)
    with visit.reading(owner.code, may=Permission.MATCH_BANK) as seen:
        council_id = seen.council(owner.code)
    with visit.step(council_id, Permission.MATCH_BANK) as step:
        return enter_balance(step, owner.code, account, on, pence)


def _owner(visit: Visit, account: str, council: str | None) -> Council:
    every: list[tuple[Council, BankAccount]] = [
        (owner, each)
        for owner, each in visit.settings.bank_accounts()
        if owner.code in visit.visitor.councils and council in (None, owner.code)
    ]
    found = [owner for owner, each in every if each.code == account]
    if not found:
        raise NotFound("bank account", account, choices=sorted({each.code for _, each in every}))
    if len(found) > 1:
        codes = ", ".join(owner.code for owner in found)
        raise Invalid("account", f"More than one council has a bank account {account}: say which, {codes}.")
    return found[0]
