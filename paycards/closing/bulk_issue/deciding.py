"""Decide every row of a list before a card is issued: its account, whether it can be printed, its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.planning import plan_rows
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.office_list.office_list import OfficeList
from paycards.errors import NotAllowed
from paycards.settings.council import Council
from paycards.store.card_numbers import remaining


def decide_rows(
    connection: Connection, printability: Printability, council_id: int, office_list: OfficeList
) -> list[PlannedRow]:
    """Decide every row, in the order of the list. Nothing is written but temporary tables.

    Raises NotAllowed when the supplier's ranges do not hold enough numbers, SettingsError or ProofFailed
    where nothing can be printed at all.
    """
    planned = plan_rows(connection, printability, council_id, office_list)
    planned = _printable(printability, planned)
    _require_numbers(connection, printability.council, council_id, planned)
    return planned


def _printable(printability: Printability, planned: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Return the rows, those that wait and cannot be printed with that outcome and the reason."""
    waiting = [row for row in planned if row.outcome == outcomes.WAITING]
    refused = {row.row_no: row.fault for row in waiting if row.fault}
    trials = [(row.row_no, row.trial) for row in waiting if row.trial and not row.fault]
    refused |= {row_no: why for row_no, (_, why) in printability.refusals(trials).items()}
    return [
        replace(row, outcome=outcomes.CANNOT_PRINT, message=refused[row.row_no])
        if row.row_no in refused
        else row
        for row in planned
    ]


def _require_numbers(
    connection: Connection, council: Council, council_id: int, planned: Iterable[PlannedRow]
) -> None:
    """Raise NotAllowed unless the supplier's ranges hold a number for each row that waits."""
    wanted: Counter[str] = Counter()
    for row in planned:
        if row.outcome == outcomes.WAITING:
            scheme = council.card_scheme(row.fund)
            if scheme is not None and scheme.numbers == "allocate":
                wanted[scheme.code] += 1
    for scheme in council.card_schemes:
        if wanted[scheme.code]:
            left = remaining(connection, council_id, scheme)
            if left < wanted[scheme.code]:
                raise _too_few(wanted[scheme.code], scheme.code, left)


def _too_few(wanted: int, scheme: str, left: int) -> NotAllowed:
    return NotAllowed(
        f"The list needs {wanted} numbers of the scheme {scheme}, which has {left} left: add a range from"
        " the supplier to the settings, and run the list again. Nothing was issued.",
        code="too_few_card_numbers",
        wanted=wanted,
        scheme=scheme,
        left=left,
    )
