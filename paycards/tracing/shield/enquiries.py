"""Accounts whose holder misses a payment, and has no answer yet."""

from __future__ import annotations

from collections.abc import Iterator

from paycards.clock import local_date
from paycards.tracing.enquiry_list import enquiries_seen
from paycards.tracing.shield.spared import Look, Spared


def asked_for(look: Look) -> Iterator[Spared]:
    """Give the accounts of open enquiries, until the day by which they are to be answered."""
    for each in enquiries_seen(look.of_council, look.today):
        if each.reference:
            since = local_date(each.opened_at)
            expires_on = max(each.due_on, look.expiry(since, 1))
            why = f"enquiry {each.number} about a payment is open"
            yield Spared(look.council, each.fund, each.reference, "enquiry", since, expires_on, why)
