"""The people of an office as a list for whoever calls them: CSV, one row for each account.

Names and telephone numbers are in it only when they are asked for: a list lies about on desks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from paycards.closing.spreadsheet import write_spreadsheet
from paycards.closing.takeup.people import Person
from paycards.closing.takeup.report import Report

COLUMNS = (
    *("council", "office", "fund", "account_reference", "card", "card_status", "card_given_on"),
    *("paid", "silent", "expected_by", "last_paid_on", "last_network"),
    *("card_payments", "card_pence", "other_payments", "other_pence"),
    *("counter_payments_a_year", "counter_last_paid_on", "counter_usual_pence", "owed_pence"),
)
WITH_NAMES = ("name", "phone")


def write_people(
    out: TextIO, reports: Sequence[Report], *, silent_only: bool = False, names: bool = False
) -> int:
    """Write the list to `out`, opened with newline=""; return its rows, the header not counted."""
    rows = [row for report in reports for row in _rows(report, silent_only=silent_only, names=names)]
    write_spreadsheet(out, COLUMNS + WITH_NAMES if names else COLUMNS, rows)
    return len(rows)


def _rows(report: Report, *, silent_only: bool, names: bool) -> Iterator[tuple[object, ...]]:
    for person in report.people:
        is_silent = person.account_id in report.silent
        if is_silent or not silent_only:
            row = _row(report, person, is_silent=is_silent)
            yield (*row, person.name, person.phone) if names else row


def _row(report: Report, person: Person, *, is_silent: bool) -> tuple[object, ...]:
    last = person.last
    return (
        *(report.office.council, report.office.name, person.fund, person.reference),
        f"ending {person.card_ending}" if person.card_ending else "",  # a number would lose its zeros
        *(person.card_status, person.given_on, person.paid, "yes" if is_silent else "no"),
        report.expected_by(person),
        *((last.last_on, last.network) if last else (None, None)),
        *(*person.total(with_card=True), *person.total(with_card=False)),
        *(person.payments_a_year, person.counter_last_on, person.usual_pence, person.owed_pence),
    )
