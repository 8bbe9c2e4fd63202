"""The last payments with a card, as its customer sees them: on the way, or on the account since a day.

Those of a card that it took the place of count too, and those of a row without a card number; what was paid
with another card of the account does not. What was taken back at the till, or went to another account, is not
shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, case, exists, func, or_, select

from paycards.ledger.payments_by_account import lines_of
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.files import files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import lines, reversals, same_line
from paycards.store.tables.suspense import suspense_items

WINDOWS_DAYS = (31, 92)  # lines have no index by card: the newest files are looked at first
ENOUGH, MOST = 3, 6
_NEWEST_FIRST = (lines.c.paid_on.desc(), lines.c.file_id.desc(), lines.c.row_no.desc())


@dataclass(frozen=True)
class CardPayment:
    """A payment; `on_account_since` is None while it is on its way."""

    paid_on: dt.date
    amount_pence: int
    network: str
    on_account_since: dt.date | None


def card_payments(connection: Connection, card: Row[Any], now: dt.datetime) -> tuple[CardPayment, ...]:
    """The newest payments first; `card` has council_id, card_number and account_id."""
    own, others = _cards_of(connection, card)
    on_the_way = [
        CardPayment(row.paid_on, row.amount_pence, row.network, None)
        for query in (_undecided(card, own), _in_suspense(card, own))
        for row in connection.execute(query)
    ]
    posted: list[CardPayment] = []
    for days in WINDOWS_DAYS:
        first_file = _first_file(connection, now - dt.timedelta(days=days))
        query = _posted(card.account_id, others, first_file)
        posted = [CardPayment(*row) for row in connection.execute(query)]
        if len(posted) >= ENOUGH:
            break
    found = sorted((*on_the_way, *posted), key=lambda each: each.paid_on, reverse=True)
    return tuple(found[:MOST])


def _cards_of(connection: Connection, card: Row[Any]) -> tuple[set[str], set[str]]:
    """The card and those that it took the place of; and the other cards of its account."""
    numbers = set(
        connection.execute(select(cards.c.card_number).where(cards.c.account_id == card.account_id)).scalars()
    )
    of_account = (card_requests.c.account_id == card.account_id) & card_requests.c.replaces.is_not(None)
    replaced = connection.execute(
        select(card_requests.c.card_number, card_requests.c.replaces).where(of_account)
    ).all()
    own = {card.card_number}
    while more := {old for new, old in replaced if new in own} - own:
        own |= more
    return own, numbers - own


def _first_file(connection: Connection, since: dt.datetime) -> int:
    found = connection.execute(select(func.min(files.c.id)).where(files.c.received_at >= since)).scalar()
    return 2**62 if found is None else int(found)


def _posted(account_id: int, others: Collection[str], first_file: int) -> Select[Any]:
    """What the account holds of each payment, and since when."""
    pence = postings.c.amount_pence
    of_account = lines_of([account_id], first_file)
    credited = postings.c.credit_id == account_id
    held = func.sum(case((credited, pence), else_=-pence))
    since = func.max(case((credited, batches.c.booked_on)))
    return (
        select(lines.c.paid_on, held, lines.c.network, since)
        .select_from(of_account)
        .join(postings, same_line(postings, of_account))
        .join(lines, same_line(lines, postings))
        .join(batches, batches.c.id == postings.c.batch_id)
        .where(or_(credited, postings.c.debit_id == account_id))
        .where(lines.c.amount_pence > 0, lines.c.card_number.not_in(others))
        .where(
            ~exists().where(
                reversals.c.original_file_id == lines.c.file_id,
                reversals.c.original_row_no == lines.c.row_no,
            )
        )
        .group_by(lines.c.file_id, lines.c.row_no, lines.c.paid_on, lines.c.network)
        .having(held > 0)
        .order_by(*_NEWEST_FIRST)
        .limit(MOST)
    )


_SHOWN = (lines.c.paid_on, lines.c.amount_pence, lines.c.network)


def _undecided(card: Row[Any], own: Collection[str]) -> Select[Any]:
    """What came in a file that is not decided yet."""
    return (
        select(*_SHOWN)
        .join(files, files.c.id == lines.c.file_id)
        .where(files.c.council_id == card.council_id, files.c.state == "accepted")
        .where(files.c.decided_at.is_(None), lines.c.card_number.in_(own), lines.c.amount_pence > 0)
        .order_by(*_NEWEST_FIRST)
        .limit(MOST)
    )


def _in_suspense(card: Row[Any], own: Collection[str]) -> Select[Any]:
    """What somebody is looking at, because it could not be placed by itself."""
    return (
        select(*_SHOWN)
        .join(suspense_items, same_line(suspense_items, lines))
        .where(suspense_items.c.council_id == card.council_id, suspense_items.c.state == "open")
        .where(lines.c.card_number.in_(own), lines.c.amount_pence > 0)
        .order_by(*_NEWEST_FIRST)
        .limit(MOST)
    )
