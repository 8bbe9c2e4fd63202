"""Show a card, an account or a customer, with every card there ever was and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.cards.lineage import ShownAccount, shown_account
from paycards.cards.which import CardOrAccount, account_meant, card_meant, of_customer
from paycards.errors import NotFound
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import councils


def show_card(
    visit: Visit, which: CardOrAccount, *, customer_ref: str = "", council: str | None = None
) -> list[ShownAccount]:
    """Show the account of a card, an account, or all accounts of a customer. Raises UsageError."""
    customer_ref = customer_ref.strip()
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        found = _meant(seen, which, customer_ref)
        if not found:
            raise NotFound("customer", customer_ref)
        return [shown_account(seen.connection, account, visit.now) for account in found]


def _meant(seen: Reading, which: CardOrAccount, customer_ref: str) -> Sequence[Row[Any]]:
    """The accounts that are meant, of those that may be seen."""
    if customer_ref:
        return seen.connection.execute(_ACCOUNTS.where(of_customer(seen, customer_ref))).all()
    if which.card.strip():
        held_by = accounts.c.id == card_meant(seen, which).account_id
        return seen.connection.execute(_ACCOUNTS.where(held_by)).all()
    return [account_meant(seen, which)]


_ACCOUNTS: Select[Any] = (
    select(accounts, councils.c.code.label("council"))
    .join(councils, councils.c.id == accounts.c.council_id)
    .order_by(accounts.c.council_id, accounts.c.fund, accounts.c.reference)
)
