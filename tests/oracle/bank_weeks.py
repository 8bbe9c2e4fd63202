"""Random weeks of suppliers, people, and a bank that pays: whole, late, together, in parts, short, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from . import writers
from .dues import DAY, holidays, working_day
from .pools import CARD_NUMBERS
from .writers import Paid

MONDAY = dt.date(2026, 12, 14)
NIGHTS = 16
MONTHS = ("2026-11", "2026-12")
HELD = 700_000
SUMS = (100, 200, 300, 300, 500, 700)
CARDS = CARD_NUMBERS[:3]  # of three customers
NOBODYS = ("9826999900000999999", "9826999900000888888")
BY_FILE, NETTED, STATED = "NVD-ALLPAY", "NVD-PAYPOINT", "NVD-STATED"
CONTRACTS = {BY_FILE: "ALLPAY LTD", NETTED: "PAYPOINT", STATED: "CLIENT MONEY"}
CLIENTS = {BY_FILE: "NVDC", NETTED: "000123", STATED: "NVDS"}
LAG = {BY_FILE: 2, NETTED: 0, STATED: 1}  # PayPoint's files name their day
FEE = "12.5"  # pence of each payment through PayPoint
INVOICED = "38.5"  # and of each at a post office, of which allpay sends an invoice
TIER = 400
ACTS = (
    *("take back", "match", "match", "match in part"),
    *("allocate", "allocate", "split", "split", "combine", "move", "move", "move"),
    *("return", "return", "write off", "verdict", "verdict", "verdict", "verdict", "verdict"),
)


def settings() -> dict[str, Any]:
    """What the oracle has to know of the contracts."""
    terms: list[dict[str, Any]] = [
        {
            "code": code,
            "channel": "paypoint" if code == NETTED else "allpay",
            "client_code": CLIENTS[code],
            "settlement_lag_working_days": LAG[code],
        }
        for code in CONTRACTS
    ]
    by_file, netted, stated = terms
    stated |= {"settlement.fees": "invoiced", "settlement.fee_pence.post_office": INVOICED}
    by_file["settlement.by"] = "file"
    netted |= {"settlement.fees": "netted", "settlement.fee_pence.paypoint": FEE}
    return {"councils": [{"code": "NVD", "name": "Northvale", "contracts": terms}]}


class Owes(NamedTuple):
    """What a supplier takes a file to make it pay."""

    on: dt.date
    pence: int


class Opening(NamedTuple):
    """What a supplier owed before its first file."""

    contract: str
    key: str
    owes: Owes


class Came(NamedTuple):
    """A file of a supplier."""

    contract: str
    name: str
    data: bytes
    owes: Owes | None


class Credit(NamedTuple):
    """An entry of a day; no contract: somebody else's."""

    contract: str
    pence: int


class Wish(NamedTuple):
    """What somebody wants to do; `which` chooses of what there is."""

    kind: str
    who: str
    which: int


class Night(NamedTuple):
    """What a night brings: files, what the bank booked the day before, and what people do afterwards.

    `is_late` where the bank's statement comes only with the next one; `closes` is how many days are closed.
    """

    day: dt.date
    files: list[Came]
    booked: list[Credit]
    wishes: list[Wish]
    is_late: bool
    closes: int
    reopens: bool
    opens: list[Opening]


def weeks(seed: int) -> list[Night]:
    """The nights of some weeks."""
    chance = Random(seed)  # noqa: S311 -- not a secret
    nights = [_night(chance, nth) for nth in range(NIGHTS)]
    _files(chance, BY_FILE, nights)
    _files(chance, NETTED, nights)
    _statements(chance, nights)
    if chance.random() < 0.6:
        nights[chance.randrange(8)].opens.extend(_openings(chance))
    for contract in CONTRACTS:
        _pay(chance, contract, nights)
    _lose(chance, nights)
    for night in nights:
        if chance.random() < 0.2:
            night.booked.append(Credit("", chance.choice(SUMS)))
        chance.shuffle(night.booked)
    return nights


def _night(chance: Random, nth: int) -> Night:
    closes = chance.choice((0, 0, 0, 1, 2, 4, 20))
    return Night(
        *(MONDAY + DAY * nth, [], [], list(_wishes(chance))),
        is_late=0 < nth < NIGHTS - 1 and chance.random() < 0.2,
        closes=closes if nth else 0,
        reopens=chance.random() < 0.1,
        opens=[],
    )


def _openings(chance: Random) -> Iterator[Opening]:
    for contract in chance.sample([*CONTRACTS], chance.choice((1, 2, 3))):
        for number in range(chance.choice((1, 2))):
            day = MONDAY + DAY * chance.randrange(-3, 4)
            yield Opening(contract, f"OLD-{number}", Owes(day, chance.choice((*SUMS, -200))))


def _wishes(chance: Random) -> Iterator[Wish]:
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        yield Wish(chance.choice(ACTS), chance.choice(("Ann", "Ben", "Cat")), chance.randrange(10**6))


def _files(chance: Random, contract: str, nights: list[Night]) -> None:
    number = 0
    earlier: list[Paid] = []
    for night in nights:
        if chance.random() < 0.6 or not number:
            number += 1
            night.files.append(_file(chance, contract, number, night.day, earlier))


def _file(chance: Random, contract: str, number: int, day: dt.date, earlier: list[Paid]) -> Came:
    """Two payments or three; now and then allpay takes money back, and PayPoint reverses or repeats one."""
    paid = [_paid(chance, contract, day, f"{number}{nth}") for nth in range(chance.choice((2, 2, 3)))]
    if contract == NETTED:
        if earlier and chance.random() < 0.6:
            paid.append(_again(chance, chance.choice(earlier), day, f"{number}9"))
        earlier += [each for each in paid if each.kind == "payment"]
        data = writers.paypoint(CLIENTS[NETTED], number, str(day), paid)
        net = sum(each.amount_pence * (-1 if each.kind == "reversal" else 1) for each in paid)
        return Came(contract, f"PP000123_{day:%Y%m%d}_{number:06}.DAT", data, Owes(day, net - 25))
    sign, letter, kind = chance.choice([(1, "P", "PO")] * 5 + [(-1, "C", "CSH")] * 2 + [(1, "N", "TC")])
    paid = [replace(each, amount_pence=sign * each.amount_pence) for each in paid]
    total = sum(each.amount_pence for each in paid)
    rows = [writers.allpay_row(each, letter, is_short=False) for each in paid]
    data = writers.allpay_payments(rows, total, str(day))
    owes = Owes(working_day(day, LAG[contract]), 0 if kind == "TC" else total)
    return Came(contract, f"{CLIENTS[contract]}{number:04}.{kind}", data, owes)


def _paid(chance: Random, contract: str, day: dt.date, number: str) -> Paid:
    card = chance.choice((*NOBODYS, *NOBODYS, *CARDS))
    day -= DAY * chance.choice((0, 0, 0, 0, 0, 20))  # some are of the month before
    reference = f"R{number}" if contract != NETTED and chance.random() < 0.9 else ""
    return Paid(card, chance.choice(SUMS), str(day), reference, number=number)


def _again(chance: Random, old: Paid, day: dt.date, number: str) -> Paid:
    """A payment taken back, sent twice, or its number on another one."""
    how = chance.choice(("reversal", "reversal", "reversal", "same", "another"))
    if how == "same":
        return old
    if how == "another":
        return replace(old, amount_pence=old.amount_pence + 10)
    wrong = 10 if chance.random() < 0.1 else 0
    return replace(
        old,
        kind="reversal",
        number=number,
        original=old.number,
        paid_on=str(day),
        amount_pence=old.amount_pence + wrong,
    )


def _statements(chance: Random, nights: list[Night]) -> None:
    """Payments most nights, and a statement most nights of all since the one before; its balance goes on."""
    number, balance, waiting = 0, 0, 0
    for night in nights:
        if chance.random() < 0.7 or not number:
            number += 1
            file = _file(chance, STATED, number, night.day, [])
            night.files.append(file)
            waiting += file.owes.pence if file.owes else 0
        if chance.random() < 0.7:
            number += 1
            on = night.day - DAY
            debits = chance.choice((0, 0, 100))
            data = writers.statement(balance, {"Post Office (.PO)": waiting}, debits, str(on))
            owes = Owes(working_day(on, LAG[STATED]), waiting)
            balance += waiting - debits
            night.files.append(Came(STATED, f"{CLIENTS[STATED]}{number:04}.STA", data, owes))
            waiting = 0


def _lose(chance: Random, nights: list[Night]) -> None:
    """Some files come some nights late, or never."""
    rate = chance.choice((0, 0.1, 0.3))
    for nth, night in enumerate(nights[1:], start=1):
        for file in list(night.files):
            if chance.random() < rate:
                night.files.remove(file)
                later = nth + chance.randrange(1, 8)
                if later < len(nights):
                    nights[later].files.append(file)


def _pay(chance: Random, contract: str, nights: list[Night]) -> None:
    files = [each for night in nights for each in night.files if each.contract == contract]
    owed = [each.owes for each in files if each.owes and (contract != STATED or each.name.endswith(".STA"))]
    owed += [each.owes for night in nights for each in night.opens if each.contract == contract]
    for day, pence in _payments(chance, owed):
        night = next((night for night in nights if night.day == day + DAY), None)
        if night is not None and pence:
            night.booked.append(Credit(contract, pence))


def _payments(chance: Random, owed: list[Owes]) -> Iterator[tuple[dt.date, int]]:
    waiting = 0
    for due in sorted(owed, key=lambda due: due.on):
        day = due.on + DAY * chance.choice((0, 0, 0, 1, 3, 6))
        how = chance.choice(("whole", "whole", "whole", "with the next", "in parts", "short", "not"))
        if how == "with the next":
            waiting += due.pence
        elif how == "in parts":
            yield day, 50
            yield day + DAY * chance.choice((0, 1, 4)), due.pence - 50
        elif how != "not":
            yield day, waiting + due.pence - (10 if how == "short" else 0)
            waiting = 0


def is_free(day: dt.date) -> bool:
    """Whether no bank is open."""
    return day.weekday() >= 5 or day in holidays()
