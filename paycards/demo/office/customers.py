"""The accounts of the people who pay at Market Hall; none of them has a card yet.

References lie above those of the sample week, so that no payment of the week is theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from paycards.demo.accounts import Account
from paycards.demo.councils import Council
from paycards.demo.people import Person, make_people

ORDINARY = 25  # people without anything special
WITH_BOTH_FUNDS = 4  # of the ordinary ones, the first so many
FIRST_NUMBER = 910_001
SHARED_REFERENCE = "MH40017"  # in both funds: only the fund tells which is meant

# Title, forenames, surname: hard to fit on a card, or to write without its accents.
REMARKABLE = (
    ("Mrs", "Siân Angharad", "Gwynne-Vaughan"),
    ("Mr", "Maximilian Bartholomew", "Featherstone-Hughes Cholmondeley"),
    ("Ms", "Thị Ánh", "Nguyễn"),
    ("Mr", "Łukasz", "Wójcik"),
    ("Mx", "Zoë", "Ó Dálaigh"),
    ("", "Anh", "Ng"),
)


def office_accounts(council: Council, chance: Random) -> list[Account]:
    """Their accounts: the remarkable people first, then a closed account, then one reference in two funds."""
    people = iter(_people(council, chance))
    numbers = iter(range(FIRST_NUMBER, FIRST_NUMBER + 100))
    accounts = [_account(council, "rent", next(numbers), next(people), chance) for _ in REMARKABLE]
    for place in range(ORDINARY):
        person = next(people)
        accounts += [_account(council, fund, next(numbers), person, chance) for fund in _funds(place)]
    closed = _account(council, "rent", next(numbers), next(people), chance)
    accounts.append(replace(closed, status="closed", closed_on=dt.date(2026, 8, 31)))
    return accounts + _shared(council, next(people), chance)


def _people(council: Council, chance: Random) -> Iterator[Person]:
    invented = make_people(council, len(REMARKABLE) + ORDINARY + 2, chance)
    numbered = [
        replace(person, customer_ref=f"C{FIRST_NUMBER + place}") for place, person in enumerate(invented)
    ]
    for person, (title, forenames, surname) in zip(numbered, REMARKABLE, strict=False):
        yield replace(person, title=title, forenames=forenames, surname=surname, email="")
    yield from numbered[len(REMARKABLE) :]


def _funds(place: int) -> tuple[str, ...]:
    if place < WITH_BOTH_FUNDS:
        return ("rent", "council_tax")
    return ("council_tax",) if place % 3 == 0 else ("rent",)


def _account(council: Council, fund: str, number: int, person: Person, chance: Random) -> Account:
    return Account(
        council=council.code,
        fund=fund,
        reference=f"R200{number:06d}" if fund == "rent" else f"772{number:06d}",
        status="open",
        balance_pence=chance.randrange(-2_000, 60_000),
        person=person,
        opened_on=dt.date(2009, 4, 6) + dt.timedelta(days=chance.randrange(5000)),
    )


def _shared(council: Council, person: Person, chance: Random) -> list[Account]:
    accounts = [_account(council, fund, FIRST_NUMBER, person, chance) for fund in ("rent", "council_tax")]
    return [replace(account, reference=SHARED_REFERENCE) for account in accounts]
