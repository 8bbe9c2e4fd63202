"""One customer of a closing office: what the office's list says, the card, and what was paid since.

"With the card" means that the payment names a card of the account and came through a network at which
a customer shows or keys a card. A direct debit that carries the card's number is another way to pay.
Whoever has not paid for longer than the rhythm at the counter allows is silent: housing staff call.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from paycards.settings.take_up import TakeUp

CARD_NETWORKS = ("post_office", "paypoint", "payzone", "telephone", "e_pay")
CARD, OTHER, NOTHING = "card", "other", "nothing"


@dataclass(frozen=True)
class Used:
    """What one account paid through one network, with the card or without, since the list came."""

    network: str
    with_card: bool
    payments: int
    pence: int
    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True)
class Person:
    """One account of an office's list.

    `given_on` is the day on which the card was released, or on which the list came for whoever had one
    already; None: there is no card to pay with yet. `card_ending` are its last four digits.
    `payments_a_year`, `counter_last_on` and `usual_pence` are what the list says of the counter.
    `owed_pence` is the balance in the newest accounts extract.
    """

    account_id: int
    fund: str
    reference: str
    account_status: str
    owed_pence: int
    listed_on: dt.date
    given_on: dt.date | None
    had_card: bool
    card_ending: str
    card_status: str
    payments_a_year: int | None
    counter_last_on: dt.date | None
    usual_pence: int | None
    used: tuple[Used, ...] = ()
    name: str = field(default="", repr=False)  # empty unless it was asked for
    phone: str = field(default="", repr=False)

    @property
    def paid(self) -> str:
        """How the account was paid since: with the card, only in another way, or not at all."""
        if any(used.with_card for used in self.used):
            return CARD
        return OTHER if self.used else NOTHING

    @property
    def last(self) -> Used | None:
        """The way in which it was paid last."""
        return max(self.used, key=lambda used: (used.last_on, used.network), default=None)

    @property
    def is_active(self) -> bool:
        """A closed account owes no more payments."""
        return self.account_status != "closed"

    def first_on(self, *, with_card: bool) -> dt.date | None:
        """The day of the first payment; `with_card`: of the first with the card."""
        return min((used.first_on for used in self.used if used.with_card or not with_card), default=None)

    def total(self, *, with_card: bool) -> tuple[int, int]:
        """Payments and pence with the card, or in other ways."""
        used = [used for used in self.used if used.with_card is with_card]
        return sum(each.payments for each in used), sum(each.pence for each in used)

    def pays_until(self, rules: TakeUp) -> dt.date:
        """The last day on which nobody need worry: a payment is due by then."""
        since = max(day for day in (self.given_on, self.listed_on, self.last and self.last.last_on) if day)
        return since + dt.timedelta(days=days_allowed(self.payments_a_year, rules))

    def is_silent(self, today: dt.date, rules: TakeUp) -> bool:
        """Tell whether an account that is open has gone without a payment for too long."""
        return self.is_active and today > self.pays_until(rules)


def days_allowed(payments_a_year: int | None, rules: TakeUp) -> int:
    """How many days may pass between two payments of someone who paid so often at the counter.

    >>> rules = TakeUp(grace_weeks=2, silent_after_weeks=6)
    >>> [days_allowed(payments, rules) for payments in (52, 12, 4, None, 0)]
    [21, 44, 105, 42, 42]
    """
    if not payments_a_year:
        return 7 * rules.silent_after_weeks
    return 365 // payments_a_year + 7 * rules.grace_weeks
