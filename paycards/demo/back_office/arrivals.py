"""What comes to Penmoor on each morning: files of its supplier into the drop, statements of its bank.

A mistyped card, a reversal that makes a day negative, a number that comes twice, a file that never comes,
and a remittance that is ten pounds short.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from paycards.demo.back_office.council import BANK, MISTYPED, PENMOOR, customers
from paycards.demo.banks.booked import Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.demo.places import PAYPOINT_SHOPS
from paycards.demo.suppliers.paypoint import Row, file_name, payment_file

CLIENT = PENMOOR.contracts[0].client_code
MON, TUE, WED, THU, FRI = (dt.date(2026, 11, 16) + dt.timedelta(days=day) for day in range(5))
NEXT_MON, NEXT_TUE = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
FILES = {  # when it comes: the trading day, the number, when it is paid, the rows
    TUE: [(MON, 1, WED)],
    WED: [(TUE, 2, THU)],
    THU: [(WED, 3, FRI), (WED, 2, FRI)],  # the second has Tuesday's number, over other payments
    FRI: [],  # Thursday's file, number 4, never comes
    NEXT_MON: [(FRI, 5, NEXT_TUE)],
}
REMITTANCE = "PAYPOINT PLC 104777"
BOOKED = {
    TUE: [(-30_00, "WINDOW CLEANING")],
    WED: [(887_50, REMITTANCE)],  # ten pounds short
    THU: [],  # a negative day is not paid
    FRI: [(200_00, REMITTANCE)],  # Wednesday's, less what Tuesday was below zero
}
OPENING_PENCE = 2_000_00
MONDAY_PENCE = (45_00, 60_00, 52_50, 120_00)
WEDNESDAY_PENCE = (80_00, 145_00, 60_00)


def files_of(morning: dt.date) -> dict[str, bytes]:
    """The supplier's files that come on this morning, by name."""
    return {
        file_name(CLIENT, day, number): payment_file(
            CLIENT, number, dt.datetime.combine(day, dt.time(23, 30)), paid_on, _rows(day, number)
        )
        for day, number, paid_on in FILES[morning]
    }


def statement_of(day: dt.date) -> tuple[str, bytes]:
    """The name and the bytes of the bank's statement of this day."""
    before = sum(pence for other, lines in BOOKED.items() if other < day for pence, _ in lines)
    lines = [Line(day, pence, text) for pence, text in BOOKED[day]]
    booked = Booked(BANK, 218 + (day - MON).days, day, day, OPENING_PENCE + before, lines)
    return f"penmoor-{day}.xml", camt053([booked])


def put_into_drop(drop: Path, morning: dt.date) -> list[str]:
    """Put this morning's files into the drop; return their names."""
    files = files_of(morning)
    for name, data in files.items():
        (drop / name).write_bytes(data)
    return list(files)


def _rows(day: dt.date, number: int) -> Sequence[Row]:
    cards = [card.number for card in customers()]
    return {
        (MON, 1): _monday(cards),
        (TUE, 2): _tuesday(cards),
        (WED, 2): [_row(WED, 30, cards[5], 15_00)],
        (WED, 3): [_row(WED, 20 + at, cards[at], pence) for at, pence in enumerate(WEDNESDAY_PENCE)],
        (FRI, 5): [_row(FRI, 40, cards[6], 70_00)],
    }[day, number]


def _monday(cards: Sequence[str]) -> list[Row]:
    """The last was typed by hand, with one figure wrong."""
    mistyped = replace(_row(MON, 9, _mistyped(cards[MISTYPED]), 620_00), capture="K")
    return [*(_row(MON, at, cards[at], pence) for at, pence in enumerate(MONDAY_PENCE)), mistyped]


def _tuesday(cards: Sequence[str]) -> list[Row]:
    """A reversal of Monday's last ordinary payment, and one smaller payment: the day is negative."""
    original = _monday(cards)[3]
    back = replace(
        _row(TUE, 10, cards[3], original.amount_pence), reversal=True, original=original.transaction
    )
    return [back, _row(TUE, 11, cards[0], 35_00)]


def _mistyped(number: str) -> str:
    return number[:14] + str((int(number[14]) + 4) % 10) + number[15:]


def _row(day: dt.date, place: int, card: str, pence: int) -> Row:
    shop = PAYPOINT_SHOPS[2]
    when = dt.datetime.combine(day, dt.time(9, place))
    return Row(shop.code, shop.site, 500_000 + place, when, card, pence)
