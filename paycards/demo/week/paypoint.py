"""The PayPoint files of both councils: one for every day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from paycards.demo.cast import Cast
from paycards.demo.councils import Contract, contract
from paycards.demo.drop import DropFile, Line, Oddity, odd_rows
from paycards.demo.payments import Habit, payments_on
from paycards.demo.places import PAYPOINT_SHOPS, Outlet, usual
from paycards.demo.suppliers.paypoint import Row, file_name, payment_file
from paycards.demo.week import DAYS, FRI, MON, SAT, SUN, THU, TUE, WED, at, morning_after

NORTHVALE = contract("NVD-PAYPOINT")
HARROWMERE = contract("HMB-PAYPOINT")
FIRST_SEQUENCE = {"NVD-PAYPOINT": 412, "HMB-PAYPOINT": 87}

UNKNOWN = Oddity("a card nobody knows", "suspense", "unknown_card")

Lines = list[Line[Row]]


class Terminals:
    """The terminals in the shops; each numbers its transactions."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()

    def take(self, card_number: str, pence: int, when: dt.datetime, shop: Outlet = PAYPOINT_SHOPS[0]) -> Row:
        """A payment, with the terminal's next transaction number."""
        self.used[shop.code] += 1
        return Row(shop.code, shop.site, 300_000 + self.used[shop.code], when, card_number, pence)

    def take_back(self, original: Row, when: dt.datetime) -> Row:
        """The reversal that names its original."""
        row = self.take(original.card_number, original.amount_pence, when)
        return replace(row, reversal=True, original=original.transaction)


def northvale_paypoint_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """Eight files: on Friday Thursday's number came again, with other payments under it."""
    terminals = Terminals()
    odd = _odd_lines(cast, terminals)
    extra = [
        Line(terminals.take(cast.payer(20 + place).number, 1100, at(FRI, 20, place))) for place in range(3)
    ]
    files = _week(NORTHVALE, DAYS, habits=habits, terminals=terminals, chance=chance, odd=odd)
    thursday = DAYS.index(THU) + FIRST_SEQUENCE[NORTHVALE.code]
    held = replace(
        _file(NORTHVALE, FRI, thursday, extra),
        state="held",
        what="Thursday's number again, over other payments",
    )
    return [*files, held]


def harrowmere_paypoint_week(cast: Cast, habits: Sequence[Habit], chance: Random) -> list[DropFile]:
    """Six files: Sunday's never comes."""
    terminals = Terminals()
    stranger = terminals.take(cast.unknown(40), 2000, at(TUE, 8, 1), PAYPOINT_SHOPS[2])
    odd = {TUE: [Line(stranger, UNKNOWN)]}
    return _week(HARROWMERE, DAYS[:-1], habits=habits, terminals=terminals, chance=chance, odd=odd)


def _week(
    supplier: Contract,
    days: Sequence[dt.date],
    *,
    habits: Sequence[Habit],
    terminals: Terminals,
    chance: Random,
    odd: Mapping[dt.date, Lines],
) -> list[DropFile]:
    files = []
    for sequence, day in enumerate(days, start=FIRST_SEQUENCE[supplier.code]):
        lines = [] if day == SUN else _ordinary(supplier, habits, day, terminals, chance)
        files.append(_file(supplier, day, sequence, [*lines, *odd.get(day, [])]))
    return files


def _ordinary(
    supplier: Contract, habits: Sequence[Habit], day: dt.date, terminals: Terminals, chance: Random
) -> Lines:
    return [
        Line(
            replace(
                terminals.take(
                    payment.card.number,
                    payment.amount_pence,
                    payment.at,
                    usual(PAYPOINT_SHOPS, payment.card.number),
                ),
                capture=chance.choice("SSBK"),
                tender=chance.choice("CCCD"),
            )
        )
        for payment in payments_on(habits, f"{supplier.code}.paypoint", day, chance)
    ]


def _odd_lines(cast: Cast, terminals: Terminals) -> dict[dt.date, Lines]:
    same_day = terminals.take(cast.payer(6).number, 4000, at(MON, 9, 0))
    next_day = terminals.take(cast.payer(7).number, 5500, at(MON, 9, 10))
    other = terminals.take(cast.payer(8).number, 8000, at(TUE, 9, 20))
    lost = terminals.take(cast.unknown(1), 3500, at(TUE, 10, 0))
    twice = terminals.take(cast.payer(9).number, 2750, at(THU, 18, 0))
    names_none = replace(terminals.take_back(other, at(WED, 12, 0)), original=None)
    names_nothing = replace(terminals.take_back(other, at(WED, 12, 5)), original=1)
    less = replace(terminals.take_back(other, at(THU, 9, 0)), amount_pence=7900)
    return {
        MON: [
            Line(same_day),
            Line(next_day),
            Line(terminals.take_back(same_day, at(MON, 9, 4)), Oddity("reversal of a row of the same file")),
        ],
        TUE: [
            Line(terminals.take_back(next_day, at(TUE, 9, 0)), Oddity("reversal of a row of Monday's file")),
            Line(other),
            Line(lost, Oddity("a card nobody knows, reversed on Wednesday", "offset")),
        ],
        WED: [
            Line(terminals.take_back(lost, at(WED, 9, 0)), Oddity("reversal of a row in suspense", "offset")),
            Line(names_none, Oddity("reversal that names no original", "suspense", "no_original")),
            Line(names_nothing, Oddity("reversal whose original no file brought", "suspense", "no_original")),
        ],
        THU: [
            Line(less, Oddity("reversal of another amount", "suspense", "reversal_mismatch")),
            Line(
                terminals.take_back(same_day, at(THU, 9, 30)),
                Oddity("second reversal of one payment", "suspense", "reversal_mismatch"),
            ),
            Line(twice),
            Line(twice, Oddity("the natural key of the row before", "duplicate")),
        ],
        FRI: [Line(twice, Oddity("the natural key of a row of Thursday's file", "duplicate"))],
        SAT: [Line(terminals.take(cast.unknown(2), 1250, at(SAT, 11, 0)), UNKNOWN)],
    }


def _file(supplier: Contract, day: dt.date, sequence: int, lines: Lines) -> DropFile:
    name = file_name(supplier.client_code, day, sequence)
    settles_on = day + dt.timedelta(days=4 if day.weekday() in (3, 4, 5) else 3 if day == SUN else 2)
    lines = sorted(lines, key=lambda line: line.row.at)
    rows = [line.row for line in lines]
    data = payment_file(supplier.client_code, sequence, at(day, 23, 30), settles_on, rows)
    what = "" if lines else "no payments: header and trailer only"
    return DropFile(supplier.code, name, data, morning_after(day), what=what, odd_rows=odd_rows(lines, 2))
