"""The list that the office hands over: one row for each customer, with everything that goes wrong in one.

CSV in UTF-8 as a spreadsheet writes it. What is not known is left empty.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from paycards.demo.accounts import Account
from paycards.demo.cards import Card
from paycards.demo.cast import Cast
from paycards.demo.office.customers import REMARKABLE, SHARED_REFERENCE
from paycards.money import to_pounds

OFFICE = "MARKET-HALL"
HEADER = (
    *("fund", "account_reference", "title", "forenames", "surname", "address", "postcode"),
    *("language", "large_print", "payments_a_year", "last_paid_on", "usual_amount"),
)
LAST_WEEK = dt.date(2026, 9, 14)  # before the list was made

FORMULA = '=HYPERLINK("https://example.org","A Nother")'  # a cell that a spreadsheet would run
WELSH = (0, 8, 9)  # places on the list of those who want Welsh
LARGE_PRINT = (3, 8, 9, 12)
RHYTHMS = {"rent": ("52", "52", "52", "26", "12", ""), "council_tax": ("12", "10", "4", "")}


@dataclass(frozen=True)
class ListRow:
    """One row, as the office wrote it."""

    fund: str
    account_reference: str
    title: str
    forenames: str
    surname: str
    address: str
    postcode: str
    language: str = ""
    large_print: str = ""
    payments_a_year: str = ""
    last_paid_on: str = ""
    usual_amount: str = ""


def office_list(accounts: Sequence[Account], cards: Sequence[Card], office: Sequence[Account]) -> bytes:
    """The list as bytes. `accounts` and `cards` are the council's others, `office` those of the office."""
    chance = Random("Market Hall")  # noqa: S311  # invented data, not a secret
    rows = [_row(account, chance) for account in office if account.reference != SHARED_REFERENCE]
    rows = [
        replace(
            row,
            language="cy" if place in WELSH else "",
            large_print="yes" if place in LARGE_PRINT else "",
        )
        for place, row in enumerate(rows)
    ]
    rows += _mishaps(Cast(accounts, cards), rows, office, chance)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([getattr(row, column) for column in HEADER] for row in rows)
    return text.getvalue().encode()


def _row(account: Account, chance: Random) -> ListRow:
    person = account.person
    return ListRow(
        fund=account.fund,
        account_reference=account.reference,
        title=person.title,
        forenames=person.forenames,
        surname=person.surname,
        address=person.address[0],
        postcode=person.postcode,
        payments_a_year=chance.choice(RHYTHMS[account.fund]),
        last_paid_on=(LAST_WEEK - dt.timedelta(days=chance.randrange(7))).isoformat(),
        usual_amount=to_pounds(500 * chance.randrange(4, 30)),
    )


def _mishaps(cast: Cast, rows: Sequence[ListRow], office: Sequence[Account], chance: Random) -> list[ListRow]:
    carded = [_row(cast.payer(place).account, chance) for place in (30, 31, 32)]
    shared = _row(next(account for account in office if account.reference == SHARED_REFERENCE), chance)
    twice, wrong = rows[len(REMARKABLE)], _row(cast.without_card(0), chance)
    reference = twice.account_reference
    return [
        *carded,
        replace(twice, account_reference=f"{reference[:4].lower()} {reference[4:]}"),
        replace(wrong, account_reference=_swapped(wrong.account_reference)),
        replace(_row(cast.without_card(1), chance), account_reference="", fund=""),
        replace(shared, fund=""),
        ListRow("rent", "R200999999", "Mrs", "", FORMULA, "", "NV1 1AA"),
        replace(_row(cast.without_card(2), chance), usual_amount="about £20", last_paid_on="31/09/2026"),
    ]


def _swapped(reference: str) -> str:
    """The reference with two neighbours the wrong way round, as people copy it."""
    pairs = [place for place in range(4, len(reference) - 1) if reference[place] != reference[place + 1]]
    place = pairs[0]
    return reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
