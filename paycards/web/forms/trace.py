"""The form of a receipt: what is known of a payment that somebody misses."""

from __future__ import annotations

import datetime as dt

from paycards.pages.forms import Form
from paycards.tracing.facts import Facts

FIELDS = (
    *("network", "paid-day", "paid-month", "paid-year"),
    *("amount", "card_ending", "outlet", "receipt"),
)


def read_facts(form: Form) -> Facts:
    """Read what a receipt shows; each of it may be missing."""
    if not any(form.value(name).strip() for name in FIELDS):
        form.errors["network"] = "Enter what the receipt shows: two facts at least."
    facts = Facts(
        network=form.value("network"),
        paid_on=_day(form),
        amount_pence=form.pence("amount", "the amount") if form.value("amount").strip() else None,
        card_ending=form.digits("card_ending", "the digits of the card") if form.value("card_ending") else "",
        outlet=form.text("outlet", "the outlet", most=40, required=False),
        receipt=form.text("receipt", "the number of the receipt", most=60, required=False),
    )
    form.check()
    return facts


def kept_fields(form: Form) -> dict[str, str]:
    """What is kept of the form."""
    return {name: form.value(name) for name in FIELDS if form.value(name).strip()}


def _day(form: Form) -> dt.date | None:
    if not any(form.value(f"paid-{part}").strip() for part in ("day", "month", "year")):
        return None
    return form.date("paid", "the day of the payment")
