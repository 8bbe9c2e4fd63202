"""Whether a letter and a card can be printed at all, asked before a number is given away.

Names and addresses of ordinary length in Latin letters always can; what is longer, or has other letters,
is drawn for trial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

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
    said = (office_list.rows[name].tolist() for name in ("language", "large_print"))
    trials = (
        (row.row_no, _trial(row, language, large_print, council))
        for row, language, large_print in zip(planned, *said, strict=True)
        if row.outcome == outcomes.WAITING
    )
    doubtful = [(row_no, trial) for row_no, trial in trials if trial and not _is_ordinary(trial)]
    refused = Press(artwork).refusals(doubtful)
    return [
        replace(row, outcome=outcomes.CANNOT_PRINT, message=refused[row.row_no][1])
        if row.row_no in refused
        else row
        for row in planned
    ]


def _trial(row: PlannedRow, language: str, large_print: int, council: Council) -> Holding | None:
    """What would be printed for a row; nothing where the supplier makes the card."""
    assert row.account is not None  # noqa: S101 - only rows that wait are asked
    scheme = council.card_scheme(row.account.fund)
    if scheme is None or scheme.numbers != "allocate":
        return None
    return Holding(
        number="9" * scheme.length,
        fund=row.account.fund,
        reference=row.account.reference,
        holder=row.holder,
        language="cy" if language == "cy" else "en",
        large_print=bool(large_print),
        address=address_of(row.account),
        date=TRIAL_DATE,
    )


def _is_ordinary(holding: Holding) -> bool:
    return (
        len(holding.holder) <= LONGEST_NAME
        and len(holding.reference) <= LONGEST_REFERENCE
        and all(len(line) <= LONGEST_LINE for line in holding.address)
        and ORDINARY.issuperset("".join((holding.holder, holding.reference, *holding.address)))
    )
