"""People of an office, as the tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from paycards.closing.takeup.people import Person, Used

LISTED = dt.date(2026, 9, 21)


def day(weeks: int, days: int = 0) -> dt.date:
    return LISTED + dt.timedelta(weeks=weeks, days=days)


def paid(network: str, *, card: bool, first: dt.date, last: dt.date | None = None, payments: int = 1) -> Used:
    return Used(network, card, payments, 2000 * payments, first, last or first)


def person(*used: Used, **changed: Any) -> Person:
    given: dict[str, Any] = {
        "account_id": 1,
        "fund": "rent",
        "reference": "R200910001",
        "account_status": "open",
        "owed_pence": 4200,
        "listed_on": LISTED,
        "given_on": LISTED,
        "had_card": False,
        "card_ending": "0107",
        "card_status": "active",
        "payments_a_year": 52,
        "counter_last_on": None,
        "usual_pence": None,
    }
    return Person(**(given | changed), used=used)
