"""The accounts of an invented council, and its nightly extract.

References: rent is `R` and nine digits, council tax is `77` and seven digits. A few accounts
break that shape on purpose, to give the rules of matching something to decide.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from paycards.demo.councils import HARROWMERE, NORTHVALE, Council
from paycards.demo.people import Person, make_people

EXTRACT_HEADER = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
)

SHARED_RENT_REFERENCE = "R300999001"  # in both funds of Harrowmere; its shape says rent
LEGACY_REFERENCE = "LEG40017"  # in both funds of Harrowmere; no shape decides
MISFILED_REFERENCE = "R200999007"  # a council-tax account of Northvale that looks like rent
ODD_REFERENCES = (SHARED_RENT_REFERENCE, LEGACY_REFERENCE, MISFILED_REFERENCE)


@dataclass(frozen=True)
class Account:
    """One rent or council-tax account; a positive balance is owed to the council."""

    council: str
    fund: str
    reference: str
    status: str
    balance_pence: int
    person: Person
    opened_on: dt.date
    closed_on: dt.date | None = None


def make_accounts(council: Council, chance: Random) -> list[Account]:
    """A council's accounts: every third customer has both a rent and a council-tax account."""
    people = iter(make_people(council, council.accounts, chance))
    numbers = iter(chance.sample(range(1_000, 900_000), k=council.accounts))
    accounts: list[Account] = []
    while len(accounts) < council.accounts - 4:
        person = next(people)
        funds = (
            ("rent", "council_tax") if chance.random() < 0.33 else (chance.choice(("rent", "council_tax")),)
        )
        accounts += [_account(council, fund, next(numbers), person, chance) for fund in funds]
    return accounts + _odd_accounts(council, next(people))


def extract(accounts: Iterable[Account]) -> bytes:
    """The accounts extract: CSV, UTF-8, RFC 4180."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(EXTRACT_HEADER.split(","))
    writer.writerows(_extract_row(account) for account in accounts)
    return text.getvalue().encode()


def _account(council: Council, fund: str, number: int, person: Person, chance: Random) -> Account:
    area = 2 if council is NORTHVALE else 3
    status = chance.choices(("open", "former", "closed"), weights=(90, 6, 4))[0]
    opened_on = dt.date(2009, 4, 6) + dt.timedelta(days=chance.randrange(6000))
    return Account(
        council=council.code,
        fund=fund,
        reference=f"R{area}00{number:06d}" if fund == "rent" else f"77{area}{number:06d}",
        status=status,
        balance_pence=chance.randrange(-15_000, 120_000),
        person=person,
        opened_on=opened_on,
        closed_on=None if status == "open" else opened_on + dt.timedelta(days=chance.randrange(30, 180)),
    )


def _odd_accounts(council: Council, person: Person) -> list[Account]:
    shapes = {
        NORTHVALE.code: [("council_tax", MISFILED_REFERENCE)],
        HARROWMERE.code: [
            ("rent", SHARED_RENT_REFERENCE),
            ("council_tax", SHARED_RENT_REFERENCE),
            ("rent", LEGACY_REFERENCE),
            ("council_tax", LEGACY_REFERENCE),
        ],
    }
    return [
        Account(council.code, fund, reference, "open", 4200, person, dt.date(1998, 4, 6))
        for fund, reference in shapes[council.code]
    ]


def _extract_row(account: Account) -> list[object]:
    person = account.person
    return [
        *(account.council, account.fund, account.reference, account.status, account.balance_pence),
        *(person.customer_ref, person.title, person.forenames, person.surname),
        *(*person.address, person.town, person.postcode, person.email, person.phone),
        *(account.opened_on.isoformat(), account.closed_on.isoformat() if account.closed_on else ""),
    ]
