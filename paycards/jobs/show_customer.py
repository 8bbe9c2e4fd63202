"""Show one customer: every account and card, what was paid, letters, take-up, enquiries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.cards.account_payments import AccountPayment, account_payments
from paycards.cards.person import Customer, customer_seen
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.tracing.enquiry_list import Enquiry, enquiries_of

DAYS = dt.timedelta(days=90)  # of payments, for whoever may see no more
PAYMENTS_SHOWN = 50


@dataclass(frozen=True)
class TakeUpLine:
    """A list of a closing office that the customer was on, and what became of their row."""

    office: str
    listed_at: dt.datetime
    outcome: str


@dataclass(frozen=True)
class CustomerPage:
    """One customer as who asks may see them; `since` is the first day of the payments that are shown."""

    customer: Customer
    payments: tuple[AccountPayment, ...]
    more_payments: bool
    since: dt.date | None
    take_up: tuple[TakeUpLine, ...]
    enquiries: tuple[Enquiry, ...]
    may_issue: bool
    may_see_money: bool
    at: dt.datetime

    def tells_of(self, payment: AccountPayment) -> bool:
        """Tell whether the page of a payment opens to who asks."""
        return self.since is None or payment.paid_on >= self.since


def show_customer(visit: Visit, council: str, account_id: int) -> CustomerPage:
    """Return the customer of an account. Raises NotFound for one of another council."""
    may = visit.visitor.permissions
    sees_all = Permission.SEE_MONEY in may
    with visit.reading(council, may=Permission.SEE_CUSTOMERS) as seen:
        customer = customer_seen(seen, council_of(visit.settings, council), account_id)
        ids = customer.account_ids
        since = None if sees_all else visit.now - DAYS
        paid = account_payments(seen.connection, ids, since, PAYMENTS_SHOWN + 1)
        return CustomerPage(
            customer=customer,
            payments=tuple(paid[:PAYMENTS_SHOWN]),
            more_payments=len(paid) > PAYMENTS_SHOWN,
            since=None if since is None else visit.today - DAYS,
            take_up=_take_up(seen, ids),
            enquiries=tuple(enquiries_of(seen, ids, visit.today)),
            may_issue=Permission.MANAGE_CARDS in may,
            may_see_money=sees_all,
            at=visit.now,
        )


def _take_up(seen: Reading, ids: tuple[int, ...]) -> tuple[TakeUpLine, ...]:
    query = (
        select(card_batches.c.office, card_batches.c.started_at, card_batch_rows.c.outcome)
        .join(card_batches, card_batches.c.id == card_batch_rows.c.batch_id)
        .where(card_batch_rows.c.account_id.in_(ids))
        .order_by(card_batches.c.started_at.desc())
    )
    return tuple(TakeUpLine(*row) for row in seen.connection.execute(query))
