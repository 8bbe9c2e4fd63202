"""What is drawn for trial, to see whether it can be printed, before a number is given away.

Names and addresses of ordinary length in Latin letters always can be; what is longer, or has other letters,
is drawn.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row

from paycards.cards.account import address_of
from paycards.issue.artwork.alphabets import ENGLISH, WELSH
from paycards.issue.artwork.paper import Holding
from paycards.settings.council import Council

ORDINARY = frozenset(ENGLISH + WELSH)
TRIAL_DATE = dt.date(2026, 9, 30)  # as long a date as there is
LONGEST_NAME, LONGEST_LINE, LONGEST_REFERENCE = 26, 30, 16


def trial_of(
    account: Row[Any], holder: str, language: str, large_print: int, council: Council
) -> Holding | None:
    """Return what must be drawn; None for what is ordinary, and where the supplier makes the card."""
    scheme = council.card_scheme(account.fund)
    if scheme is None or scheme.numbers != "allocate":
        return None
    trial = Holding(
        number="9" * scheme.length,
        fund=account.fund,
        reference=account.reference,
        holder=holder,
        language="cy" if language == "cy" else "en",
        large_print=bool(large_print),
        address=address_of(account),
        date=TRIAL_DATE,
    )
    return None if _is_ordinary(trial) else trial


def _is_ordinary(holding: Holding) -> bool:
    return (
        len(holding.holder) <= LONGEST_NAME
        and len(holding.reference) <= LONGEST_REFERENCE
        and all(len(line) <= LONGEST_LINE for line in holding.address)
        and ORDINARY.issuperset("".join((holding.holder, holding.reference, *holding.address)))
    )
