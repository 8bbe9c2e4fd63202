"""Whether a letter and a card can be printed at all, asked before a number is given away.

Names and addresses of ordinary length in Latin letters always can; what is longer, or has other letters,
is drawn for trial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.paper import Holding
from paycards.jobs.card_batch import outcomes
from paycards.jobs.card_batch.drawing import Press
from paycards.jobs.card_batch.office_list import OfficeList
from paycards.jobs.card_batch.planning import PlannedRow
from paycards.jobs.card_batch.printing import ALPHABET, WELSH, address_of
from paycards.settings import Council

ORDINARY = frozenset(ALPHABET + WELSH)
TRIAL_DATE = dt.date(2026, 9, 30)  # as long a date as there is
LONGEST_NAME, LONGEST_LINE, LONGEST_REFERENCE = 26, 30, 16


def printable_rows(
    council: Council, artwork: Artwork, office_list: OfficeList, planned: Sequence[PlannedRow]
) -> list[PlannedRow]:
    """Return the rows, those that wait and cannot be printed with that outcome and the reason."""
    press = Press(artwork, "")
    language, large = office_list.rows["language"], office_list.rows["large_print"]
    doubtful = []
    for row in planned:
        if row.outcome == outcomes.WAITING and row.account is not None:
            scheme = council.card_scheme(row.account.fund)
            if scheme is not None and scheme.numbers == "allocate":
                trial = replace(
                    _trial(row.holder, row.account, "9" * scheme.length),
                    language="cy" if language.at[row.row_no] == "cy" else "en",
                    large_print=bool(large.at[row.row_no]),
                )
                doubtful += [] if _is_ordinary(trial) else [(row.row_no, trial)]
    refused = press.refusals(doubtful)
    return [
        replace(row, outcome=outcomes.CANNOT_PRINT, message=refused[row.row_no][1])
        if row.row_no in refused
        else row
        for row in planned
    ]


def _trial(holder: str, account: Row[Any], number: str) -> Holding:
    return Holding(
        number=number,
        fund=account.fund,
        reference=account.reference,
        holder=holder,
        address=address_of(account),
        date=TRIAL_DATE,
    )


def _is_ordinary(holding: Holding) -> bool:
    return (
        len(holding.holder) <= LONGEST_NAME
        and len(holding.reference) <= LONGEST_REFERENCE
        and all(len(line) <= LONGEST_LINE for line in holding.address)
        and ORDINARY.issuperset("".join((holding.holder, holding.reference, *holding.address)))
    )
