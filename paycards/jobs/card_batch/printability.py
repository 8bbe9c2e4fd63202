"""Whether a letter and a card can be printed at all, asked before a number is given away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paycards.issue.artwork.artwork import Artwork
from paycards.jobs.card_batch import outcomes
from paycards.jobs.card_batch.drawing import Press
from paycards.jobs.card_batch.planning import PlannedRow


def printable_rows(artwork: Artwork, planned: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Return the rows, those that wait and cannot be printed with that outcome and the reason."""
    trials = [(row.row_no, row.trial) for row in planned if row.trial and row.outcome == outcomes.WAITING]
    refused = Press(artwork).refusals(trials)
    return [
        replace(row, outcome=outcomes.CANNOT_PRINT, message=refused[row.row_no][1])
        if row.row_no in refused
        else row
        for row in planned
    ]
