"""Decide every row of a list before a card is issued: its account, whether it can be printed, its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.planning import plan_rows
from paycards.closing.bulk_issue.printability import printable_rows
from paycards.closing.bulk_issue.printed_part import Refusals
from paycards.closing.office_list.office_list import OfficeList
from paycards.errors import NotAllowed
from paycards.settings.council import Council
from paycards.store.card_numbers import remaining


def decide_rows(
    connection: Connection, council: Council, council_id: int, office_list: OfficeList, refusals: Refusals
) -> list[PlannedRow]:
    """Decide every row, in the order of the list. Nothing is written but temporary tables.

    `refusals` tries to print rows, and tells which of them cannot be.
    Raises NotAllowed when the supplier's ranges do not hold enough numbers.
    """
    planned = plan_rows(connection, council, council_id, office_list)
    planned = printable_rows(refusals, planned)
    _require_numbers(connection, council, council_id, planned)
    return planned


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
