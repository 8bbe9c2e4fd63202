"""Northvale's Post Office files: one transaction file and one control file for every day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from paycards.demo.cast import Cast
from paycards.demo.councils import contract
from paycards.demo.drop import DropFile, Line, Oddity, cut_short, odd_rows
from paycards.demo.payments import Habit, payments_on
from paycards.demo.places import POST_OFFICES, Outlet, usual
from paycards.demo.suppliers.post_office import (
    REVERSAL,
    REVERSED,
    Promise,
    Row,
    control_file,
    file_name,
    total_pence,
    transaction_file,
)
from paycards.demo.week import DAYS, FRI, MON, SAT, SUN, THU, TUE, WED, at, morning_after

CONTRACT = contract("NVD-POSTOFFICE")


class Counters:
    """The counters of the post offices; each numbers its receipts from 1."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()

    def take(self, card_number: str, pence: int, when: dt.datetime, outlet: Outlet = POST_OFFICES[0]) -> Row:
        """A payment, with the next receipt."""
        self.used[outlet.code] += 1
        receipt = f"1{when.timetuple().tm_yday:04d}"
        return Row(outlet.code, card_number, when, when.date(), receipt, self.used[outlet.code], pence)

    def take_back(self, original: Row, when: dt.datetime) -> Row:
        """The reversal (type 2) that names its original."""
        row = replace(self.take(original.card_number, original.amount_pence, when), kind=REVERSAL)
        return replace(row, partner=original.receipt, partner_serial=original.serial)


def post_office_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """Fourteen files: Friday's payments were cut short, Sunday's are none."""
    counters = Counters()
    odd = _odd_lines(cast, counters)
    files: list[DropFile] = []
    for day in DAYS:
        lines = [] if day == SUN else _ordinary(habits, day, counters, chance) + odd.get(day, [])
        lines.sort(key=lambda line: (line.row.entered, line.row.outlet, line.row.serial))
        files += _files(day, lines)
    return files


def _ordinary(habits: Sequence[Habit], day: dt.date, counters: Counters, chance: Random) -> list[Line[Row]]:
    return [
        Line(
            replace(
                counters.take(
                    payment.card.number,
                    payment.amount_pence,
                    payment.at,
                    usual(POST_OFFICES, payment.card.number),
                ),
                scanned=chance.random() < 0.8,
                cash=chance.random() < 0.9,
            )
        )
        for payment in payments_on(habits, f"{CONTRACT.code}.post_office", day, chance)
    ]


def _odd_lines(cast: Cast, counters: Counters) -> dict[dt.date, list[Line[Row]]]:
    plain = counters.take(cast.payer(0).number, 4500, at(MON, 9, 5))
    other = counters.take(cast.payer(1).number, 3000, at(MON, 9, 20))
    same_day = _pair(counters, cast.payer(2).number, at(MON, 10, 0), at(MON, 10, 20))
    over_night = _pair(counters, cast.payer(3).number, at(TUE, 17, 40), at(WED, 9, 1))
    withheld = _pair(counters, cast.payer(4).number, at(WED, 11, 0), at(WED, 11, 9))
    twice = counters.take(cast.payer(5).number, 6150, at(WED, 14, 0))
    return {
        MON: [
            Line(plain),
            Line(other),
            Line(same_day[0], Oddity("type 1, its type 2 in the same file")),
            Line(same_day[1], Oddity("type 2, its type 1 in the same file")),
            Line(
                counters.take(cast.unknown(0), 2500, at(MON, 12, 30)),
                Oddity("a card nobody knows", "suspense", "unknown_card"),
            ),
        ],
        TUE: [
            Line(
                counters.take_back(plain, at(TUE, 9, 30)),
                Oddity("type 2 of a normal payment of Monday's file"),
            ),
            Line(over_night[0], Oddity("type 1, its type 2 in the next file", "offset")),
        ],
        WED: [
            Line(over_night[1], Oddity("type 2, its type 1 in the file before", "offset")),
            Line(
                withheld[0],
                Oddity("type 1 whose type 2 never comes", "suspense", "reversal_expected"),
            ),
            Line(twice),
        ],
        THU: _thursday(counters, other, twice),
        SAT: _saturday(counters, cast),
    }


def _thursday(counters: Counters, other: Row, twice: Row) -> list[Line[Row]]:
    nothing = replace(other, receipt="19999", serial=9999)
    less = replace(counters.take_back(other, at(THU, 9, 2)), amount_pence=2000)
    return [
        Line(
            counters.take_back(nothing, at(THU, 9, 0)),
            Oddity("type 2 whose original no file brought", "suspense", "no_original"),
        ),
        Line(less, Oddity("type 2 of another amount", "suspense", "reversal_mismatch")),
        Line(twice, Oddity("the natural key of a row of Wednesday's file", "duplicate")),
    ]


def _saturday(counters: Counters, cast: Cast) -> list[Line[Row]]:
    return [
        Line(
            counters.take(cast.holder("closed").number, 5000, at(SAT, 9, 30)),
            Oddity("the card of a closed account", "suspense", "account_closed"),
        ),
        Line(
            counters.take(cast.holder("former").number, 1500, at(SAT, 9, 45)),
            Oddity("the card of a former account"),
        ),
        Line(
            counters.take(cast.replaced().number, 2000, at(SAT, 10, 15)),
            Oddity("a replaced card"),
        ),
    ]


def _pair(counters: Counters, card_number: str, when: dt.datetime, back: dt.datetime) -> tuple[Row, Row]:
    original = counters.take(card_number, 7700, when)
    reversal = counters.take_back(original, back)
    named = replace(original, kind=REVERSED, partner=reversal.receipt, partner_serial=reversal.serial)
    return named, reversal


def _files(day: dt.date, lines: list[Line[Row]]) -> list[DropFile]:
    rows = [line.row for line in lines]
    name = file_name(day, "TXN")
    data = transaction_file(name, CONTRACT.client_code, rows)
    payments = DropFile(CONTRACT.code, name, data, morning_after(day), odd_rows=odd_rows(lines, 2))
    if day == FRI:
        payments = cut_short(
            payments, 107 * len(rows) - 31, "cut short within a record, and never sent again"
        )
    if day == SUN:
        payments = replace(payments, what="no payments: header and trailer only")
    return [_control(day, Promise(name, len(rows), total_pence(rows))), payments]


def _control(day: dt.date, promise: Promise) -> DropFile:
    name = file_name(day, "CTL")
    created = at(day, 23, 40)
    promises, what = [promise], ""
    if day == WED:
        missing = file_name(day, "TXN", 2)
        promises.append(Promise(missing, 4, 18_250))
        what = f"promises {missing}, which never comes"
    data = control_file(name, CONTRACT.client_code, created, day, promises)
    return DropFile(CONTRACT.code, name, data, morning_after(day), what=what)
