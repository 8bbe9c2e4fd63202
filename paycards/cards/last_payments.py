"""When an account was last paid, and with which of its cards: looked for from the newest file backwards.

The desk looks at the files of the last week first, then of the last month and of the last quarter, and stops
there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from paycards.ledger.payments_by_account import lines_of
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, same_line

WINDOWS_DAYS = (7, 31, 92)


@dataclass(frozen=True)
class LastPayment:
    """The newest payment that was posted to an account with a card; `card_number` is empty without one."""

    card_number: str
    paid_on: dt.date
    amount_pence: int
    network: str


def last_payments(
    connection: Connection, account_id: int, card_numbers: Collection[str], now: dt.datetime
) -> dict[str, LastPayment]:
    """Return the last payment with each card, by number; under the empty one that without any of them.

    Only what was posted to the account in the last WINDOWS_DAYS counts. The search ends in the window in
    which every card was found.
    """
    found: dict[str, LastPayment] = {}
    for window in WINDOWS_DAYS:
        first_file = _first_file(connection, now - dt.timedelta(days=window))
        posted = _posted(connection, account_id, card_numbers, first_file)
        found = {payment.card_number: payment for payment in posted}
        if found and set(card_numbers) <= set(found):
            break
    return found


def _first_file(connection: Connection, since: dt.datetime) -> int:
    query = select(func.min(files.c.id)).where(files.c.received_at >= since)
    found = connection.execute(query).scalar()
    return 2**62 if found is None else int(found)


def _posted(
    connection: Connection, account_id: int, card_numbers: Collection[str], first_file: int
) -> Iterator[LastPayment]:
    """The payments from this file on, oldest first."""
    of_account = lines_of([account_id], first_file)
    query = (
        select(lines.c.card_number, lines.c.paid_on, lines.c.amount_pence, lines.c.network)
        .select_from(of_account)
        .join(postings, same_line(postings, of_account))
        .join(lines, same_line(lines, postings))
        .where(lines.c.amount_pence > 0)
        .where(or_(postings.c.credit_id == account_id, postings.c.debit_id == account_id))
        .order_by(lines.c.paid_on, lines.c.file_id, lines.c.row_no)
    )
    for number, paid_on, pence, network in connection.execute(query):
        yield LastPayment(number if number in card_numbers else "", paid_on, pence, network)
