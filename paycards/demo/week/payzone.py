"""Northvale's Payzone files: one for every day, but Friday's never comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from random import Random

from paycards.demo.cast import Cast
from paycards.demo.councils import contract
from paycards.demo.drop import DropFile, Line, Oddity, odd_rows
from paycards.demo.payments import Habit, payments_on
from paycards.demo.places import PAYZONE_SHOPS, Outlet, usual
from paycards.demo.suppliers.payzone import Row, file_name, payment_file
from paycards.demo.week import DAYS, FRI, MON, SAT, SUN, THU, TUE, WED, at, morning_after

CONTRACT = contract("NVD-PAYZONE")
FIRST_SEQUENCE = 1530

Lines = list[Line[Row]]


class Desk:
    """Numbers the transactions of all shops in one series."""

    def __init__(self) -> None:
        self.numbers = count(70_000_001)

    def take(self, card_number: str, pence: int, when: dt.datetime, shop: Outlet = PAYZONE_SHOPS[0]) -> Row:
        """A sale."""
        return Row(f"Z{next(self.numbers)}", shop, when, card_number, pence)

    def take_back(self, original: Row, when: dt.datetime) -> Row:
        """The void that names its original."""
        row = self.take(original.card_number, original.amount_pence, when, original.outlet)
        return replace(row, void=True, original=original.transaction)


def payzone_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """Six files: the number of Friday's is a gap that stays open."""
    desk = Desk()
    odd = _odd_lines(cast, desk)
    files = []
    for sequence, day in enumerate(DAYS, start=FIRST_SEQUENCE):
        lines = [] if day == SUN else [*_ordinary(habits, day, desk, chance), *odd.get(day, [])]
        if day != FRI:
            files.append(_file(day, sequence, lines))
    return files


def _ordinary(habits: Sequence[Habit], day: dt.date, desk: Desk, chance: Random) -> Lines:
    return [
        Line(
            replace(
                desk.take(
                    payment.card.number,
                    payment.amount_pence,
                    payment.at,
                    usual(PAYZONE_SHOPS, payment.card.number),
                ),
                tender=chance.choice(("CASH", "CASH", "DEBIT")),
            )
        )
        for payment in payments_on(habits, f"{CONTRACT.code}.payzone", day, chance)
    ]


def _odd_lines(cast: Cast, desk: Desk) -> dict[dt.date, Lines]:
    same_day = desk.take(cast.payer(10).number, 3300, at(MON, 9, 0))
    next_day = desk.take(cast.payer(11).number, 4400, at(MON, 9, 10))
    twice = desk.take(cast.payer(12).number, 5200, at(WED, 16, 0))
    less = replace(desk.take_back(twice, at(THU, 9, 0)), amount_pence=5000)
    missing = replace(desk.take_back(twice, at(WED, 17, 0)), original="Z69999999")
    return {
        MON: [
            Line(same_day),
            Line(next_day),
            Line(desk.take_back(same_day, at(MON, 9, 3)), Oddity("void of a row of the same file")),
        ],
        TUE: [
            Line(desk.take_back(next_day, at(TUE, 9, 0)), Oddity("void of a row of Monday's file")),
            Line(
                desk.take(cast.unknown(3), 6000, at(TUE, 11, 0)),
                Oddity("a card nobody knows", "suspense", "unknown_card"),
            ),
        ],
        WED: [
            Line(twice),
            Line(missing, Oddity("void whose original no file brought", "suspense", "no_original")),
        ],
        THU: [
            Line(less, Oddity("void of another amount", "suspense", "reversal_mismatch")),
            Line(twice, Oddity("the transaction id of a row of Wednesday's file", "duplicate")),
        ],
        SAT: [Line(desk.take(cast.replaced().number, 900, at(SAT, 10, 0)), Oddity("a replaced card"))],
    }


def _file(day: dt.date, sequence: int, lines: Lines) -> DropFile:
    lines = sorted(lines, key=lambda line: line.row.at)
    name = file_name(CONTRACT.client_code, sequence)
    data = payment_file(CONTRACT.client_code, sequence, at(day, 23, 50), [line.row for line in lines])
    what = _remark(day, lines)
    return DropFile(CONTRACT.code, name, data, morning_after(day), what=what, odd_rows=odd_rows(lines, 2))


def _remark(day: dt.date, lines: Lines) -> str:
    if day == SAT:
        return "the number before it never comes: the gap stays open"
    return "" if lines else "no payments: header and trailer only"
