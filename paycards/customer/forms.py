"""The forms of the customers' pages; what is wrong with them is said in the language of the page."""

from __future__ import annotations

import datetime as dt

from paycards.customer.wording import Wording
from paycards.jobs.ask_for_payment import Question
from paycards.pages.forms import Form


def read_question(form: Form, words: Wording, today: dt.date) -> tuple[Question, dict[str, str]]:
    """Day and amount of a receipt, and what is wrong with them by field."""
    said = words["payment"]
    months = {name.casefold(): str(number) for number, name in enumerate(words["months"], start=1)}
    month = form.value("paid-month").strip().casefold()
    read = Form({**form.typed, "paid-month": months.get(month, month)})
    paid_on, pence = read.date("paid", said["paid"]), read.pence("amount", said["amount"])
    errors = {name: said[f"wrong_{name}"] for name in read.errors}
    if "paid" not in errors and paid_on > today:
        errors["paid"] = said["future_paid"]
    if "amount" not in errors and pence <= 0:
        errors["amount"] = said["wrong_amount"]
    return Question(paid_on, pence), errors
