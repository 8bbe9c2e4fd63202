"""Random weeks of two suppliers and a bank that pays: whole, late, together, in parts, short, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from . import writers
from .dues import DAY, holidays, working_day
from .writers import Paid

MONDAY = dt.date(2026, 12, 14)
NIGHTS = 16
HELD = 700_000
SUMS = (100, 200, 300, 300, 500, 700)
NOBODYS = "9826999900000999999"
CONTRACTS = {"NVD-ALLPAY": "ALLPAY LTD", "NVD-PAYPOINT": "PAYPOINT"}
LAG = {"NVD-ALLPAY": 2, "NVD-PAYPOINT": 0}  # PayPoint's files name their day


class Came(NamedTuple):
    """A file of payments."""

    contract: str
    name: str
    data: bytes
    pence: int
    due_on: dt.date


class Credit(NamedTuple):
    """An entry of a day; no contract: somebody else's."""

    contract: str
    pence: int


class Night(NamedTuple):
    """What a night brings: files, and what the bank booked the day before."""

    day: dt.date
    files: list[Came]
    booked: list[Credit]


def weeks(seed: int) -> list[Night]:
    """The nights of some weeks."""
    chance = Random(seed)  # noqa: S311 -- not a secret
    nights = [Night(MONDAY + DAY * nth, [], []) for nth in range(NIGHTS)]
    for nth, night in enumerate(nights):
        for contract in CONTRACTS:
            if chance.random() < 0.5:
                night.files.append(_file(chance, contract, nth + 1, night.day))
    for contract in CONTRACTS:
        _pay(chance, contract, nights)
    for night in nights:
        if chance.random() < 0.2:
            night.booked.append(Credit("", chance.choice(SUMS)))
        chance.shuffle(night.booked)
    return nights


def _file(chance: Random, contract: str, number: int, day: dt.date) -> Came:
    """Two payments; now and then allpay takes money back."""
    pence = [chance.choice(SUMS), chance.choice(SUMS)]
    if contract == "NVD-PAYPOINT":
        rows = [Paid(NOBODYS, each, str(day), number=f"{number}{nth}") for nth, each in enumerate(pence)]
        name = f"PP000123_{day:%Y%m%d}_{number:06}.DAT"
        return Came(contract, name, writers.paypoint("000123", number, str(day), rows), sum(pence), day)
    sign, letter, kind = chance.choice([(1, "P", "PO")] * 4 + [(-1, "C", "CSH")])
    paid = [Paid(NOBODYS, sign * each, str(day), f"R{number}{nth}") for nth, each in enumerate(pence)]
    data = writers.allpay_payments(
        [writers.allpay_row(each, letter, is_short=False) for each in paid], sign * sum(pence), str(day)
    )
    due_on = working_day(day, LAG[contract])
    return Came(contract, f"NVDC{number:04}.{kind}", data, sign * sum(pence), due_on)


def _pay(chance: Random, contract: str, nights: list[Night]) -> None:
    for day, pence in _payments(chance, [each for night in nights for each in night.files], contract):
        night = next((night for night in nights if night.day == day + DAY), None)
        if night is not None and pence:
            night.booked.append(Credit(contract, pence))


def _payments(chance: Random, files: list[Came], contract: str) -> Iterator[tuple[dt.date, int]]:
    waiting = 0
    for file in sorted((file for file in files if file.contract == contract), key=lambda file: file.due_on):
        day = file.due_on + DAY * chance.choice((0, 0, 0, 1, 3, 6))
        how = chance.choice(("whole", "whole", "whole", "with the next", "in parts", "short", "not"))
        if how == "with the next":
            waiting += file.pence
        elif how == "in parts":
            yield day, 50
            yield day + DAY * chance.choice((0, 1, 4)), file.pence - 50
        elif how != "not":
            yield day, waiting + file.pence - (10 if how == "short" else 0)
            waiting = 0


def is_free(day: dt.date) -> bool:
    """Whether no bank is open."""
    return day.weekday() >= 5 or day in holidays()
