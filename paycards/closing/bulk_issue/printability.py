"""Whether a letter and a card can be printed at all, asked before a number is given away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.parts import in_parts
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.printed_part import AT_ONCE, Refusal, Refusals


def printable_rows(refusals: Refusals, planned: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Return the rows, those that wait and cannot be printed with that outcome and the reason."""
    trials = [(row.row_no, row.trial) for row in planned if row.trial and row.outcome == outcomes.WAITING]
    refused: dict[int, Refusal] = {}
    for some in in_parts(trials, AT_ONCE):  # not all in memory at once
        refused |= refusals(some)
    return [
        replace(row, outcome=outcomes.CANNOT_PRINT, message=refused[row.row_no][1])
        if row.row_no in refused
        else row
        for row in planned
    ]
