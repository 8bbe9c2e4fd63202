"""Random weeks of suppliers, people, and a bank that pays: whole, late, together, in parts, short, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from . import writers
from .dues import DAY, holidays, working_day
from .pools import CARD_NUMBERS
from .writers import Paid

MONDAY = dt.date(2026, 12, 14)
NIGHTS = 16
HELD = 700_000
SUMS = (100, 200, 300, 300, 500, 700)
NOBODYS, OURS = "9826999900000999999", CARD_NUMBERS[0]
BY_FILE, NETTED, STATED = "NVD-ALLPAY", "NVD-PAYPOINT", "NVD-STATED"
CONTRACTS = {BY_FILE: "ALLPAY LTD", NETTED: "PAYPOINT", STATED: "CLIENT MONEY"}
CLIENTS = {BY_FILE: "NVDC", NETTED: "000123", STATED: "NVDS"}
LAG = {BY_FILE: 2, NETTED: 0, STATED: 1}  # PayPoint's files name their day
FEE_TENTHS = 125  # of each payment through PayPoint
ACTS = ("", "", "", "take back", "match", "match", "allocate")


class Owes(NamedTuple):
    """What a file makes its supplier owe; `fee` is what it keeps of that."""

    on: dt.date
    pence: int
    fee: int = 0


class Row(NamedTuple):
    """A payment of a file, and whether its card is a customer's."""

    pence: int
    is_known: bool


class Came(NamedTuple):
    """A file of payments, or a statement with the day on which it closes and its balance then."""

    contract: str
    name: str
    data: bytes
    rows: list[Row]
    owes: Owes | None
    closes: tuple[dt.date, int] | None = None

    @property
    def pence(self) -> int:
        return sum(row.pence for row in self.rows)


class Credit(NamedTuple):
    """An entry of a day; no contract: somebody else's."""

    contract: str
    pence: int


class Night(NamedTuple):
    """What a night brings: files, what the bank booked the day before, and what a person does afterwards.

    `which` says which of what there is to choose from, and whether a second person agrees.
    """

    day: dt.date
    files: list[Came]
    booked: list[Credit]
    act: str
    which: int


def weeks(seed: int) -> list[Night]:
    """The nights of some weeks."""
    chance = Random(seed)  # noqa: S311 -- not a secret
    nights = [
        Night(MONDAY + DAY * nth, [], [], chance.choice(ACTS), chance.randrange(1000))
        for nth in range(NIGHTS)
    ]
    for nth, night in enumerate(nights):
        for contract in (BY_FILE, NETTED):
            if chance.random() < 0.5:
                night.files.append(_file(chance, contract, nth + 1, night.day))
    _statements(chance, nights)
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
    cards = [chance.choice((NOBODYS, OURS)) for _ in pence]
    if contract == NETTED:
        rows = [
            Paid(card, each, str(day), number=f"{number}{nth}")
            for nth, (card, each) in enumerate(zip(cards, pence, strict=True))
        ]
        data = writers.paypoint(CLIENTS[NETTED], number, str(day), rows)
        fee = (len(rows) * FEE_TENTHS + 5) // 10
        name = f"PP000123_{day:%Y%m%d}_{number:06}.DAT"
        return Came(contract, name, data, _rows(pence, cards), Owes(day, sum(pence), fee))
    sign, letter, kind = chance.choice([(1, "P", "PO")] * 4 + [(-1, "C", "CSH")])
    pence = [sign * each for each in pence]
    name, data = f"{CLIENTS[contract]}{number:04}.{kind}", _allpay(pence, cards, number, day, letter)
    owes = Owes(working_day(day, LAG[contract]), sum(pence)) if contract == BY_FILE else None
    return Came(contract, name, data, _rows(pence, cards), owes)


def _rows(pence: list[int], cards: list[str]) -> list[Row]:
    return [Row(each, card == OURS) for each, card in zip(pence, cards, strict=True)]


def _allpay(pence: list[int], cards: list[str], number: int, day: dt.date, letter: str) -> bytes:
    paid = [
        Paid(card, each, str(day), f"R{number}{nth}")
        for nth, (card, each) in enumerate(zip(cards, pence, strict=True))
    ]
    rows = [writers.allpay_row(each, letter, is_short=False) for each in paid]
    return writers.allpay_payments(rows, sum(pence), str(day))


def _statements(chance: Random, nights: list[Night]) -> None:
    """Payments most nights, and a statement most nights of all since the one before; its balance goes on."""
    number, balance, waiting = 0, 0, 0
    for night in nights:
        if chance.random() < 0.7:
            number += 1
            file = _file(chance, STATED, number, night.day)
            night.files.append(file)
            waiting += file.pence
        if chance.random() < 0.7:
            number += 1
            on = night.day - DAY
            debits = chance.choice((0, 0, 100))
            data = writers.statement(balance, {"Post Office (.PO)": waiting}, debits, str(on))
            owes = Owes(working_day(on, LAG[STATED]), waiting)
            balance += waiting - debits
            closes = (on, balance)
            night.files.append(Came(STATED, f"{CLIENTS[STATED]}{number:04}.STA", data, [], owes, closes))
            waiting = 0


def _pay(chance: Random, contract: str, nights: list[Night]) -> None:
    owed = [each.owes for night in nights for each in night.files if each.contract == contract and each.owes]
    for day, pence in _payments(chance, owed):
        night = next((night for night in nights if night.day == day + DAY), None)
        if night is not None and pence:
            night.booked.append(Credit(contract, pence))


def _payments(chance: Random, owed: list[Owes]) -> Iterator[tuple[dt.date, int]]:
    waiting = 0
    for due in sorted(owed, key=lambda due: due.on):
        day = due.on + DAY * chance.choice((0, 0, 0, 1, 3, 6))
        pence = due.pence - due.fee
        how = chance.choice(("whole", "whole", "whole", "with the next", "in parts", "short", "not"))
        if how == "with the next":
            waiting += pence
        elif how == "in parts":
            yield day, 50
            yield day + DAY * chance.choice((0, 1, 4)), pence - 50
        elif how != "not":
            yield day, waiting + pence - (10 if how == "short" else 0)
            waiting = 0


def is_free(day: dt.date) -> bool:
    """Whether no bank is open."""
    return day.weekday() >= 5 or day in holidays()
