"""What is printed for the rows of a bulk issue, in the order in which letters are posted.

Only a card that is in use, or was allocated and not yet released, is printed: one that was replaced, lost
or cancelled since its row was issued is left out, and so is one that the supplier makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Row, Select, and_, select

from paycards.cards.account import ADDRESS, CUSTOMER, address_of, customer_of
from paycards.cards.card_links import LetterLink, letter_links
from paycards.cards.link_maker import LinkMaker
from paycards.clock import local_date
from paycards.closing.bulk_issue.outcomes import ORDERED
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.issue.artwork.alphabets import ENGLISH, WELSH
from paycards.issue.artwork.paper import Holding
from paycards.issue.postage import area, sort_key
from paycards.store.chunks import chunks
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_requests

RowHolding = tuple[int, Holding]  # row number, what is printed
IN_HAND = ("requested", "active")


def in_order_of_post(connection: Connection, issue: BulkIssue) -> list[tuple[int, str]]:
    """Return number and postcode area of each row that is printed, in the order of the files."""
    query = _printed(issue, card_batch_rows.c.row_no, accounts.c.postcode).order_by(card_batch_rows.c.row_no)
    with chunks(connection, query) as parts:
        rows = [row for part in parts for row in part]
    rows.sort(key=lambda row: sort_key(row[1]))  # what has one postcode stays in the order of the list
    return [(row_no, area(postcode)) for row_no, postcode in rows]


def holdings(
    connection: Connection, issue: BulkIssue, row_nos: Sequence[int], maker: LinkMaker | None
) -> tuple[tuple[RowHolding, ...], dict[int, LetterLink]]:
    """Return what is printed for these rows, in their order, and the links that the letters bear, by row."""
    query = _printed(
        issue, card_batch_rows.c.row_no, card_requests, accounts, accounts.c.reference.label("its_reference")
    ).where(card_batch_rows.c.row_no.in_(row_nos))
    found = {row.row_no: row for row in connection.execute(query)}
    links = letter_links(connection, maker, issue.council_id, [row.card_number for row in found.values()])
    of_rows = {row_no: links[row.card_number] for row_no, row in found.items() if row.card_number in links}
    return tuple(
        (row_no, _holding(found[row_no], of_rows.get(row_no))) for row_no in row_nos if row_no in found
    ), of_rows


def letters_used(connection: Connection, issue: BulkIssue) -> str:
    """Return every character that the names and addresses need, and those of the templates."""
    query = _printed(
        issue,
        *(card_requests.c.holder, accounts.c.reference, *CUSTOMER, *ADDRESS),
    )
    found = set(ENGLISH + WELSH)
    with chunks(connection, query) as parts:
        for row in chain.from_iterable(parts):
            found.update(*(normalize("NFC", text) for text in row))  # as they are drawn
    return "".join(sorted(found - set("\t\r\n")))


def _printed(issue: BulkIssue, *columns: Any) -> Select[Any]:
    its_request = and_(
        card_requests.c.council_id == card_batch_rows.c.council_id,
        card_requests.c.number == card_batch_rows.c.request_no,
    )
    its_card = and_(
        cards.c.council_id == card_requests.c.council_id,
        cards.c.card_number == card_requests.c.card_number,
    )
    return (
        select(*columns)
        .select_from(
            card_batch_rows.join(card_requests, its_request)
            .join(cards, its_card)
            .join(accounts, accounts.c.id == card_requests.c.account_id)
        )
        .where(card_batch_rows.c.batch_id == issue.id, card_batch_rows.c.outcome != ORDERED)
        .where(cards.c.status.in_(IN_HAND))
    )


def _holding(row: Row[Any], link: LetterLink | None) -> Holding:
    return Holding(
        number=row.card_number,
        fund=row.fund,
        reference=row.its_reference,
        holder=row.holder,
        language=row.language,
        large_print=bool(row.large_print),
        kind=row.kind,
        customer=customer_of(row),
        address=address_of(row),
        date=local_date(row.requested_at),
        link=link.link if link else None,
    )
