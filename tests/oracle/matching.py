"""Where a payment belongs (design, section 4), tried one account after another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .model import Account, Contract, Payment

Placing = tuple[Account | None, str]  # the account and its rule, or None and the reason


def place(
    payment: Payment, contract: Contract, accounts: list[Account], cards: dict[str, Account]
) -> Placing:
    """Decide one payment from the accounts and cards of its council."""
    full_card = "" if payment.short_card else payment.card_number
    account = cards.get(full_card)
    if account is not None:
        found = by_card(payment, account, accounts)
    else:
        account, found = by_reference(payment.client_reference, contract, accounts)
    if account is None or found == "conflict":
        return None, found or ("unknown_card" if full_card else "unknown_reference")
    return (None, "account_closed") if account.status == "closed" else (account, found)


def by_card(payment: Payment, account: Account, accounts: list[Account]) -> str:
    """`card`, unless the reference names only other accounts."""
    named = named_exactly(payment.client_reference, accounts) or named_loosely(
        payment.client_reference, accounts
    )
    return "conflict" if named and account not in named else "card"


def by_reference(reference: str, contract: Contract, accounts: list[Account]) -> Placing:
    """The account and rule, or None and `conflict`, `ambiguous` or, for nothing found, an empty text."""
    exact = named_exactly(reference, accounts)
    if exact:
        return choose(exact, fund_of(spelled(reference), contract), "reference")
    loose = named_loosely(reference, accounts)
    if len(loose) != 1:  # the rule wants exactly one account: several are as good as none
        return None, ""
    return choose(loose, fund_of(normalised(reference), contract), "normalised_reference")


def choose(named: list[Account], fund: str, rule: str) -> Placing:
    """One account alone must not contradict the patterns; of several, the patterns must name one."""
    if len(named) == 1:
        return (None, "conflict") if fund not in ("", named[0].fund) else (named[0], rule)
    in_fund = [account for account in named if account.fund == fund]
    return (in_fund[0], rule) if len(in_fund) == 1 else (None, "ambiguous")


def fund_of(text: str, contract: Contract) -> str:
    """The fund of the first pattern that matches the whole text; empty where none does."""
    return next((fund for fund, pattern in contract.fund_patterns if re.fullmatch(pattern, text)), "")


def named_exactly(reference: str, accounts: Iterable[Account]) -> list[Account]:
    text = spelled(reference)
    return [account for account in accounts if text and spelled(account.reference) == text]


def named_loosely(reference: str, accounts: Iterable[Account]) -> list[Account]:
    text = normalised(reference)
    return [account for account in accounts if text and normalised(account.reference) == text]


def spelled(reference: str) -> str:
    return reference.strip().upper()


def normalised(reference: str) -> str:
    return re.sub("[ /-]", "", reference.upper())
