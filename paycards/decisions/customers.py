"""The customer's account that a decision names, and whether it may take money."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from paycards.errors import NotAllowed
from paycards.reconcile.payments.references import match_form
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import councils


def customer_account(step: Step, fund: str, reference: str, *, even_if_closed: bool = False) -> Row[Any]:
    """Find an account of the step's council; the reference is compared trimmed and in upper case.

    Raises NotAllowed when there is none, or it is closed and `even_if_closed` is not given.
    """
    account = step.connection.execute(
        select(accounts).where(
            accounts.c.council_id == step.owner,
            accounts.c.fund == fund,
            accounts.c.match_reference == match_form(reference),
        )
    ).first()
    if account is None:
        raise NotAllowed(
            f"{_code(step)} has no {fund} account {match_form(reference)}.", code="no_such_account"
        )
    if account.status == "closed" and not even_if_closed:
        raise NotAllowed(
            f"The {fund} account {account.reference} is closed.",
            code="account_closed",
            fund=fund,
            reference=account.reference,
        )
    return account


def _code(step: Step) -> str:
    query = select(councils.c.code).where(councils.c.id == step.owner)
    return str(step.connection.execute(query).scalar_one())
