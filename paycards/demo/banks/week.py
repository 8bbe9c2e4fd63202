"""The sample week of the councils' bank accounts, a file in each format. The amounts are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from paycards.demo.banks.bai2 import bai2
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.demo.banks.csv_export import lloyds
from paycards.demo.banks.mt940 import mt940

MONDAY = dt.date(2026, 11, 9)
ACCOUNTS = {"NVD": Account("000471", "00004471"), "HMB": Account("000498", "00004982")}

# day of the week from Monday, pence, text, whether a reversal
Row = tuple[int, int, str, bool]
NORTHVALE: Sequence[Row] = (
    (0, 324871, "ALLPAY LTD NVDC 26/10", False),
    (0, 198240, "POST OFFICE LTD 0429170", False),
    (1, 87310, "ALLPAY LTD NVDC 27/10", False),
    (1, 64005, "PAYPOINT PLC 104417", False),
    (1, 64005, "PAYPOINT PLC 104417", False),
    (2, 41250, "PAYZONE UK NVD4471", False),
    (2, -41250, "PAYZONE UK NVD4471", True),
    (3, 28400, "ALLPAY LTD NVDC 29/10", False),
    (3, -12550, "BANK CHARGES OCTOBER", False),
    (4, 41250, "PAYZONE UK NVD4471", False),
)
HARROWMERE: Sequence[Row] = (
    (0, 110375, "ALLPAY LTD HMBC 26/10", False),
    (2, 52020, "PAYPOINT PLC 104982", False),
    (2, -250000, "PAYROLL RUN 45", False),
    (4, 158376, "ALLPAY LTD HMBC 30/10", False),
)


def bank_week() -> dict[str, bytes]:
    """Each file by its path below the folder `bank`."""
    northvale = list(_days(ACCOUNTS["NVD"], 10_000_00, NORTHVALE))
    harrowmere = list(_days(ACCOUNTS["HMB"], 5_000_00, HARROWMERE))
    return {
        "NVD/statements.xml": camt053(northvale),
        "NVD/statements.sta": mt940(northvale),
        "HMB/statements.bai": bai2(harrowmere),
        "HMB/export.csv": lloyds(_whole(harrowmere)),
    }


def _days(account: Account, opening_pence: int, rows: Sequence[Row]) -> Iterator[Booked]:
    """A statement for each working day of the week, each opening with what the one before closed with."""
    for day in range(5):
        on = MONDAY + dt.timedelta(days=day)
        lines = [Line(on, pence, text, reversal=back) for at, pence, text, back in rows if at == day]
        booked = Booked(account, 218 + day, on, on, opening_pence, lines)
        yield booked
        opening_pence = booked.closing_pence


def _whole(days: Sequence[Booked]) -> Booked:
    """The days as one statement."""
    first, last = days[0], days[-1]
    lines = [line for day in days for line in day.lines]
    return Booked(first.account, first.number, first.first, last.last, first.opening_pence, lines)
