"""All the tables at once: for the migrations, and for what looks at each of them."""

from __future__ import annotations

from paycards.store.tables import (
    account_payments,
    accounts,
    audit,
    bank,
    card_batches,
    card_life,
    card_numbers,
    corrections,
    councils,
    customers,
    days,
    decisions,
    desk,
    enquiries,
    files,
    ledger,
    lines,
    outgoing,
    payment_days,
    people,
    returns,
    settlement,
    staff,
    suspense,
    work,
)
from paycards.store.tables.base import metadata

__all__ = ["SUBJECTS", "metadata"]

SUBJECTS = (
    *(account_payments, accounts, audit, bank, card_batches, card_life, card_numbers, corrections, councils),
    *(customers, days, decisions, desk, enquiries, files, ledger, lines, outgoing, payment_days, people),
    *(returns, settlement, staff, suspense, work),
)
